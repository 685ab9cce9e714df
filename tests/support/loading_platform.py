"""`POST /v1/loads` and a worker over one test database, without the other services."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
from fastapi import Request

from services.indicators.adapters.observations.contents import Contents
from services.indicators.adapters.observations.loads import PostgresLoads
from services.indicators.adapters.observations.uploads import Uploads
from services.indicators.adapters.sources.catalogue import SOURCES
from services.indicators.adapters.tables import jobs
from services.indicators.entrypoints.http.loads import SCOPE, Loading, load_routes
from services.indicators.entrypoints.jobs.load import KIND, load_releases
from services.indicators.load_container import release_loader
from shared.db.engine import create_engine
from shared.db.unit_of_work import UnitsOfWork
from shared.http.app import create_app
from shared.http.health import Health
from shared.jobs.jobs import Jobs
from shared.jobs.worker import Worker
from shared.kernel.clock import SystemClock
from shared.process.settings import require
from shared.security.principals import Principal
from tests.support.loading import load_settings
from tests.support.platform import Database


class Platform:
    """The routes and a worker over one database."""

    def __init__(self, client: httpx.AsyncClient, worker: Worker) -> None:
        self.client = client
        self.worker = worker

    async def load(self, body: bytes, **parameters: str) -> dict[str, object]:
        """Send a file and let the worker do its work; gives the job as it ended."""
        sent = await self.client.post("/v1/loads", params=parameters, content=body)
        assert sent.status_code == 202, sent.text
        assert await self.worker.work_once()
        job: dict[str, object] = (await self.client.get(sent.headers["Location"])).json()
        return job


@asynccontextmanager
async def loading_platform(database: Database, tmp_path: Path) -> AsyncIterator[Platform]:
    """The platform for the length of the block; the load is carried out here, not in a process of its own."""
    settings = load_settings(database, tmp_path)
    engine = create_engine(require(settings.database_url, "database_url"), application_name="test")
    units, queue = UnitsOfWork(engine), Jobs(jobs, SystemClock())
    load, uploads = release_loader(engine, settings), Uploads(engine, Contents(engine, tmp_path / "mapped"))
    assert load is not None

    async def operator(request: Request) -> Principal:
        scopes = frozenset() if "x-reader" in request.headers else frozenset({SCOPE})
        return Principal("development", "an operator", scopes)

    parts = Loading(
        loads=PostgresLoads(engine),
        uploads=uploads,
        load=load,
        sources=list(SOURCES.values()),
        units=units,
        jobs=queue,
        wake_worker=lambda: None,
    )
    app = create_app(title="x", version="1", routers=[load_routes(parts, operator)], health=Health())
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://indicators") as client:
        yield Platform(client, Worker(engine, units, queue, {KIND: load_releases(uploads, load)}))
    await engine.dispose()
