"""The unit of work: one transaction for one tenant, committed in so many words.

async with work(tenant) as unit:
...                       # repositories use unit.session
unit.record(event)        # announced in the same transaction
await unit.commit()       # before the answer is written; leaving without it rolls back
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from shared.contracts.envelope import Event
from shared.db.tenancy import enter_tenant


class Announcer(Protocol):
    """Writes events where the relay finds them, within the session's transaction."""

    async def announce(self, session: AsyncSession, events: Sequence[Event]) -> None:
        """Write `events` in their order."""
        ...


class UnitOfWork:
    """One open transaction. Use it through `UnitsOfWork`."""

    def __init__(self, session: AsyncSession, announcer: Announcer | None) -> None:
        self.session = session
        self._announcer = announcer
        self._events: list[Event] = []

    def record(self, event: Event) -> None:
        """Announce `event` when, and only when, this transaction commits."""
        if self._announcer is None:
            raise TypeError("this service announces no events")
        self._events.append(event)

    async def commit(self) -> None:
        """Make everything durable: the changes and the events, or neither."""
        if self._announcer is not None and self._events:
            await self._announcer.announce(self.session, self._events)
            self._events.clear()
        await self.session.commit()


class UnitsOfWork:
    """Opens units of work on one engine."""

    def __init__(self, engine: AsyncEngine, announcer: Announcer | None = None) -> None:
        self._engine = engine
        self._announcer = announcer

    @asynccontextmanager
    async def __call__(self, tenant: str) -> AsyncIterator[UnitOfWork]:
        """Open a transaction in which only the rows of `tenant` can be seen or written."""
        async with AsyncSession(self._engine, expire_on_commit=False) as session:
            await enter_tenant(session, tenant)
            yield UnitOfWork(session, self._announcer)
