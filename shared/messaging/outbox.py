"""The outbox: events written in the transaction of what they tell, read by the relay afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Identity,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    Uuid,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from shared.contracts.cloudevents import EncodedEvent, encode
from shared.contracts.envelope import Event


def outbox_table(metadata: MetaData) -> Table:
    """Declare the table `outbox` in a service's schema; `create_outbox` makes it."""
    return Table(
        "outbox",
        metadata,
        Column("position", BigInteger, Identity(always=True), primary_key=True),
        Column("event_id", Uuid, nullable=False, unique=True),
        Column("tenant", Text, nullable=False),
        Column("aggregate_id", Uuid, nullable=False),
        Column("sequence", Integer, nullable=False),
        Column("subject", Text, nullable=False),
        Column("headers", JSONB, nullable=False),
        Column("body", LargeBinary, nullable=False),
        Column("occurred_at", DateTime(timezone=True), nullable=False),
        Column("published_at", DateTime(timezone=True)),
    )


class Outbox:
    """Writes events (`announce`, in the application's transaction)."""

    def __init__(self, table: Table) -> None:
        self._table = table

    async def announce(self, session: AsyncSession, events: Sequence[Event]) -> None:
        """Write `events` in their order; they are published after the commit, never before."""
        await session.execute(insert(self._table), [_row(event) for event in events])


def _row(event: Event) -> dict[str, Any]:
    encoded = encode(event)
    return {
        "event_id": event.id,
        "tenant": event.tenant,
        "aggregate_id": event.aggregate_id,
        "sequence": event.sequence,
        "subject": encoded.subject,
        "headers": dict(encoded.headers),
        "body": encoded.body,
        "occurred_at": event.time,
    }


@dataclass(frozen=True, slots=True)
class Waiting:
    """An event that is committed and not yet published."""

    position: int
    event: EncodedEvent


class OutboxReader:
    """Reads and marks for the relay, under the relay's own role."""

    def __init__(self, table: Table) -> None:
        self._table = table

    async def waiting(self, connection: AsyncConnection, limit: int) -> list[Waiting]:
        """List unpublished events in the order of their positions.

        Positions are taken before the commit, so a slow transaction's lower one may appear late. Only
        rows older than every running transaction are read: what is behind them can no longer change.
        """
        columns = self._table.c
        rows = await connection.execute(
            select(columns.position, columns.subject, columns.headers, columns.body)
            .where(
                columns.published_at.is_(None),
                text("xid < pg_snapshot_xmin(pg_current_snapshot())"),
            )
            .order_by(columns.position)
            .limit(limit)
        )
        return [Waiting(row.position, EncodedEvent(row.subject, row.headers, row.body)) for row in rows]

    async def mark_published(self, connection: AsyncConnection, positions: Sequence[int]) -> None:
        """Note that the events are on the stream. The rows stay: they are the second copy."""
        await connection.execute(
            update(self._table).where(self._table.c.position.in_(positions)).values(published_at=func.now())
        )

    async def publish_again(self, connection: AsyncConnection, *, days: int, limit: int) -> int:
        """Let what was published in the last `days` wait again, `limit` at most; give how much it is."""
        columns = self._table.c
        since = func.now() - func.make_interval(0, 0, 0, days)
        sent = select(columns.position).where(columns.published_at > since).limit(limit)
        again = await connection.execute(
            update(self._table).where(columns.position.in_(sent)).values(published_at=None)
        )
        return again.rowcount

    async def backlog(self, connection: AsyncConnection) -> tuple[int, float]:
        """Count what waits, and give the age of the oldest in seconds (0 where nothing waits)."""
        columns = self._table.c
        row = (
            await connection.execute(
                select(
                    func.count(),
                    func.coalesce(func.extract("epoch", func.now() - func.min(columns.occurred_at)), 0),
                ).where(columns.published_at.is_(None))
            )
        ).one()
        return int(row[0]), float(row[1])
