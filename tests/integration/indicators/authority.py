"""The statistics of one authority over HTTP: scopes, tenant and the moment are what the test says."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import httpx
from fastapi import Request

from services.indicators.adapters.casework.mapping import case_event_from
from services.indicators.adapters.casework.observations import ReleasedTables
from services.indicators.adapters.casework.work import CaseWorks
from services.indicators.adapters.observations_memory import reference_observations
from services.indicators.adapters.sdmx.messages import SdmxMessages
from services.indicators.adapters.sources.reference import languages, world
from services.indicators.adapters.tables import inbox
from services.indicators.adapters.work import IndicatorsWorks
from services.indicators.application.publish import Publish
from services.indicators.domain.observations.source import Sources
from services.indicators.entrypoints.events.subscriptions import CASES, EVALUATIONS
from services.indicators.entrypoints.http.bridge import bridge_routes
from services.indicators.entrypoints.http.calendar import calendar_routes
from services.indicators.entrypoints.http.cases import case_statistics_routes
from services.indicators.entrypoints.http.observations import observation_routes
from services.indicators.entrypoints.http.pictures import picture_routes
from services.indicators.entrypoints.http.releases import release_routes
from services.indicators.entrypoints.http.statistics import statistics_routes
from services.indicators.entrypoints.sdmx.routes import sdmx_routes
from shared.contracts.envelope import Event
from shared.db.engine import create_engine
from shared.db.unit_of_work import UnitsOfWork
from shared.http.app import create_app
from shared.http.health import Health
from shared.messaging.inbox import Inbox
from shared.security.principals import Principal
from tests.support.platform import Database
from tests.support.sdmx_service import NoLoads

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
STATISTICIAN = {"scopes": "statistics:detailed"}
PUBLISHER = {"scopes": "statistics:release"}
ROUTES = (
    *(statistics_routes, case_statistics_routes, release_routes, calendar_routes),
    *(bridge_routes, picture_routes),
)


class Moment:
    """A clock that the test sets forward."""

    def __init__(self) -> None:
        self._now = NOW

    def now(self) -> datetime:
        return self._now

    def forward(self, **by: float) -> None:
        self._now += timedelta(**by)


@dataclass(frozen=True)
class Authority:
    """A client of the service, its clock, and its cases."""

    client: httpx.AsyncClient
    clock: Moment
    works: CaseWorks

    async def project(self, events: Any) -> None:
        async with self.works("norway") as work:
            for event in events:
                assert isinstance(event, Event)
                await work.cases.apply(case_event_from(event))
            await work.commit()

    async def release(self, cube: str, **body: Any) -> httpx.Response:
        asked = {"cube": cube, "year": 2026, **body}
        return await self.client.post("/v1/statistics/releases", json=asked, headers=PUBLISHER)


async def by_header(request: Request) -> Principal:
    scopes = frozenset(request.headers.get("scopes", "").split())
    return Principal(request.headers.get("tenant", "norway"), "a key", scopes)


@asynccontextmanager
async def authority(database: Database) -> AsyncIterator[Authority]:
    engine = create_engine(database.urls["indicators"].app, application_name="test-statistics")
    works, clock = CaseWorks(UnitsOfWork(engine), Inbox(inbox, CASES.durable)), Moment()
    sources = Sources(reference_observations(), ReleasedTables(works, clock, fresh_for=0).of)
    parts: Any = SimpleNamespace(
        authenticate=by_header,
        open_work=IndicatorsWorks(UnitsOfWork(engine), Inbox(inbox, EVALUATIONS.durable)),
        open_cases=works,
        publish=Publish(works, clock),
        clock=clock,
        observations=reference_observations(),
        world=world(),
        languages=languages(),
    )
    routers = [
        *(make(cast("Any", parts)) for make in ROUTES),
        observation_routes(sources, NoLoads(), by_header, "1"),
        sdmx_routes(sources, SdmxMessages(clock), by_header),
    ]
    app = create_app(title="indicators", version="1", routers=routers, health=Health())
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://indicators") as client:
        yield Authority(client, clock, works)
    await engine.dispose()
