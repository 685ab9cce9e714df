"""Streams and consumers as data, and the reconciler that makes the server agree with them."""

from dataclasses import dataclass

from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy, RetentionPolicy, StorageType, StreamConfig
from nats.js.errors import NotFoundError

from shared.observability.logging import get_logger

DAY_SECONDS = 86_400.0


@dataclass(frozen=True, slots=True)
class Stream:
    """All events of one service, in the order in which its relay published them."""

    service: str
    max_age_days: int = 30

    @property
    def name(self) -> str:
        """The stream's name."""
        return f"SYMBOLON_{self.service.upper()}"

    @property
    def subjects(self) -> list[str]:
        """What the stream records."""
        return [f"symbolon.{self.service}.>"]


@dataclass(frozen=True, slots=True)
class Subscription:
    """A durable reader: which service reads which events of which stream.

    `event_type` names one type, or all types under a prefix: ``case.>``.
    """

    reader: str
    stream: Stream
    event_type: str
    ack_wait_seconds: float = 30.0
    max_deliveries: int = 8
    """After so many failures a message is parked. The consumer counts, not the server: a server that gives a
    message up while the database is away, where it could be parked, would lose it."""

    @property
    def durable(self) -> str:
        """The durable consumer's name, also the inbox's key."""
        return f"{self.reader}-{self.event_type.removesuffix('.>').replace('.', '-')}"

    @property
    def subject(self) -> str:
        """The subject that is read."""
        return f"symbolon.{self.stream.service}.{self.event_type}"


class UnsafeDrift(Exception):
    """The server holds a stream that differs where a change would lose messages; a person decides."""


async def is_there(js: JetStreamContext, stream: Stream) -> bool:
    """Say whether the server holds the stream."""
    try:
        await js.stream_info(stream.name)
    except NotFoundError:
        return False
    return True


async def declare_stream(js: JetStreamContext, stream: Stream, *, replicas: int) -> None:
    """Create the stream, or bring it to what is declared. Raises UnsafeDrift.

    The service whose events it holds declares it, and nobody else.
    """
    wanted = StreamConfig(
        name=stream.name,
        subjects=stream.subjects,
        retention=RetentionPolicy.LIMITS,
        storage=StorageType.FILE,
        max_age=stream.max_age_days * DAY_SECONDS,
        num_replicas=replicas,
        duplicate_window=120,
        allow_atomic=True,
        deny_delete=True,
    )
    try:
        present = (await js.stream_info(stream.name)).config
    except NotFoundError:
        await js.add_stream(wanted)
        get_logger().info("stream created", stream=stream.name)
        return
    if present.storage != wanted.storage or present.retention != wanted.retention:
        raise UnsafeDrift(f"{stream.name} has another storage or retention than declared")
    same = (
        present.subjects == wanted.subjects
        and present.max_age == wanted.max_age
        and present.num_replicas == wanted.num_replicas
        and present.allow_atomic == wanted.allow_atomic
    )
    if not same:
        await js.update_stream(wanted)
        get_logger().info("stream updated", stream=stream.name)


async def declare_consumer(js: JetStreamContext, subscription: Subscription) -> None:
    """Create the durable consumer, or update it: `add_consumer` does both, `pull_subscribe` neither."""
    await js.add_consumer(
        subscription.stream.name,
        ConsumerConfig(
            durable_name=subscription.durable,
            filter_subject=subscription.subject,
            deliver_policy=DeliverPolicy.ALL,
            ack_policy=AckPolicy.EXPLICIT,
            ack_wait=subscription.ack_wait_seconds,
            max_deliver=-1,
            max_ack_pending=1_000,
        ),
    )
