"""The composition root: it knows every part of the service, and `load_container` those of a load."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from services.indicators.adapters.casework.observations import ReleasedTables
from services.indicators.adapters.casework.work import CaseWorks
from services.indicators.adapters.cubes.stored import StoredCubes
from services.indicators.adapters.observations.contents import Contents
from services.indicators.adapters.observations.current import Merging
from services.indicators.adapters.observations.loads import PostgresLoads
from services.indicators.adapters.observations.rooms import clear_rooms
from services.indicators.adapters.observations.store import StoredObservations
from services.indicators.adapters.observations.uploads import Uploads
from services.indicators.adapters.sdmx.messages import SdmxMessages
from services.indicators.adapters.sources.catalogue import SOURCES
from services.indicators.adapters.sources.reference import country_groups, languages, world
from services.indicators.adapters.tables import SCHEMA, dead_letters, inbox, jobs
from services.indicators.adapters.work import IndicatorsWorks
from services.indicators.application.publish import Publish
from services.indicators.application.what_if import WhatIf
from services.indicators.domain.observations.source import Sources
from services.indicators.entrypoints.events.handlers import project_cases, project_evaluations
from services.indicators.entrypoints.events.subscriptions import CASES, EVALUATIONS
from services.indicators.entrypoints.http.loads import Loading
from services.indicators.entrypoints.jobs.apart import apart
from services.indicators.entrypoints.jobs.load import KIND as LOAD
from services.indicators.entrypoints.jobs.load import load_releases
from services.indicators.load_container import release_loader
from services.indicators.settings import Settings
from shared.db.engine import create_engine
from shared.db.unit_of_work import UnitsOfWork
from shared.http.authentication import authenticate_by_token
from shared.http.health import Health
from shared.jobs.jobs import Jobs
from shared.jobs.worker import Handler, Worker
from shared.kernel.clock import SystemClock
from shared.messaging.connection import Bus
from shared.messaging.consumer import Consumer
from shared.messaging.deadletters import DeadLetters
from shared.messaging.inbox import Inbox
from shared.process.background import running
from shared.process.checks import schema_check
from shared.process.settings import require, require_file
from shared.security.tokens import TokenVerifier

MIGRATIONS = Path(__file__).parent / "migrations"


class WorkerContainer:
    """The parts of the worker role."""

    def __init__(self, settings: Settings) -> None:
        self.engine = create_engine(
            require(settings.database_url, "database_url"), application_name="indicators-worker"
        )
        self.open_work = IndicatorsWorks(UnitsOfWork(self.engine), Inbox(inbox, EVALUATIONS.durable))
        self.dead_letters = DeadLetters(self.engine, dead_letters)
        self.bus = Bus(require(settings.nats_url, "nats_url"), name="indicators-worker")
        self.consumer = Consumer(
            self.bus, EVALUATIONS, project_evaluations(self.open_work), self.dead_letters
        )
        self.open_cases = CaseWorks(UnitsOfWork(self.engine), Inbox(inbox, CASES.durable))
        self.case_consumer = Consumer(self.bus, CASES, project_cases(self.open_cases), self.dead_letters)
        self.consumers = {EVALUATIONS.durable: self.consumer, CASES.durable: self.case_consumer}
        handlers: dict[str, Handler] = {}
        if settings.report_key_file is not None:
            mapped = Contents(self.engine, settings.mapped_folder)
            handlers[LOAD] = load_releases(Uploads(self.engine, mapped), apart(settings))
        self.worker = Worker(self.engine, UnitsOfWork(self.engine), Jobs(jobs, SystemClock()), handlers)
        self.health = Health(informative={"bus": self.bus.check})

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Project events and carry out loads until the block ends."""
        await asyncio.to_thread(clear_rooms)
        async with self.bus, running(self.consumer.run, self.case_consumer.run, self.worker.run):
            yield
        await self.close()

    async def close(self) -> None:
        """Close what is open."""
        await self.engine.dispose()


class Container:
    """The parts of the api role."""

    def __init__(self, settings: Settings, worker: WorkerContainer | None = None) -> None:
        self.clock = SystemClock()
        self.engine = create_engine(
            require(settings.database_url, "database_url"), application_name="indicators-api"
        )
        key = require_file(settings.token_public_key_file, "token_public_key_file")
        self.authenticate = authenticate_by_token(TokenVerifier(key), self.clock)
        self.open_work = IndicatorsWorks(UnitsOfWork(self.engine), Inbox(inbox, EVALUATIONS.durable))
        self.open_cases = CaseWorks(UnitsOfWork(self.engine), Inbox(inbox, CASES.durable))
        self.publish = Publish(self.open_cases, self.clock)
        self.world = world()
        self.languages = languages()
        mapped = Contents(self.engine, settings.mapped_folder)
        self.observations = StoredObservations(self.engine, mapped, merging=Merging(settings.mapped_folder))
        self.sources = Sources(self.observations, ReleasedTables(self.open_cases, self.clock).of)
        self.loading = Loading(
            loads=PostgresLoads(self.engine),
            uploads=Uploads(self.engine, mapped),
            load=release_loader(self.engine, settings),
            sources=list(SOURCES.values()),
            units=UnitsOfWork(self.engine),
            jobs=Jobs(jobs, self.clock),
            wake_worker=worker.worker.nudge if worker else _nothing,
        )
        self.memberships = country_groups()
        self.what_if = WhatIf(StoredCubes(self.observations, settings.mapped_folder, self.memberships))
        self.sdmx = SdmxMessages(self.clock)
        self.health = Health(
            required={"database": schema_check(self.engine, SCHEMA, MIGRATIONS)},
            informative={"bus": worker.bus.check} if worker else {},
        )

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Keep the database open until the block ends."""
        yield
        await self.engine.dispose()


def _nothing() -> None:
    """Wake nobody: the worker is another process, which looks by itself."""
