"""What is on its way while the database or the bus is away, or comes back with nothing."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import pytest
from nats.js.api import ConsumerConfig, DiscardPolicy
from sqlalchemy.exc import OperationalError

from services.indicators.entrypoints.events.handlers import project_evaluations
from services.indicators.entrypoints.events.subscriptions import EVALUATIONS
from shared.contracts.cloudevents import encode
from shared.contracts.envelope import Event
from shared.messaging import consumer, deadletters, relay
from shared.messaging.consumer import Consumer
from shared.messaging.topology import declare_consumer, declare_stream
from shared.observability.metrics import exposition
from shared.process.background import running
from tests.integration.messaging.conftest import Wire
from tests.support.events import completed
from tests.support.waiting import until


def counted(wire: Wire, number: int) -> Callable[[], Awaitable[bool]]:
    async def condition() -> bool:
        return await wire.projected() == number

    return condition


@dataclass
class Outage:
    """A database that is away for a number of deliveries, for handler and dead letters alike."""

    wire: Wire
    deliveries: int
    tried: int = 0

    async def handle(self, event: Event) -> None:
        self.tried += 1
        if self.away:
            raise OperationalError("INSERT", {}, ConnectionRefusedError())
        await project_evaluations(self.wire.reader)(event)

    @property
    def away(self) -> bool:
        return self.tried <= self.deliveries


async def test_an_outage_longer_than_all_deliveries_loses_nothing(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither applied nor parked while the database is away: the server must not give the message up."""
    outage = Outage(wire, deliveries=EVALUATIONS.max_deliveries + 2)

    class Away(deadletters.DeadLetters):
        async def park(self, **letter: object) -> None:
            if outage.away:
                raise OperationalError("INSERT", {}, ConnectionRefusedError())
            await super().park(**letter)  # type: ignore[arg-type]

    monkeypatch.setattr(consumer, "LONGEST_DELAY_SECONDS", 0.1)
    letters = Away(wire.dead_letters._engine, wire.dead_letters._table)
    patient = Consumer(wire.bus, EVALUATIONS, outage.handle, letters)
    async with running(wire.relay.run, patient.run):
        await wire.announce(completed())
        await until(counted(wire, 1), seconds=30)
    assert outage.tried == outage.deliveries + 1
    assert await letters.waiting() == []


async def test_a_consumer_of_an_earlier_version_is_brought_to_this_one(wire: Wire) -> None:
    await until(lambda: asyncio.sleep(0, wire.bus.connected))
    await declare_stream(wire.bus.jetstream, EVALUATIONS.stream, replicas=1)
    await wire.bus.jetstream.add_consumer(
        EVALUATIONS.stream.name,
        ConsumerConfig(durable_name=EVALUATIONS.durable, filter_subject=EVALUATIONS.subject, max_deliver=8),
    )
    await declare_consumer(wire.bus.jetstream, EVALUATIONS)
    info = await wire.bus.jetstream.consumer_info(EVALUATIONS.stream.name, EVALUATIONS.durable)
    assert info.config.max_deliver == -1


async def test_a_stream_that_was_lost_is_filled_again_from_the_outbox(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay, "AGAIN_AT_ONCE", 2)
    async with running(wire.relay.run):
        await wire.announce(*(completed() for _ in range(3)))

        async def published() -> bool:
            if not wire.bus.connected:
                return False
            streams = await wire.bus.jetstream.streams_info()
            return sum(it.state.messages for it in streams) == 3

        await until(published)
        await wire.bus.jetstream.delete_stream(EVALUATIONS.stream.name)  # nobody had read them yet
        await wire.announce(completed())
        async with running(wire.consumer.run):
            await until(counted(wire, 4), seconds=20)
    info = await wire.bus.jetstream.stream_info(EVALUATIONS.stream.name)
    assert info.state.messages == 4


async def test_a_full_stream_holds_events_back_and_loses_none(wire: Wire) -> None:
    async with running(wire.relay.run, wire.consumer.run):
        await wire.announce(completed())
        await until(counted(wire, 1))
        js, stream = wire.bus.jetstream, EVALUATIONS.stream.name
        config = (await js.stream_info(stream)).config
        await js.update_stream(config.evolve(max_msgs=1, discard=DiscardPolicy.NEW))
        await wire.announce(*(completed() for _ in range(5)))
        await asyncio.sleep(1.5)
        assert await wire.projected() == 1
        await js.update_stream(config)
        await until(counted(wire, 6))
    assert (await wire.bus.jetstream.stream_info(stream)).state.messages == 6


async def test_reading_a_stream_changes_nothing_of_it(wire: Wire) -> None:
    """Replicas are the owner's word; a reader that declared them anew would take them back."""
    async with running(wire.relay.run, wire.consumer.run):
        await wire.announce(completed())
        await until(counted(wire, 1))
    before = (await wire.bus.jetstream.stream_info(EVALUATIONS.stream.name)).config
    await wire.bus.jetstream.update_stream(before.evolve(description="kept"))
    async with running(wire.consumer.run):
        again = encode(completed())
        await wire.bus.jetstream.publish(again.subject, again.body, headers=dict(again.headers))
        await until(counted(wire, 2))
    assert (await wire.bus.jetstream.stream_info(EVALUATIONS.stream.name)).config.description == "kept"


async def test_what_waits_for_a_person_is_a_number_to_alert_on(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumer, "REPORT_SECONDS", 0.05)
    async with running(wire.relay.run, wire.consumer.run):
        await wire.announce(completed())
        await until(counted(wire, 1))
        await wire.bus.jetstream.publish("symbolon.credentials.evaluation.completed.v1", b"not an event")

        async def shown() -> bool:
            text = exposition()[0].decode()
            waiting = f'symbolon_dead_letters{{consumer="{EVALUATIONS.durable}"}} 1.0'
            settled = f'symbolon_events_unsettled{{consumer="{EVALUATIONS.durable}"}} 0.0'
            return waiting in text and settled in text

        await until(shown)
