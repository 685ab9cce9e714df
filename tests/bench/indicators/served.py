"""The SDMX interface over one packed release, and endpoints that do nothing, in a process of its own.

``python -m tests.bench.indicators.served FILE PORT``
"""

import sys
from functools import cache
from pathlib import Path

import pyarrow as pa
import uvicorn
from fastapi import APIRouter
from starlette.responses import Response

from services.indicators.adapters.observations.segment import Segment
from services.indicators.domain.observations.found import Found
from services.indicators.domain.observations.source import Query
from services.indicators.domain.observations.table import SCHEMA
from shared.http.app import create_app
from shared.http.health import Health
from shared.observability.logging import configure_logging
from tests.support.sdmx_service import sdmx_routes_over


class OneSegment:
    """The store's reading of one release, without a database."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment

    async def select(self, query: Query) -> pa.Table:
        """Give the rows."""
        found = self._segment.select(query)
        return SCHEMA.empty_table() if found is None else found

    async def find(self, query: Query) -> pa.Table | Found:
        """Give the rows, not yet in columns."""
        rows = self._segment.find(query)
        return SCHEMA.empty_table() if rows is None else Found(self._segment, rows)

    async def content(self) -> str:
        """Name the release."""
        return "bench"

    async def codes(self) -> dict[str, frozenset[str]]:
        """Give the codes in use."""
        return dict(self._segment.codes())


@cache
def _constant(size: int) -> bytes:
    return bytes(size)


def _nothing() -> APIRouter:
    router = APIRouter()

    @router.get("/empty")
    async def empty() -> Response:
        return Response(b"")

    @router.get("/bytes/{size}")
    async def constant(size: int) -> Response:
        return Response(_constant(size))

    return router


def main() -> None:
    """Serve until killed."""
    configure_logging("bench")
    source = OneSegment(Segment(pa.memory_map(sys.argv[1]).read_buffer()))
    # What does nothing is found first: it must not pay for the routes of the others.
    routers = [_nothing(), sdmx_routes_over(source)]
    app = create_app(title="bench", version="1", routers=routers, health=Health())
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[2]), log_config=None, access_log=False)


if __name__ == "__main__":
    Path(sys.argv[1]).stat()
    main()
