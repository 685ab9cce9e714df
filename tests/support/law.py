"""The conventions service's side of releases for tests: it publishes, and serves what it published."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from services.conventions.adapters.lifecycle.archive import ReleaseArchive
from services.conventions.adapters.lifecycle.tables import outbox
from services.conventions.adapters.lifecycle.work import RulesWorks
from services.conventions.application.lifecycle.ship import ship
from services.conventions.domain.lifecycle.examine import own_tests
from services.conventions.domain.lifecycle.release import Release
from services.conventions.entrypoints.http.releases import release_routes
from shared.db.engine import create_engine
from shared.db.unit_of_work import UnitsOfWork
from shared.http.app import create_app
from shared.http.health import Health
from shared.kernel.clock import SystemClock
from shared.messaging.outbox import Outbox
from tests.support.platform import Database
from tests.support.rules import Keys


@dataclass
class Publishing:
    """Publishes as `load` does, with keys of its own."""

    engine: AsyncEngine
    works: RulesWorks
    archive: ReleaseArchive
    keys: Keys

    async def ship(self, documents: Sequence[tuple[str, str]]) -> Release | None:
        return await ship(
            documents, open_work=self.works, gate=own_tests, sign=self.keys.operator.sign, clock=SystemClock()
        )

    def app(self) -> FastAPI:
        """The routes of releases as the service serves them."""
        return create_app(
            title="conventions", version="0", routers=[release_routes(self.archive)], health=Health()
        )


@asynccontextmanager
async def publishing_on(database: Database) -> AsyncIterator[Publishing]:
    engine = create_engine(database.urls["conventions"].app, application_name="test-conventions")
    works = RulesWorks(UnitsOfWork(engine, Outbox(outbox)), SystemClock())
    yield Publishing(engine, works, ReleaseArchive(engine), Keys.new())
    await engine.dispose()
