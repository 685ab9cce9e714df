from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.credentials.adapters.tables import outbox
from services.indicators.adapters.tables import dead_letters, inbox
from services.indicators.adapters.work import IndicatorsWorks
from services.indicators.entrypoints.events.handlers import project_evaluations
from services.indicators.entrypoints.events.subscriptions import EVALUATIONS
from shared.contracts.envelope import Event
from shared.db.engine import create_engine
from shared.db.unit_of_work import UnitsOfWork
from shared.messaging.connection import Bus
from shared.messaging.consumer import Consumer
from shared.messaging.deadletters import DeadLetters
from shared.messaging.inbox import Inbox
from shared.messaging.outbox import Outbox, OutboxReader
from shared.messaging.relay import Relay
from shared.messaging.topology import Stream
from tests.support.platform import Database
from tests.support.servers import running_nats


@dataclass
class Wire:
    """The whole way of an event: written by credentials, relayed, projected by indicators."""

    writer: UnitsOfWork
    writer_engine: AsyncEngine
    relay: Relay
    consumer: Consumer
    reader: IndicatorsWorks
    dead_letters: DeadLetters
    bus: Bus

    async def announce(self, *events: Event) -> None:
        for event in events:
            async with self.writer(event.tenant) as unit:
                unit.record(event)
                await unit.commit()

    async def projected(self, tenant: str = "norway") -> int:
        from services.indicators.domain.recognition.evaluated import Dimension

        async with self.reader(tenant) as work:
            return (await work.projection.count([Dimension.OUTCOME])).evaluations


@pytest.fixture
async def wire(database: Database, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Wire]:
    urls = database.urls
    writer = create_engine(urls["credentials"].app, application_name="test-writer")
    relay_engine = create_engine(urls["credentials"].relay, application_name="test-relay", pool_size=3)
    reader = create_engine(urls["indicators"].app, application_name="test-reader")
    async with running_nats(tmp_path_factory.mktemp("nats")) as server, Bus(server.url, name="test") as bus:
        open_work = IndicatorsWorks(UnitsOfWork(reader), Inbox(inbox, EVALUATIONS.durable))
        letters = DeadLetters(reader, dead_letters)
        yield Wire(
            writer=UnitsOfWork(writer, Outbox(outbox)),
            writer_engine=writer,
            relay=Relay(relay_engine, OutboxReader(outbox), bus, Stream("credentials")),
            consumer=Consumer(bus, EVALUATIONS, project_evaluations(open_work), letters),
            reader=open_work,
            dead_letters=letters,
            bus=bus,
        )
    for engine in (writer, relay_engine, reader):
        await engine.dispose()
