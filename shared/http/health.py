"""Probes: `/livez` is the event loop alone; `/readyz` runs the service's own checks; `/metrics`.

Liveness asks no dependency, or an outage of the database would restart every pod. Readiness fails on
what a request needs; what a request does not need (the bus) is shown and does not fail it.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

import orjson
from fastapi import APIRouter
from starlette.responses import Response

from shared.observability.logging import get_logger
from shared.observability.metrics import exposition

Check = Callable[[], Awaitable[str | None]]
"""Returns None when all is well, otherwise a short reason. What it raises counts as a reason too."""


@dataclass
class Health:
    """What readiness looks at."""

    required: Mapping[str, Check] = field(default_factory=dict)
    informative: Mapping[str, Check] = field(default_factory=dict)

    async def report(self) -> tuple[bool, dict[str, object]]:
        """Run the checks; say whether the process is ready, and the state of each part."""
        required = {name: await _run(check) for name, check in self.required.items()}
        informative = {name: await _run(check) for name, check in self.informative.items()}
        ready = all(state == "ok" for state in required.values())
        return ready, {"ready": ready, "checks": required | informative}


async def _run(check: Check) -> str:
    try:
        return await check() or "ok"
    except Exception as error:  # noqa: BLE001 - any failure of a check means "not ready", and is logged
        get_logger().warning("health check failed", error_type=type(error).__name__)
        return f"failed: {type(error).__name__}"


def health_routes(health: Health) -> APIRouter:
    """Make the three operational routes."""
    router = APIRouter(include_in_schema=False)

    @router.get("/livez")
    async def livez() -> Response:
        return Response(b'{"alive":true}', media_type="application/json")

    @router.get("/readyz")
    async def readyz() -> Response:
        ready, body = await health.report()
        return Response(orjson.dumps(body), status_code=200 if ready else 503, media_type="application/json")

    @router.get("/metrics")
    async def metrics() -> Response:
        body, media_type = exposition()
        return Response(body, media_type=media_type)

    return router
