"""Dead letters: messages that could not be applied, kept for a person to replay or to discard."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Identity,
    Integer,
    LargeBinary,
    MetaData,
    RowMapping,
    Table,
    Text,
    func,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.kernel.errors import NotFound


def dead_letters_table(metadata: MetaData) -> Table:
    """Declare the table `dead_letters` in a service's schema."""
    return Table(
        "dead_letters",
        metadata,
        Column("id", BigInteger, Identity(always=True), primary_key=True),
        Column("consumer", Text, nullable=False),
        Column("stream_sequence", BigInteger, nullable=False),
        Column("subject", Text, nullable=False),
        Column("headers", JSONB, nullable=False),
        Column("body", LargeBinary, nullable=False),
        Column("deliveries", Integer, nullable=False),
        Column("reason", Text, nullable=False),
        Column("parked_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
        Column("settled_at", DateTime(timezone=True)),
        Column("settlement", Text),
    )


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """One parked message; `settlement` says what a person did with it, None while it waits."""

    id: int
    consumer: str
    subject: str
    headers: Mapping[str, str]
    body: bytes
    deliveries: int
    reason: str
    parked_at: datetime
    settlement: str | None


class UnknownDeadLetter(NotFound):
    """There is no dead letter of that number that still waits."""

    code = "unknown_dead_letter"
    title = "No such dead letter"


class DeadLetters:
    """The parked messages of one service."""

    def __init__(self, engine: AsyncEngine, table: Table) -> None:
        self._engine = engine
        self._table = table

    async def park(  # noqa: PLR0913 - a message and its circumstances
        self,
        *,
        consumer: str,
        stream_sequence: int,
        subject: str,
        headers: Mapping[str, str],
        body: bytes,
        deliveries: int,
        reason: str,
    ) -> None:
        """Keep a message; keeping it twice changes nothing."""
        async with self._engine.begin() as connection:
            await connection.execute(
                insert(self._table)
                .values(
                    consumer=consumer,
                    stream_sequence=stream_sequence,
                    subject=subject,
                    headers=dict(headers),
                    body=body,
                    deliveries=deliveries,
                    reason=reason,
                )
                .on_conflict_do_nothing()
            )

    async def waiting(self, limit: int = 100) -> list[DeadLetter]:
        """List what waits for a person, the oldest first."""
        query = select(self._table).where(self._table.c.settled_at.is_(None))
        async with self._engine.connect() as connection:
            rows = await connection.execute(query.order_by(self._table.c.id).limit(limit))
            return [_letter(row) for row in rows.mappings()]

    async def count(self, consumer: str) -> int:
        """Count what waits for a person from one consumer."""
        columns = self._table.c
        query = select(func.count()).where(columns.settled_at.is_(None), columns.consumer == consumer)
        async with self._engine.connect() as connection:
            return int(await connection.scalar(query) or 0)

    async def get(self, number: int) -> DeadLetter:
        """Fetch one that still waits. Raises UnknownDeadLetter."""
        query = select(self._table).where(self._table.c.id == number, self._table.c.settled_at.is_(None))
        async with self._engine.connect() as connection:
            row = (await connection.execute(query)).mappings().first()
        if row is None:
            raise UnknownDeadLetter(f"no dead letter {number} waits")
        return _letter(row)

    async def settle(self, number: int, settlement: str) -> None:
        """Note what was done with it: ``replayed``, or ``discarded: <reason>``. Raises UnknownDeadLetter."""
        statement = (
            update(self._table)
            .where(self._table.c.id == number, self._table.c.settled_at.is_(None))
            .values(settled_at=func.now(), settlement=settlement)
            .returning(self._table.c.id)
        )
        async with self._engine.begin() as connection:
            if (await connection.execute(statement)).first() is None:
                raise UnknownDeadLetter(f"no dead letter {number} waits")


def _letter(row: RowMapping) -> DeadLetter:
    return DeadLetter(**{name: row[name] for name in DeadLetter.__dataclass_fields__})
