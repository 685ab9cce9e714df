"""The archive: the inbox keeps every accepted event as it came."""

from collections.abc import AsyncIterator, Callable
from typing import Generic, TypeVar

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.indicators.adapters.tables import inbox
from shared.contracts.cloudevents import decode
from shared.contracts.envelope import Event

ROWS_AT_A_TIME = 500
Read = TypeVar("Read")


class InboxArchive(Generic[Read]):
    """The archived events of the session's tenant for one consumer; `read` is None for one to pass over."""

    def __init__(self, session: AsyncSession, consumer: str, read: Callable[[Event], Read | None]) -> None:
        self._session = session
        self._consumer = consumer
        self._read = read

    async def events(self) -> AsyncIterator[Read]:
        """Read the events in the order of arrival."""
        query = (
            select(inbox.c.headers, inbox.c.body)
            .where(inbox.c.consumer == self._consumer)
            .order_by(inbox.c.received_at, inbox.c.event_id)
            .execution_options(yield_per=ROWS_AT_A_TIME)
        )
        async for row in await self._session.stream(query):
            read = self._read(decode(row.headers, row.body))
            if read is not None:
                yield read
