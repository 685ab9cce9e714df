"""Use cases over the cases of a tenant: live statistics, double entry, and the projection made again."""

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol

from services.indicators.domain.recognition.cases import CaseDimension, CaseEvent
from services.indicators.domain.recognition.ports import Archive, Cases, Span
from services.indicators.domain.recognition.reconciliation import Reconciliation, tally
from services.indicators.domain.recognition.statistics import GroupStatistics, summarise


class Work(Protocol):
    """One transaction of one tenant."""

    @property
    def cases(self) -> Cases:
        """What is counted."""
        ...

    @property
    def archive(self) -> Archive[CaseEvent]:
        """What was received."""
        ...

    async def commit(self) -> None:
        """Make everything durable."""
        ...


OpenWork = Callable[[str], AbstractAsyncContextManager[Work]]


async def live_statistics(
    open_work: OpenWork, tenant: str, dimensions: Sequence[CaseDimension], span: Span, *, now: datetime
) -> tuple[GroupStatistics, ...]:
    """Count the tenant's cases by `dimensions`, with rates, intervals and times to decision."""
    async with open_work(tenant) as work:
        cohorts = await work.cases.cohorts(dimensions, span, now=now)
        appeals = await work.cases.appeals(dimensions, span)
    return summarise(cohorts, appeals)


async def reconcile(open_work: OpenWork, tenant: str) -> Reconciliation:
    """Count log and projection in one transaction, and set them side by side."""
    async with open_work(tenant) as work:
        projected, closed, still_open, unopened = await work.cases.tally()
        logged = tally(Counter([type(event) async for event in work.archive.events()]))
        return Reconciliation(logged, projected, closed, still_open, unopened)


async def rebuild_cases(open_work: OpenWork, tenant: str) -> int:
    """Clear the projection of cases and fill it from the archive in one transaction; count the events.

    Readers see the old projection until the new one is complete.
    """
    async with open_work(tenant) as work:
        await work.cases.clear()
        count = 0
        async for event in work.archive.events():
            await work.cases.apply(event)
            count += 1
        await work.commit()
    return count
