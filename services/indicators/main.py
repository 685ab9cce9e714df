"""The applications of the indicators service, one for each role."""

from fastapi import FastAPI

from services.indicators.container import Container, WorkerContainer
from services.indicators.entrypoints.http.aggregates import aggregate_routes
from services.indicators.entrypoints.http.bridge import bridge_routes
from services.indicators.entrypoints.http.calendar import calendar_routes
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
from services.indicators.settings import VERSION, Settings
from shared.http.app import create_app
from shared.http.roles import create_role, lifespan_of

TITLE = "Symbolon indicators"


def create_api(settings: Settings) -> FastAPI:
    """Make the api; on one machine the worker runs inside it."""
    worker = WorkerContainer(settings) if "worker" in settings.inline_roles else None
    container = Container(settings, worker)

    return create_app(
        title=TITLE,
        version=VERSION,
        routers=[
            statistics_routes(container),
            case_statistics_routes(container),
            release_routes(container),
            calendar_routes(container),
            bridge_routes(container),
            picture_routes(container),
            formula_routes(container.authenticate),
            observation_routes(container.sources, container.loading.loads, container.authenticate, VERSION),
            indicator_routes(container.observations, container.authenticate, VERSION),
            aggregate_routes(container.observations, container.memberships, container.authenticate, VERSION),
            what_if_routes(container.what_if, container.authenticate),
            load_routes(container.loading, container.authenticate),
            sdmx_routes(container.sources, container.sdmx, container.authenticate),
        ],
        health=container.health,
        lifespan=lifespan_of(container, worker),
    )


def create_worker(settings: Settings) -> FastAPI:
    """Make the worker, with its probes."""
    return create_role(f"{TITLE} worker", VERSION, WorkerContainer(settings))
