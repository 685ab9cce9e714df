"""The application of the conventions service."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from fastapi import FastAPI

from services.conventions.container import Container, RelayContainer, WorkerContainer
from services.conventions.entrypoints.http.drafts import draft_routes, reading_routes
from services.conventions.entrypoints.http.instruments import instrument_routes
from services.conventions.entrypoints.http.legal_basis import legal_basis_routes
from services.conventions.entrypoints.http.publishing import candidate_routes, publishing_routes
from services.conventions.entrypoints.http.releases import candidate_bundle_routes, release_routes
from services.conventions.entrypoints.http.rules import rules_routes
from services.conventions.settings import Settings
from shared.http.app import create_app
from shared.process.background import running

TITLE = "Symbolon conventions"
VERSION = "0.1.0"


def create_api(settings: Settings) -> FastAPI:
    """Make the api; on one machine the relay and the worker run inside it."""
    relay = RelayContainer(settings) if "relay" in settings.inline_roles else None
    worker = WorkerContainer(settings) if "worker" in settings.inline_roles else None
    container = Container(settings, relay, worker)
    rules = container.rules

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            stack.push_async_callback(container.engine.dispose)
            if relay is not None:
                await stack.enter_async_context(_relaying(relay))
            if worker is not None:
                await stack.enter_async_context(_working(worker))
            yield

    return create_app(
        title=TITLE,
        version=VERSION,
        routers=[
            legal_basis_routes(container),
            instrument_routes(container),
            reading_routes(container.authenticate, rules.works, container.drafts),
            draft_routes(container.authenticate, rules.works, container.drafts, container.idempotency_keys),
            candidate_routes(container),
            publishing_routes(container),
            candidate_bundle_routes(container.releases),
            release_routes(container.releases),
            rules_routes(container.authenticate, container.evaluate_rules, container.compare_releases),
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
        title=f"{TITLE} relay", version=VERSION, routers=[], health=relay.health, lifespan=lifespan
    )


def create_worker(settings: Settings) -> FastAPI:
    """Make the worker, with its probes."""
    worker = WorkerContainer(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with _working(worker):
            yield

    return create_app(
        title=f"{TITLE} worker", version=VERSION, routers=[], health=worker.health, lifespan=lifespan
    )


@asynccontextmanager
async def _working(worker: WorkerContainer) -> AsyncIterator[None]:
    async with running(worker.worker.run):
        yield
    await worker.engine.dispose()


@asynccontextmanager
async def _relaying(relay: RelayContainer) -> AsyncIterator[None]:
    async with relay.bus, running(relay.relay.run):
        yield
    await relay.engine.dispose()
