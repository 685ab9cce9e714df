"""The application of the conventions service."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from services.conventions.container import Container
from services.conventions.entrypoints.http.instruments import instrument_routes
from services.conventions.entrypoints.http.legal_basis import legal_basis_routes
from shared.http.app import create_app
from shared.process.settings import ServiceSettings

TITLE = "Symbolon conventions"
VERSION = "0.1.0"


def create_api(settings: ServiceSettings) -> FastAPI:
    """Make the api."""
    container = Container(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        await container.engine.dispose()

    return create_app(
        title=TITLE,
        version=VERSION,
        routers=[legal_basis_routes(container), instrument_routes(container)],
        health=container.health,
        lifespan=lifespan,
    )
