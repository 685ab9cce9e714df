"""The applications of the credentials service, one for each role."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from fastapi import FastAPI

from services.credentials.container import Container, RelayContainer, WorkerContainer
from services.credentials.entrypoints.http.batches import batch_routes
from services.credentials.entrypoints.http.casework import casework_routes
from services.credentials.entrypoints.http.equivalences import equivalence_routes
from services.credentials.entrypoints.http.evaluations import evaluation_routes
from services.credentials.entrypoints.http.grades.routes import grade_routes
from services.credentials.entrypoints.http.institutions import institution_routes
from services.credentials.entrypoints.http.openrefine import openrefine_routes
from services.credentials.entrypoints.http.qualifications.routes import qualification_routes
from services.credentials.entrypoints.http.reconcile import reconcile_routes
from services.credentials.entrypoints.http.replays import replay_routes
from services.credentials.settings import Settings
from shared.http.app import create_app
from shared.process.background import running

TITLE = "Symbolon credentials"
VERSION = "0.1.0"


def create_api(settings: Settings) -> FastAPI:
    """Make the api; on one machine the relay and the worker run inside it."""
    relay = RelayContainer(settings) if "relay" in settings.inline_roles else None
    container = Container(settings, relay)
    worker = WorkerContainer(settings, container.checking) if "worker" in settings.inline_roles else None

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            stack.push_async_callback(container.close)
            if relay is not None:
                await stack.enter_async_context(_relaying(relay))
            if worker is not None:
                await stack.enter_async_context(_working(worker))
            yield

    return create_app(
        title=TITLE,
        version=VERSION,
        routers=[
            equivalence_routes(container),
            batch_routes(container),
            evaluation_routes(container),
            replay_routes(container),
            casework_routes(container),
            reconcile_routes(container),
            institution_routes(container),
            openrefine_routes(container),
            qualification_routes(container),
            grade_routes(container),
        ],
        health=container.health,
        lifespan=lifespan,
    )


def create_relay(settings: Settings) -> FastAPI:
    """Make the relay, with its probes."""
    relay = RelayContainer(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with _relaying(relay):
            yield

    return create_app(
        title="Symbolon credentials relay",
        version=VERSION,
        routers=[],
        health=relay.health,
        lifespan=lifespan,
    )


def create_worker(settings: Settings) -> FastAPI:
    """Make the worker, with its probes."""
    worker = WorkerContainer(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with _working(worker):
            yield

    return create_app(
        title="Symbolon credentials worker",
        version=VERSION,
        routers=[],
        health=worker.health,
        lifespan=lifespan,
    )


@asynccontextmanager
async def _working(worker: WorkerContainer) -> AsyncIterator[None]:
    async with worker.bus, running(worker.consumer.run, worker.feed.run, worker.checking.worker.run):
        yield
    await worker.close()


@asynccontextmanager
async def _relaying(relay: RelayContainer) -> AsyncIterator[None]:
    async with relay.bus, running(relay.relay.run):
        yield
    await relay.engine.dispose()
