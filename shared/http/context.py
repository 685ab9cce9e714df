"""One layer around every request: its id, its trace, its log line, its metrics, and a last resort."""

import re
import secrets
import time
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.http.problems import Problem
from shared.observability.access_log import log_request
from shared.observability.logging import get_logger
from shared.observability.metrics import observe_request
from shared.observability.tracing import TraceContext, continue_trace, current_trace

_REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{8,128}")
_QUIET = frozenset({"/livez", "/readyz", "/metrics"})


class RequestContext:
    """Pure ASGI: `BaseHTTPMiddleware` would cost half the requests a second."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.log = get_logger()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request inside its context."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        trace, request_id = _identify(scope)
        current_trace.set(trace)
        scope.setdefault("state", {})["request_id"] = request_id
        started, status = time.perf_counter(), 0

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", request_id)]
            await send(message)

        try:
            await self.app(scope, receive, send_with_id)
        except Exception:
            self.log.exception("request failed", request_id=request_id.decode(), trace_id=trace.trace_id)
            if status:
                raise
            await _internal_error()(scope, receive, send_with_id)
        finally:
            self._account(scope, trace, request_id, status=status, seconds=time.perf_counter() - started)

    def _account(
        self, scope: Scope, trace: TraceContext, request_id: bytes, *, status: int, seconds: float
    ) -> None:
        route = _template(scope)
        observe_request(scope["method"], route, status, seconds)
        if route not in _QUIET:
            log_request(
                method=scope["method"],
                route=route,
                status=status,
                duration_ms=round(seconds * 1000, 2),
                request_id=request_id.decode(),
                trace_id=trace.trace_id,
            )


def _identify(scope: Scope) -> tuple[TraceContext, bytes]:
    traceparent = request_id = None
    for name, value in scope["headers"]:
        if name == b"traceparent":
            traceparent = value.decode("latin-1")
        elif name == b"x-request-id" and _REQUEST_ID.fullmatch(value):
            request_id = value
    return continue_trace(traceparent), request_id or secrets.token_hex(16).encode()


def _template(scope: Scope) -> str:
    """Name the route, not the path: paths are unbounded and may hold what does not belong in metrics."""
    route: Any = scope.get("route")
    return getattr(route, "path", None) or "(none)"


def _internal_error() -> ASGIApp:
    problem = Problem(
        500, "internal_error", "Something went wrong on our side", "the error is logged with its trace id"
    )

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        await problem.response(scope["path"])(scope, receive, send)

    return answer
