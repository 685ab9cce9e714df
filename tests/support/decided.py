"""Evaluations decided by a release and stored as the service stores them, many at a time."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from itertools import islice
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from services.credentials.adapters.documents import write_evaluation
from services.credentials.adapters.tables import evaluations
from services.credentials.domain.evaluation.basis_by_rules import basis_by_rules
from services.credentials.domain.evaluation.evaluation import Decided, Evaluation
from services.credentials.domain.evaluation.facts import Application
from services.credentials.domain.evaluation.provisions import provisions_of
from services.credentials.domain.evaluation.recommend import recommend
from services.credentials.domain.evaluation.ruling import rule_on
from shared.db.unit_of_work import UnitsOfWork
from shared.rules.release import RuleSet

TOGETHER = 1_000


async def store(
    engine: AsyncEngine,
    tenant: str,
    release: RuleSet,
    cases: Iterable[tuple[UUID, Application]],
    known: date,
    *,
    traced: bool = True,
) -> None:
    """Decide and store. Without `traced` the hash of the trace is no true one: making it takes longest."""
    waiting = iter(cases)
    while rows := list(_rows(tenant, release, islice(waiting, TOGETHER), known, traced=traced)):
        async with UnitsOfWork(engine)(tenant) as unit:
            await unit.session.execute(insert(evaluations), rows)
            await unit.session.commit()


def _rows(
    tenant: str, release: RuleSet, cases: Iterable[tuple[UUID, Application]], known: date, *, traced: bool
) -> Iterator[dict[str, object]]:
    at = datetime.now(UTC)
    for number, application in cases:
        ruling = rule_on(release, application, known)
        trace = ruling.trace_hash if traced else "sha256:" + "0" * 64
        decided = Decided(release.hash, known, trace, ruling.format)
        recommendation = recommend(ruling, application)
        evaluation = Evaluation(
            number,
            tenant,
            application,
            basis_by_rules(ruling),
            recommendation,
            provisions_of(ruling, recommendation.outcome),
            decided,
            (),
            at,
        )
        yield {
            "id": number,
            "tenant": tenant,
            "outcome": evaluation.recommendation.outcome.value,
            "legal_date": application.legal_date,
            "facts_hash": application.facts_hash,
            "reference_data": evaluation.legal_basis.reference_data,
            "release": release.hash,
            "trace_hash": decided.trace_hash,
            "document": write_evaluation(evaluation),
            "created_at": at,
        }
