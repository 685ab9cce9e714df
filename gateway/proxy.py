"""The hot path, a plain ASGI app: choose the upstream, authenticate, authorise, stream both ways."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

from starlette.types import Receive, Scope, Send

from gateway.authentication import ApiKeyAuthentication
from gateway.breaker import Breaker
from gateway.exchange import relay_answer
from gateway.headers import ANY_ORIGIN, ambiguity, to_upstream
from gateway.routes import Route, RoutingTable, Upstream
from shared.http.authentication import authorise
from shared.http.engine.errors import (
    ClientLeft,
    ClientStalled,
    UpstreamBusy,
    UpstreamTimeout,
    UpstreamUnreachable,
)
from shared.http.engine.pool import Answer, Body, Pool
from shared.http.problems import Problem
from shared.kernel.clock import Clock
from shared.observability.tracing import current_trace
from shared.security.tokens import HEADER as TOKEN_HEADER
from shared.security.tokens import TokenSigner

FIRST_PIECE_SECONDS = 10.0
_TOKEN = TOKEN_HEADER.lower().encode()


@dataclass(frozen=True, slots=True)
class Routed:
    """What metrics and log lines call the request by."""

    path: str


@dataclass(frozen=True, slots=True)
class Backend:
    """A service as the proxy sees it."""

    name: Upstream
    pool: Pool
    breaker: Breaker
    routed: Routed


class Proxy:
    """Carries requests to the services and answers back."""

    def __init__(
        self,
        *,
        table: RoutingTable,
        pools: Mapping[Upstream, Pool],
        authentication: ApiKeyAuthentication,
        signer: TokenSigner,
        clock: Clock,
    ) -> None:
        self._table = table
        self._backends = {
            name: Backend(name, pool, Breaker(), Routed(name.value)) for name, pool in pools.items()
        }
        self._authentication = authentication
        self._signer = signer
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one HTTP request."""
        route = self._table.find(scope["path"])
        any_origin = route is not None and route.any_origin
        try:
            answer, streamed = await self._exchange(scope, receive, route)
        except Problem as problem:
            response = problem.response(scope["path"])
            if any_origin:
                response.raw_headers.append(ANY_ORIGIN)
            await response(scope, receive, send)
            return
        await relay_answer(answer, receive, send, watch_client=not streamed, any_origin=any_origin)

    async def _exchange(self, scope: Scope, receive: Receive, route: Route | None) -> tuple[Answer, bool]:
        """Ask the service; say too whether the request's body was streamed. Raises Problem."""
        if route is None:
            raise Problem(404, "not_found", "Not found", "no service answers this path")
        backend = self._backends[route.upstream]
        scope["route"] = backend.routed
        wrong = ambiguity(scope["headers"], scope["http_version"])
        if wrong is not None:
            raise Problem(400, "ambiguous_request", "The request is malformed", wrong)
        headers = self._headers(scope, route)
        body = await _body(scope, receive)
        answer = await self._ask(scope, backend, headers, body)
        return answer, body is not None and not isinstance(body, bytes)

    def _headers(self, scope: Scope, route: Route) -> list[tuple[bytes, bytes]]:
        headers = to_upstream(scope["headers"])
        needed = route.needs(scope["method"])
        if needed is not None and not _is_preflight(scope):
            principal = self._authentication.authenticate(scope["headers"])
            authorise(principal, needed)
            headers.append((_TOKEN, self._signer.sign(principal, now=self._clock.now()).encode()))
        headers.append((b"x-request-id", scope["state"]["request_id"]))
        trace = current_trace.get()
        if trace is not None:
            headers.append((b"traceparent", trace.child().traceparent.encode()))
        return headers

    async def _ask(
        self, scope: Scope, backend: Backend, headers: list[tuple[bytes, bytes]], body: Body | None
    ) -> Answer:
        now = time.monotonic()
        if not backend.breaker.admits(now):
            raise _unavailable(backend.name, backend.breaker.seconds_left(now))
        query: bytes = scope["query_string"]
        target: bytes = scope["raw_path"] + b"?" + query if query else scope["raw_path"]
        try:
            answer = await backend.pool.send(scope["method"], target, headers, body)
        except ClientLeft:
            raise _client_left() from None
        except ClientStalled:
            raise _client_stalled() from None
        except UpstreamBusy:
            raise _unavailable(backend.name, 1) from None
        except UpstreamTimeout:
            backend.breaker.failed(time.monotonic())
            detail = f"{backend.name} did not answer in time"
            raise Problem(504, "upstream_timeout", "The service is late", detail) from None
        except UpstreamUnreachable:
            backend.breaker.failed(time.monotonic())
            raise _unavailable(backend.name, 1) from None
        backend.breaker.succeeded()
        return answer


def _is_preflight(scope: Scope) -> bool:
    """Say whether a browser asks what it may ask (CORS): it sends no key then, and gets no data.

    Without a token a service answers nothing but such a question.
    """
    asked = (name == b"access-control-request-method" for name, _ in scope["headers"])
    return scope["method"] == "OPTIONS" and any(asked)


def _client_left() -> Problem:
    return Problem(400, "client_left", "The client left", "the body did not arrive")


def _client_stalled() -> Problem:
    detail = "the rest of the body did not arrive in time"
    return Problem(408, "client_stalled", "The request came too slowly", detail)


def _unavailable(upstream: Upstream, retry_after: int) -> Problem:
    return Problem(
        503,
        "upstream_unavailable",
        "The service is not available at the moment",
        f"{upstream} cannot be reached; nothing was lost, try again",
        headers={"Retry-After": str(retry_after)},
    )


async def _body(scope: Scope, receive: Receive) -> Body | None:
    """Take a body that came in one piece as bytes, and anything larger as a stream."""
    if not any(name in {b"content-length", b"transfer-encoding"} for name, _ in scope["headers"]):
        return None
    try:
        async with asyncio.timeout(FIRST_PIECE_SECONDS):
            first = await receive()
    except TimeoutError:
        raise _client_stalled() from None
    if first["type"] == "http.disconnect":
        raise _client_left()
    if not first.get("more_body", False):
        piece: bytes = first.get("body", b"")
        return piece

    async def pieces() -> AsyncIterator[bytes]:
        message = first
        while True:
            yield message.get("body", b"")
            if not message.get("more_body", False):
                return
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ClientLeft

    return pieces()
