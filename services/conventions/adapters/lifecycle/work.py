"""The unit of work of the rules' life: one transaction over texts, steps, reports and releases."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services.conventions.adapters.lifecycle.documents import (
    PostgresDocuments,
    PostgresReports,
    PostgresSteps,
)
from services.conventions.adapters.lifecycle.releases import PLATFORM, PostgresReleases
from shared.db.unit_of_work import UnitOfWork, UnitsOfWork
from shared.kernel.clock import Clock


class RulesWork:
    """One transaction."""

    def __init__(self, unit: UnitOfWork, clock: Clock) -> None:
        self._unit = unit
        self.documents = PostgresDocuments(unit.session)
        self.steps = PostgresSteps(unit.session)
        self.reports = PostgresReports(unit.session)
        self.releases = PostgresReleases(unit, clock)

    @property
    def session(self) -> AsyncSession:
        """The session, for what the HTTP border keeps in the same transaction."""
        return self._unit.session

    async def commit(self) -> None:
        """Commit changes and events together."""
        await self._unit.commit()


class RulesWorks:
    """Opens units of work. The law belongs to no tenant, so they are all the platform's."""

    def __init__(self, units: UnitsOfWork, clock: Clock) -> None:
        self._units = units
        self._clock = clock

    def now(self) -> datetime:
        """Give the moment."""
        return self._clock.now()

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[RulesWork]:
        """Open a transaction."""
        async with self._units(PLATFORM) as unit:
            yield RulesWork(unit, self._clock)
