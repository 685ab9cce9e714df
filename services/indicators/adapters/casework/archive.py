"""The archive of the events of cases: the inbox keeps every accepted event as it came."""

from collections import Counter
from collections.abc import AsyncIterator

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.indicators.adapters.casework.mapping import case_event_from, is_counted
from services.indicators.adapters.tables import inbox
from services.indicators.domain.recognition.cases import Appealed, AppealEnded, CaseEvent, Decided, Opened
from services.indicators.domain.recognition.reconciliation import Tally
from shared.contracts.cloudevents import decode

ROWS_AT_A_TIME = 500


class CaseArchive:
    """The archived events of the session's tenant."""

    def __init__(self, session: AsyncSession, consumer: str) -> None:
        self._session = session
        self._consumer = consumer

    async def events(self) -> AsyncIterator[CaseEvent]:
        """Read the events that are counted, in the order of arrival."""
        query = (
            select(inbox.c.headers, inbox.c.body)
            .where(inbox.c.consumer == self._consumer)
            .order_by(inbox.c.received_at, inbox.c.event_id)
            .execution_options(yield_per=ROWS_AT_A_TIME)
        )
        async for row in await self._session.stream(query):
            event = decode(row.headers, row.body)
            if is_counted(event):
                yield case_event_from(event)

    async def tally(self) -> Tally:
        """Count the archived events of each kind, by reading each of them."""
        kinds: Counter[type] = Counter()
        async for event in self.events():
            kinds[type(event)] += 1
        return Tally(kinds[Opened], kinds[Decided], kinds[Appealed], kinds[AppealEnded])
