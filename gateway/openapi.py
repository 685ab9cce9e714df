"""`/openapi.json` of the whole platform, asked of the services and kept for a while."""

import asyncio
import time
from collections.abc import Mapping

import orjson
from fastapi import APIRouter
from starlette.responses import Response

from gateway.openapi_merge import Document, merge
from gateway.routes import Upstream
from shared.http.client import JsonClient, Rejected
from shared.kernel.errors import Unavailable
from shared.observability.logging import get_logger

KEPT_SECONDS = 30.0


class PlatformDocument:
    """The merged document. A service that is away is named in `x-symbolon-missing`."""

    def __init__(self, clients: Mapping[Upstream, JsonClient], *, version: str) -> None:
        self._clients = clients
        self._version = version
        self._kept: tuple[float, bytes] | None = None

    async def body(self) -> bytes:
        """Give the document, at most half a minute old."""
        if self._kept is not None and time.monotonic() - self._kept[0] < KEPT_SECONDS:
            return self._kept[1]
        found = await asyncio.gather(*(self._ask(name) for name in self._clients))
        documents = dict(zip((name.value for name in self._clients), found, strict=True))
        body = orjson.dumps(merge(documents, title="Symbolon", version=self._version))
        if all(document is not None for document in found):
            self._kept = (time.monotonic(), body)
        return body

    async def _ask(self, name: Upstream) -> Document | None:
        try:
            document: Document = await self._clients[name].get("/openapi.json")
        except (Unavailable, Rejected) as error:
            get_logger().warning("openapi not merged", upstream=name.value, error_type=type(error).__name__)
            return None
        return document


def openapi_routes(document: PlatformDocument) -> APIRouter:
    """Make the route."""
    router = APIRouter(include_in_schema=False)

    @router.get("/openapi.json")
    async def openapi() -> Response:
        return Response(await document.body(), media_type="application/json")

    return router
