"""Builds a service's application: routers, problems, probes, and one layer around each request."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager

from fastapi import APIRouter, FastAPI
from starlette.middleware import Middleware

from shared.http import errors
from shared.http.context import RequestContext
from shared.http.health import Health, health_routes
from shared.http.problem_schema import PROBLEM_RESPONSES

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def create_app(  # noqa: PLR0913 - what an application consists of
    *,
    title: str,
    version: str,
    routers: Sequence[APIRouter],
    health: Health,
    lifespan: Lifespan | None = None,
    openapi_url: str | None = "/openapi.json",
) -> FastAPI:
    """Make the application. Every error leaves it as a problem (RFC 9457), unknown routes included.

    FastAPI's own telemetry stays off: `RequestContext` keeps trace, log and metrics in one layer.
    """
    app = FastAPI(
        title=title,
        version=version,
        lifespan=lifespan,
        openapi_url=openapi_url,
        redirect_slashes=False,  # a redirect would name this service's inner address
        docs_url=None,
        redoc_url=None,
        middleware=[Middleware(RequestContext)],
        responses=PROBLEM_RESPONSES,
        telemetry={"tracing": False, "metrics": False, "logs": False},
        generate_unique_id_function=lambda route: route.name,
    )
    errors.install(app)
    app.include_router(health_routes(health))
    for router in routers:
        app.include_router(router)
    return app
