"""From a committed row to a counted evaluation, with the troubles on the way."""

import asyncio

import pytest
from sqlalchemy import text

from services.indicators.domain.recognition.evaluated import Dimension
from services.indicators.entrypoints.events.handlers import project_evaluations
from services.indicators.entrypoints.events.subscriptions import EVALUATIONS
from shared.contracts.cloudevents import encode
from shared.db.tenancy import enter_tenant
from shared.messaging.consumer import Consumer
from shared.messaging.topology import declare_stream
from shared.process.background import running
from tests.integration.messaging.conftest import Wire
from tests.support.events import completed
from tests.support.waiting import until


async def _connected(wire: Wire) -> None:
    async def connected() -> bool:
        return wire.bus.connected

    await until(connected)


async def test_an_announced_evaluation_is_counted_once(wire: Wire) -> None:
    async with running(wire.relay.run, wire.consumer.run):
        await wire.announce(*(completed() for _ in range(25)))

        async def counted() -> bool:
            return await wire.projected() == 25

        await until(counted)


async def test_what_is_delivered_again_changes_nothing(wire: Wire) -> None:
    event = completed()
    await _connected(wire)
    async with running(wire.relay.run, wire.consumer.run):
        await wire.announce(event)

        async def counted() -> bool:
            return await wire.projected() == 1

        await until(counted)
        again = encode(event)
        headers = {**again.headers, "Nats-Msg-Id": "outside-the-window"}
        await wire.bus.jetstream.publish(again.subject, again.body, headers=headers)
        other = completed()
        await wire.announce(other)

        async def both() -> bool:
            return await wire.projected() == 2

        await until(both)


async def test_a_slow_transaction_with_a_lower_position_is_not_lost(wire: Wire) -> None:
    slow, fast = completed(), completed()
    async with running(wire.relay.run, wire.consumer.run), wire.writer("norway") as unit:
        unit.record(slow)
        assert unit._announcer is not None
        await unit._announcer.announce(unit.session, [slow])  # its position is taken, its commit is not
        unit._events.clear()
        await wire.announce(fast)
        await asyncio.sleep(0.5)
        assert await wire.projected() == 0, "nothing behind a running transaction may be published"
        await unit.commit()

        async def both() -> bool:
            return await wire.projected() == 2

        await until(both)


async def test_a_wait_that_ends_while_the_server_answers_is_only_an_empty_wait(wire: Wire) -> None:
    """A busy event loop notices the end of its wait late: nats-py then raises the plain TimeoutError."""
    await _connected(wire)
    await declare_stream(wire.bus.jetstream, EVALUATIONS.stream, replicas=1)
    hasty = Consumer(
        wire.bus, EVALUATIONS, project_evaluations(wire.reader), wire.dead_letters, fetch_seconds=0.0003
    )
    consuming = asyncio.create_task(hasty.run())
    await asyncio.sleep(0.5)
    assert not consuming.done(), consuming
    consuming.cancel()


async def test_only_one_relay_is_active(wire: Wire) -> None:
    async with running(wire.relay.run, wire.relay.run, wire.consumer.run):
        await wire.announce(*(completed() for _ in range(10)))

        async def counted() -> bool:
            return await wire.projected() == 10

        await until(counted)
    info = await wire.bus.jetstream.stream_info("SYMBOLON_CREDENTIALS")
    assert info.state.messages == 10


async def test_a_message_that_is_no_event_is_parked_and_the_rest_flows(wire: Wire) -> None:
    await _connected(wire)
    async with running(wire.relay.run, wire.consumer.run):
        await wire.announce(completed())

        async def first() -> bool:
            return await wire.projected() == 1

        await until(first)
        subject = "symbolon.credentials.evaluation.completed.v1"
        await wire.bus.jetstream.publish(subject, b"not an event")
        await wire.announce(completed())

        async def second_counted_and_poison_parked() -> bool:
            return await wire.projected() == 2 and len(await wire.dead_letters.waiting()) == 1

        await until(second_counted_and_poison_parked)
    (letter,) = await wire.dead_letters.waiting()
    assert letter.body == b"not an event"
    await wire.dead_letters.settle(letter.id, "discarded: sent by hand in a test")
    assert await wire.dead_letters.waiting() == []


async def test_the_projection_made_anew_from_the_archive_is_identical(wire: Wire) -> None:
    from services.indicators.application.rebuild import rebuild

    async with running(wire.relay.run, wire.consumer.run):
        await wire.announce(
            *(
                completed(outcome=outcome, instruments=bound)
                for outcome in ("recognise", "needs")
                for bound in (("lrc_1997",), ("lrc_1997", "global_2019"), ())
            ),
            completed(tenant="estonia"),
        )

        async def counted() -> bool:
            return await wire.projected() == 6 and await wire.projected("estonia") == 1

        await until(counted)

    async def rows(tenant: str) -> list[tuple[object, ...]]:
        async with wire.reader(tenant) as work:
            found = await work.projection._session.execute(
                text("SELECT * FROM indicators.evaluations ORDER BY evaluation_id")
            )
            return [tuple(row) for row in found]

    before = await rows("norway"), await rows("estonia")
    assert await rebuild(wire.reader, "norway") == 6
    assert (await rows("norway"), await rows("estonia")) == before
    async with wire.reader("norway") as work:
        by_instrument = await work.projection.count([Dimension.INSTRUMENT])
    assert {group.key[0]: group.count for group in by_instrument.groups} == {
        "global_2019": 2,
        "lrc_1997": 4,
        None: 2,
    }
    assert by_instrument.evaluations == 6


@pytest.mark.parametrize("tenant", ["", "norway"])
async def test_without_a_tenant_the_database_answers_with_an_error(wire: Wire, tenant: str) -> None:
    from sqlalchemy.exc import DBAPIError
    from sqlalchemy.ext.asyncio import AsyncSession

    async with AsyncSession(wire.writer_engine) as session:
        if tenant:
            await enter_tenant(session, tenant)
            assert (await session.execute(text("SELECT count(*) FROM credentials.evaluations"))).scalar() == 0
        else:
            with pytest.raises(DBAPIError, match=r"symbolon\.tenant"):
                await session.execute(text("SELECT count(*) FROM credentials.evaluations"))
