"""The relay: carries committed events to the stream, in order, one active relay for each service."""

import asyncio

from nats.errors import Error as NatsError
from nats.js.errors import Error as JetStreamError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.kernel.errors import Unavailable
from shared.messaging.connection import Bus
from shared.messaging.outbox import OutboxReader
from shared.messaging.publisher import BATCH_SIZE, NotPublished, publish
from shared.messaging.topology import Stream, declare_stream, is_there
from shared.observability.logging import get_logger
from shared.observability.metrics import EVENTS_PUBLISHED, OUTBOX_OLDEST_SECONDS, OUTBOX_WAITING

BUSY_SECONDS = 0.05
IDLE_SECONDS = 1.0
TROUBLE_SECONDS = 1.0
AGAIN_AT_ONCE = 10_000

TRANSIENT = (
    NatsError,
    JetStreamError,
    NotPublished,
    Unavailable,
    SQLAlchemyError,
    ConnectionError,
    TimeoutError,
)


class Relay:
    """Runs until its task is cancelled. `nudge` wakes it after a commit in the same process."""

    def __init__(
        self, engine: AsyncEngine, outbox: OutboxReader, bus: Bus, stream: Stream, *, replicas: int = 1
    ) -> None:
        self._engine = engine
        self._outbox = outbox
        self._bus = bus
        self._stream = stream
        self._replicas = replicas
        self._nudged = asyncio.Event()
        self._declared = False

    def nudge(self) -> None:
        """Say that something may be waiting."""
        self._nudged.set()

    async def run(self) -> None:
        """Relay for ever; trouble with the database or the bus is waited out."""
        while True:
            try:
                async with self._engine.connect() as connection:
                    await self._lead(connection)
            except TRANSIENT as error:
                get_logger().warning("relay waits", stream=self._stream.name, error_type=type(error).__name__)
                self._declared = False
            await asyncio.sleep(TROUBLE_SECONDS)

    async def _lead(self, connection: AsyncConnection) -> None:
        """Become the active relay, then publish while the connection (and with it the lock) lasts."""
        lock = text("SELECT pg_try_advisory_lock(hashtext(:name))")
        if not await connection.scalar(lock, {"name": f"relay {self._stream.name}"}):
            await connection.commit()
            return  # another relay is active; this one stands by
        await connection.commit()
        wait = BUSY_SECONDS
        while True:
            self._nudged.clear()
            published = await self._publish_once(connection)
            if published == BATCH_SIZE:
                continue
            wait = BUSY_SECONDS if published else min(wait * 2, IDLE_SECONDS)
            try:
                await asyncio.wait_for(self._nudged.wait(), wait)
            except TimeoutError:
                continue

    async def _publish_once(self, connection: AsyncConnection) -> int:
        if not self._bus.connected:
            self._declared = False  # who knows what comes back
        elif not self._declared:
            await self._declare(
                connection
            )  # readers wait for the stream, also where nothing is to be published
        waiting = await self._outbox.waiting(connection, BATCH_SIZE)
        await connection.commit()
        if not waiting:
            OUTBOX_WAITING.set(0)
            OUTBOX_OLDEST_SECONDS.set(0)
            return 0
        await self._report(connection)
        await publish(self._bus.client, [it.event for it in waiting])
        await self._outbox.mark_published(connection, [it.position for it in waiting])
        await connection.commit()
        EVENTS_PUBLISHED.inc(len(waiting))
        return len(waiting)

    async def _declare(self, connection: AsyncConnection) -> None:
        """Declare the stream. One that is not there holds nothing, so what was published goes out again.

        The outbox is the second copy for this moment: the store of the bus was lost, or the database was
        restored beside a new one. The inbox makes what comes twice count once. The stream is made last: an
        end in between repeats all of it.
        """
        js, total = self._bus.jetstream, 0
        if not await is_there(js, self._stream):
            days = self._stream.max_age_days
            while again := await self._outbox.publish_again(connection, days=days, limit=AGAIN_AT_ONCE):
                await connection.commit()
                total += again
            await connection.commit()
        await declare_stream(js, self._stream, replicas=self._replicas)
        self._declared = True
        if total:
            get_logger().warning("published again", stream=self._stream.name, count=total)

    async def _report(self, connection: AsyncConnection) -> None:
        count, age = await self._outbox.backlog(connection)
        await connection.commit()
        OUTBOX_WAITING.set(count)
        OUTBOX_OLDEST_SECONDS.set(age)
