"""The unit of work of this service: the transaction with its repositories."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncSession

from services.credentials.adapters.casework.cases import PostgresCases
from services.credentials.adapters.evaluations import PostgresEvaluations
from services.credentials.adapters.statements.keys import PostgresIssuingKeys
from services.credentials.adapters.statements.store import PostgresStatements
from services.credentials.adapters.verification.store import PostgresVerifications
from shared.db.unit_of_work import UnitOfWork, UnitsOfWork
from shared.kernel.clock import Clock


class CredentialsWork:
    """One transaction of one tenant."""

    def __init__(self, unit: UnitOfWork, clock: Clock) -> None:
        self._unit = unit
        self.evaluations = PostgresEvaluations(unit, clock)
        self.cases = PostgresCases(unit, clock)
        self.statements = PostgresStatements(unit)
        self.verifications = PostgresVerifications(unit)
        self.issuing_keys = PostgresIssuingKeys(unit)

    @property
    def session(self) -> AsyncSession:
        """The session, for what the HTTP border keeps in the same transaction."""
        return self._unit.session

    async def commit(self) -> None:
        """Commit changes and events together."""
        await self._unit.commit()


class CredentialsWorks:
    """Opens units of work."""

    def __init__(self, units: UnitsOfWork, clock: Clock) -> None:
        self._units = units
        self._clock = clock

    @asynccontextmanager
    async def __call__(self, tenant: str) -> AsyncIterator[CredentialsWork]:
        """Open a transaction for `tenant`."""
        async with self._units(tenant) as unit:
            yield CredentialsWork(unit, self._clock)
