"""The unit of work of this service."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from services.indicators.adapters.archive import InboxArchive
from services.indicators.adapters.mapping import evaluated_from
from services.indicators.adapters.projection import PostgresProjection
from shared.contracts.envelope import Event
from shared.db.unit_of_work import UnitOfWork, UnitsOfWork
from shared.messaging.inbox import Inbox


class IndicatorsWork:
    """One transaction of one tenant."""

    def __init__(self, unit: UnitOfWork, inbox: Inbox) -> None:
        self._unit = unit
        self._inbox = inbox
        self.projection = PostgresProjection(unit.session)
        self.archive = InboxArchive(unit.session, inbox.consumer, evaluated_from)

    async def accept(self, event: Event) -> bool:
        """Note the event; False where it took effect before."""
        return await self._inbox.accept(self._unit.session, event)

    async def commit(self) -> None:
        """Commit."""
        await self._unit.commit()


class IndicatorsWorks:
    """Opens units of work."""

    def __init__(self, units: UnitsOfWork, inbox: Inbox) -> None:
        self._units = units
        self._inbox = inbox

    @asynccontextmanager
    async def __call__(self, tenant: str) -> AsyncIterator[IndicatorsWork]:
        """Open a transaction for `tenant`."""
        async with self._units(tenant) as unit:
            yield IndicatorsWork(unit, self._inbox)
