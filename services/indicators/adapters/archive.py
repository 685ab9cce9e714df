"""The archive: the inbox keeps every accepted event as it came."""

from collections.abc import AsyncIterator

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.indicators.adapters.mapping import evaluated_from
from services.indicators.adapters.tables import inbox
from services.indicators.domain.recognition.evaluated import Evaluated
from shared.contracts.cloudevents import decode

ROWS_AT_A_TIME = 500


class InboxArchive:
    """The archived events of the session's tenant for one consumer."""

    def __init__(self, session: AsyncSession, consumer: str) -> None:
        self._session = session
        self._consumer = consumer

    async def evaluations(self) -> AsyncIterator[Evaluated]:
        """Read the evaluations in the order of arrival."""
        query = (
            select(inbox.c.headers, inbox.c.body)
            .where(inbox.c.consumer == self._consumer)
            .order_by(inbox.c.received_at, inbox.c.event_id)
            .execution_options(yield_per=ROWS_AT_A_TIME)
        )
        async for row in await self._session.stream(query):
            yield evaluated_from(decode(row.headers, row.body))
