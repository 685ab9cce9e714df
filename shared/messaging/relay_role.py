"""The relay as a role of a service: a process of its own, or beside the api on one machine."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import Table

from shared.db.engine import create_engine
from shared.http.health import Health
from shared.messaging.connection import Bus
from shared.messaging.outbox import OutboxReader
from shared.messaging.relay import Relay
from shared.messaging.topology import Stream
from shared.process.background import running
from shared.process.settings import ServiceSettings, require


class RelayRole:
    """Carries the events of `service` from its outbox to its stream. Raises MissingSetting."""

    def __init__(self, settings: ServiceSettings, service: str, outbox: Table) -> None:
        name = f"{service}-relay"
        url = require(settings.relay_database_url, "relay_database_url")
        self.engine = create_engine(url, application_name=name, pool_size=2)
        self.bus = Bus(require(settings.nats_url, "nats_url"), name=name)
        self.relay = Relay(
            self.engine, OutboxReader(outbox), self.bus, Stream(service), replicas=settings.nats_replicas
        )
        self.health = Health(informative={"bus": self.bus.check})

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Relay until the block ends."""
        async with self.bus, running(self.relay.run):
            yield
        await self.engine.dispose()
