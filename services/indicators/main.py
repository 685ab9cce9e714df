"""The applications of the indicators service, one for each role."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from fastapi import FastAPI

from services.indicators.container import VERSION, Container, WorkerContainer
from services.indicators.entrypoints.http.bridge import bridge_routes
from services.indicators.entrypoints.http.cases import case_statistics_routes
from services.indicators.entrypoints.http.formulas import formula_routes
from services.indicators.entrypoints.http.indicators import indicator_routes
from services.indicators.entrypoints.http.loads import load_routes
from services.indicators.entrypoints.http.observations import observation_routes
from services.indicators.entrypoints.http.pictures import picture_routes
from services.indicators.entrypoints.http.releases import release_routes
from services.indicators.entrypoints.http.statistics import statistics_routes
from services.indicators.entrypoints.http.what_if import what_if_routes
from services.indicators.entrypoints.sdmx.routes import sdmx_routes
from services.indicators.settings import Settings
from shared.http.app import create_app
from shared.process.background import running

TITLE = "Symbolon indicators"


def create_api(settings: Settings) -> FastAPI:
    """Make the api; on one machine the worker runs inside it."""
    worker = WorkerContainer(settings) if "worker" in settings.inline_roles else None
    container = Container(settings, worker)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            stack.push_async_callback(container.engine.dispose)
            if worker is not None:
                await stack.enter_async_context(_consuming(worker))
            yield

    return create_app(
        title=TITLE,
        version=VERSION,
        routers=[
            statistics_routes(container),
            case_statistics_routes(container),
            release_routes(container),
            bridge_routes(container),
            picture_routes(container),
            formula_routes(),
            observation_routes(container.sources, container.authenticate, VERSION),
            indicator_routes(container.observations, container.authenticate, VERSION),
            what_if_routes(container.what_if, container.authenticate),
            load_routes(container.loading, container.authenticate),
            sdmx_routes(container.sources, container.sdmx, container.authenticate),
        ],
        health=container.health,
        lifespan=lifespan,
    )


def create_worker(settings: Settings) -> FastAPI:
    """Make the worker, with its probes."""
    worker = WorkerContainer(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with _consuming(worker):
            yield

    return create_app(
        title=f"{TITLE} worker", version=VERSION, routers=[], health=worker.health, lifespan=lifespan
    )


@asynccontextmanager
async def _consuming(worker: WorkerContainer) -> AsyncIterator[None]:
    jobs = (worker.consumer.run, worker.case_consumer.run, worker.worker.run)
    async with worker.bus, running(*jobs):
        yield
    await worker.engine.dispose()
