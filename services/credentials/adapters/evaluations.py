"""Keeps evaluations in PostgreSQL and announces them in the same transaction."""

from typing import Any
from uuid import UUID

from sqlalchemy import insert, select

from services.credentials.adapters.documents import read_decided, write_evaluation
from services.credentials.adapters.statements.carrying import read_carrying
from services.credentials.adapters.tables import evaluations
from services.credentials.domain.evaluation.evaluation import Decided, Evaluation
from services.credentials.domain.evaluation.facts import Application
from services.credentials.domain.statements.statement import Carrying
from shared.contracts.envelope import Event
from shared.contracts.registry import EVALUATION_COMPLETED, EvaluationCompleted
from shared.db.unit_of_work import UnitOfWork
from shared.kernel.clock import Clock
from shared.kernel.errors import NotFound
from shared.kernel.ids import new_id
from shared.observability.tracing import current_traceparent

SOURCE = "/symbolon/credentials"


class UnknownEvaluation(NotFound):
    """There is no such evaluation, or it is another tenant's."""

    code = "unknown_evaluation"
    title = "No such evaluation"


class PostgresEvaluations:
    """The evaluations of the unit of work's tenant."""

    def __init__(self, unit: UnitOfWork, clock: Clock) -> None:
        self._unit = unit
        self._clock = clock

    async def add(self, evaluation: Evaluation) -> None:
        """Insert the evaluation and record its event."""
        await self._unit.session.execute(
            insert(evaluations).values(
                id=evaluation.id,
                tenant=evaluation.tenant,
                outcome=evaluation.recommendation.outcome.value,
                legal_date=evaluation.application.legal_date,
                facts_hash=evaluation.application.facts_hash,
                reference_data=evaluation.legal_basis.reference_data,
                release=evaluation.decided.release,
                trace_hash=evaluation.decided.trace_hash,
                document=write_evaluation(evaluation),
                created_at=evaluation.created_at,
            )
        )
        self._unit.record(
            Event(
                id=new_id(self._clock),
                type=EVALUATION_COMPLETED.type,
                source=SOURCE,
                tenant=evaluation.tenant,
                aggregate_id=evaluation.id,
                sequence=1,
                time=evaluation.created_at,
                data=_announcement(evaluation),
                traceparent=current_traceparent(),
            )
        )

    async def document(self, evaluation_id: UUID) -> dict[str, Any]:
        """Fetch the public document of one. Raises UnknownEvaluation."""
        query = select(evaluations.c.document).where(evaluations.c.id == evaluation_id)
        document: dict[str, Any] | None = await self._unit.session.scalar(query)
        if document is None:
            raise UnknownEvaluation(f"there is no evaluation {evaluation_id}")
        return document

    async def carrying(self, evaluation_id: UUID) -> Carrying:
        """Read one as the statement of a decision tells it. Raises UnknownEvaluation."""
        return read_carrying(evaluation_id, await self.document(evaluation_id))

    async def decided(self, evaluation_id: UUID) -> tuple[Application, Decided]:
        """Give the case and what decided it. Raises UnknownEvaluation, DecidedWithoutRules."""
        found = read_decided(await self.document(evaluation_id))
        if found is None:
            raise DecidedWithoutRules(f"evaluation {evaluation_id} names no release of the rules")
        return found


class DecidedWithoutRules(NotFound):
    """The evaluation is older than the releases of the rules; it has no trace."""

    code = "no_trace"
    title = "The evaluation has no trace"


def _announcement(evaluation: Evaluation) -> EvaluationCompleted:
    application, basis = evaluation.application, evaluation.legal_basis
    return EvaluationCompleted(
        evaluation_id=evaluation.id,
        award_country=application.award.country,
        recognition_country=application.recognition_country,
        qualification_type=application.award.qualification_type.value,
        purpose=application.purpose.value,
        legal_date=application.legal_date,
        outcome=evaluation.recommendation.outcome.value,
        instruments=basis.binding_instruments,
        presumption=basis.presumption,
        trust_mark=basis.trust_mark,
        facts_hash=application.facts_hash,
        reference_data=basis.reference_data,
        completed_at=evaluation.created_at,
        release=evaluation.decided.release,
    )
