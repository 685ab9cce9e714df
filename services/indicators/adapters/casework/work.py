"""The unit of work of casework statistics."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from services.indicators.adapters.archive import InboxArchive
from services.indicators.adapters.casework.mapping import case_event_from, is_counted
from services.indicators.adapters.casework.projection import PostgresCases
from services.indicators.adapters.casework.releases import PostgresReleases
from services.indicators.domain.recognition.cases import CaseEvent
from shared.contracts.envelope import Event
from shared.db.unit_of_work import UnitOfWork, UnitsOfWork
from shared.messaging.inbox import Inbox


class CaseWork:
    """One transaction of one tenant."""

    def __init__(self, unit: UnitOfWork, inbox: Inbox) -> None:
        self._unit = unit
        self._inbox = inbox
        self.cases = PostgresCases(unit.session)
        self.archive: InboxArchive[CaseEvent] = InboxArchive(unit.session, inbox.consumer, _counted)
        self.releases = PostgresReleases(unit.session)

    async def accept(self, event: Event) -> bool:
        """Note the event; False where it took effect before."""
        return await self._inbox.accept(self._unit.session, event)

    async def commit(self) -> None:
        """Commit."""
        await self._unit.commit()


def _counted(event: Event) -> CaseEvent | None:
    return case_event_from(event) if is_counted(event) else None


class CaseWorks:
    """Opens units of work."""

    def __init__(self, units: UnitsOfWork, inbox: Inbox) -> None:
        self._units = units
        self._inbox = inbox

    @asynccontextmanager
    async def __call__(self, tenant: str) -> AsyncIterator[CaseWork]:
        """Open a transaction for `tenant`."""
        async with self._units(tenant) as unit:
            yield CaseWork(unit, self._inbox)
