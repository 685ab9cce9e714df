"""The inbox: an event takes effect once, however often it is delivered. It is the archive as well."""

from sqlalchemy import Column, DateTime, LargeBinary, MetaData, Table, Text, Uuid, func
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.ext.asyncio import AsyncSession

from shared.contracts.cloudevents import encode
from shared.contracts.envelope import Event


def inbox_table(metadata: MetaData) -> Table:
    """Declare the table `inbox` in a service's schema."""
    return Table(
        "inbox",
        metadata,
        Column("consumer", Text, primary_key=True),
        Column("event_id", Uuid, primary_key=True),
        Column("tenant", Text, nullable=False),
        Column("headers", JSONB, nullable=False),
        Column("body", LargeBinary, nullable=False),
        Column("received_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    )


class Inbox:
    """Remembers what one consumer has seen."""

    def __init__(self, table: Table, consumer: str) -> None:
        self.table = table
        self.consumer = consumer

    async def accept(self, session: AsyncSession, event: Event) -> bool:
        """Note `event` in the transaction of its effect; False where it took effect before."""
        encoded = encode(event)
        accepted = await session.execute(
            insert(self.table)
            .values(
                consumer=self.consumer,
                event_id=event.id,
                tenant=event.tenant,
                headers=dict(encoded.headers),
                body=encoded.body,
            )
            .on_conflict_do_nothing()
            .returning(self.table.c.event_id)
        )
        return accepted.first() is not None
