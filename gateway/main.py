"""The gateway's application: the proxy for what is routed, FastAPI for the gateway's own few paths."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.container import VERSION, Container
from gateway.openapi import openapi_routes
from gateway.settings import Settings
from shared.http.app import create_app
from shared.http.context import RequestContext

ROUTED = ("/v1/", "/sdmx/")


class Gateway:
    """Hands a request to the proxy or to the gateway's own paths."""

    def __init__(self, proxy: ASGIApp, own: ASGIApp) -> None:
        self._proxy = proxy
        self._own = own

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Choose by path; life-cycle messages go to the gateway's own application."""
        routed = scope["type"] == "http" and scope["path"].startswith(ROUTED)
        await (self._proxy if routed else self._own)(scope, receive, send)


def create_gateway(settings: Settings) -> Gateway:
    """Make the application."""
    container = Container(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        await container.close()

    own = create_app(
        title="Symbolon gateway",
        version=VERSION,
        routers=[openapi_routes(container.document)],
        health=container.health,
        lifespan=lifespan,
        openapi_url=None,
    )
    return Gateway(RequestContext(container.proxy), own)
