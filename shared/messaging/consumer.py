"""The pull consumer: bounded workers, one aggregate at a time, and three fates for a message.

Applied: acknowledged after the commit. Retryable (database, network): given back with a delay, never with a
bare `nak`, which redelivers at once and burns the deliveries. Poison, or failed too often: parked as
a dead letter, then terminated. Where it cannot be parked, it comes again.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress

from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from nats.js.errors import Error as JetStreamError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from shared.contracts.cloudevents import NotAnEvent, decode
from shared.contracts.envelope import Event
from shared.kernel.errors import Unavailable
from shared.messaging.connection import Bus
from shared.messaging.deadletters import DeadLetter, DeadLetters
from shared.messaging.topology import Subscription, declare_consumer
from shared.observability.logging import get_logger
from shared.observability.metrics import DEAD_LETTERS, EVENTS_HANDLED, EVENTS_UNSETTLED
from shared.observability.tracing import continue_trace, current_trace

Handler = Callable[[Event], Awaitable[None]]
"""Applies one event and commits. What it raises decides: RETRYABLE is tried again, the rest is parked."""

WORKERS = 16
FETCH_SECONDS = 1.0
TROUBLE_SECONDS = 1.0
LONGEST_DELAY_SECONDS = 30.0
REPORT_SECONDS = 15.0
RETRYABLE = (DBAPIError, PoolTimeout, Unavailable, ConnectionError, TimeoutError, NatsError)


class Consumer:
    """Reads one subscription until its task is cancelled."""

    def __init__(
        self,
        bus: Bus,
        subscription: Subscription,
        handler: Handler,
        dead_letters: DeadLetters,
        *,
        fetch_seconds: float = FETCH_SECONDS,
    ) -> None:
        self._bus = bus
        self._subscription = subscription
        self._handle = handler
        self._dead_letters = dead_letters
        self._fetch_seconds = fetch_seconds
        self._lanes = [asyncio.Lock() for _ in range(WORKERS)]

    async def run(self) -> None:
        """Consume for ever; a lost bus or stream is waited for, a lost consumer declared again."""
        while True:
            try:
                await self._consume(self._bus.jetstream)
            except (NatsError, JetStreamError, Unavailable, TimeoutError) as error:
                get_logger().warning(
                    "consumer waits", consumer=self._subscription.durable, error_type=type(error).__name__
                )
            await asyncio.sleep(TROUBLE_SECONDS)

    async def replay(self, letter: DeadLetter) -> None:
        """Apply a parked message now. Raises what decoding or the handler raises; the inbox still guards."""
        await self._handle(decode(letter.headers, letter.body))

    async def _consume(self, js: JetStreamContext) -> None:
        await declare_consumer(js, self._subscription)
        pull = await js.pull_subscribe_bind(
            consumer=self._subscription.durable, stream=self._subscription.stream.name
        )
        reporting = asyncio.create_task(self._report(js))
        try:
            while True:
                try:
                    messages = await pull.fetch(WORKERS, timeout=self._fetch_seconds)
                except TimeoutError:  # nats-py's own is one; a busy event loop gets the plain one
                    await js.consumer_info(self._subscription.stream.name, self._subscription.durable)
                    continue
                await asyncio.gather(*(self._settle(message) for message in messages))
        finally:
            reporting.cancel()
            with suppress(NatsError):
                await pull.unsubscribe()

    async def _report(self, js: JetStreamContext) -> None:
        """Keep the gauges; trouble is told by whoever works with the bus or the database."""
        durable = self._subscription.durable
        while True:
            with suppress(*RETRYABLE, JetStreamError):
                info = await js.consumer_info(self._subscription.stream.name, durable)
                EVENTS_UNSETTLED.labels(durable).set((info.num_pending or 0) + (info.num_ack_pending or 0))
                DEAD_LETTERS.labels(durable).set(await self._dead_letters.count(durable))
            await asyncio.sleep(REPORT_SECONDS)

    async def _settle(self, message: Msg) -> None:
        """Bring one message to its fate; messages of one aggregate run one after the other."""
        try:
            event = decode(message.headers or {}, message.data)
        except NotAnEvent as error:
            await self._park(message, str(error))
            return
        async with self._lanes[hash(event.aggregate_id) % WORKERS]:
            trace = continue_trace(event.traceparent)
            current_trace.set(trace)
            beat = asyncio.create_task(self._keep_alive(message))
            try:
                await self._handle(event)
            except RETRYABLE as error:
                await self._try_later(message, error)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is kept for a person
                get_logger().exception(
                    "event parked", consumer=self._subscription.durable, event_id=str(event.id)
                )
                await self._park(message, type(error).__name__)
            else:
                await message.ack()
                self._count("applied")
            finally:
                beat.cancel()

    async def _keep_alive(self, message: Msg) -> None:
        while True:
            await asyncio.sleep(self._subscription.ack_wait_seconds / 3)
            await message.in_progress()

    async def _try_later(self, message: Msg, error: Exception) -> None:
        deliveries = message.metadata.num_delivered
        if deliveries >= self._subscription.max_deliveries:
            await self._park(message, f"{type(error).__name__} after {deliveries} deliveries")
            return
        ceiling = min(LONGEST_DELAY_SECONDS, 0.5 * 2**deliveries)
        await message.nak(delay=random.uniform(0.1, ceiling))  # noqa: S311 - jitter, not a secret
        self._count("retried")

    async def _park(self, message: Msg, reason: str) -> None:
        """Keep the message for a person. Where even that fails, it stays unacknowledged and comes again."""
        metadata = message.metadata
        try:
            await self._dead_letters.park(
                consumer=self._subscription.durable,
                stream_sequence=metadata.sequence.stream,
                subject=message.subject,
                headers=dict(message.headers or {}),
                body=message.data,
                deliveries=metadata.num_delivered,
                reason=reason,
            )
        except RETRYABLE as error:
            get_logger().warning("dead letter not parked", error_type=type(error).__name__)
            await message.nak(delay=LONGEST_DELAY_SECONDS)
            return
        await message.term()
        self._count("parked")

    def _count(self, result: str) -> None:
        EVENTS_HANDLED.labels(self._subscription.durable, result).inc()
