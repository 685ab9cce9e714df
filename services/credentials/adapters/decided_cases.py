"""Reads what was decided, in pages, for whoever decides it again to verify it."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.credentials.adapters.documents import read_decided
from services.credentials.adapters.tables import evaluations
from services.credentials.domain.evaluation.evaluation import Decided
from services.credentials.domain.evaluation.facts import Application
from shared.db.unit_of_work import UnitsOfWork

PAGE = 1_000
DECIDED = ("application", "release", "knowledge_date", "trace_hash", "ruling")
"""The parts of a stored document that deciding it again needs."""


@dataclass(frozen=True, slots=True)
class DecidedCase:
    """A stored evaluation: the case, what decided it, and what came out."""

    id: UUID
    application: Application
    decided: Decided
    outcome: str


async def page_after(
    session: AsyncSession, last: UUID | None, size: int = PAGE
) -> Sequence[tuple[UUID, DecidedCase | None]]:
    """Give the next page of cases by id; None stands for one from before evaluations named their release."""
    parts = [evaluations.c.document[name].label(name) for name in DECIDED]
    query = select(evaluations.c.id, evaluations.c.outcome, *parts)
    if last is not None:
        query = query.where(evaluations.c.id > last)
    found = []
    for row in await session.execute(query.order_by(evaluations.c.id).limit(size)):
        read = read_decided({name: getattr(row, name) for name in DECIDED})
        found.append((row.id, DecidedCase(row.id, *read, row.outcome) if read else None))
    return found


async def all_cases(units: UnitsOfWork, tenant: str, *, most: int) -> AsyncIterator[DecidedCase]:
    """Give a tenant's cases, at most `most` of them; each page is a transaction of its own."""
    last: UUID | None = None
    given = 0
    while given < most:
        async with units(tenant) as unit:
            page = await page_after(unit.session, last, min(PAGE, most - given))
        if not page:
            return
        last = page[-1][0]
        for _, case in page:
            if case is not None:
                given += 1
                yield case
