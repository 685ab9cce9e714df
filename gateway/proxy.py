"""The hot path, a plain ASGI app: authenticate, choose the upstream, stream both ways."""

import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

from starlette.types import Receive, Scope, Send

from gateway.authentication import ApiKeyAuthentication
from gateway.breaker import Breaker
from gateway.exchange import Exchange, relay_answer
from gateway.headers import framing_is_ambiguous, to_upstream
from gateway.routes import RoutingTable, Upstream
from shared.http.problems import Problem
from shared.http.upstream import Body, UpstreamClient, UpstreamTimeout, UpstreamUnreachable
from shared.kernel.clock import Clock
from shared.observability.tracing import current_trace
from shared.security.tokens import HEADER as TOKEN_HEADER
from shared.security.tokens import TokenSigner

_TOKEN = TOKEN_HEADER.lower().encode()
_SAFE_TO_REPEAT = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE"})


@dataclass(frozen=True, slots=True)
class Routed:
    """What metrics and log lines call the request by."""

    path: str


@dataclass(frozen=True, slots=True)
class Backend:
    """A service as the proxy sees it."""

    base_url: str
    breaker: Breaker


class Proxy:
    """Carries requests to the services and answers back."""

    def __init__(  # noqa: PLR0913 - the parts of the gateway, wired in one place
        self,
        *,
        table: RoutingTable,
        upstreams: Mapping[Upstream, str],
        client: UpstreamClient,
        authentication: ApiKeyAuthentication,
        signer: TokenSigner,
        clock: Clock,
    ) -> None:
        self._table = table
        self._backends = {name: Backend(url.rstrip("/"), Breaker()) for name, url in upstreams.items()}
        self._client = client
        self._authentication = authentication
        self._signer = signer
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one HTTP request."""
        try:
            upstream = self._route(scope)
            backend = self._backends[upstream]
            headers = self._headers(scope)
            body = await _body(scope, receive)
            exchange = await self._ask(scope, upstream, backend, headers, body)
        except Problem as problem:
            await problem.response(scope["path"])(scope, receive, send)
            return
        await relay_answer(exchange, receive, send, body_was_streamed=not isinstance(body, bytes))

    def _route(self, scope: Scope) -> Upstream:
        upstream = self._table.find(scope["path"])
        if upstream is None:
            raise Problem(404, "not_found", "Not found", "no service answers this path")
        scope["route"] = Routed(upstream.value)
        if framing_is_ambiguous(scope["headers"]):
            detail = "send either Content-Length, once, or Transfer-Encoding"
            raise Problem(400, "ambiguous_framing", "The request is malformed", detail)
        return upstream

    def _headers(self, scope: Scope) -> list[tuple[bytes, bytes]]:
        principal = self._authentication.authenticate(scope["headers"])
        trace = current_trace.get()
        headers = list(to_upstream(scope["headers"]))
        headers.append((_TOKEN, self._signer.sign(principal, now=self._clock.now()).encode()))
        headers.append((b"x-forwarded-proto", scope["scheme"].encode()))
        if scope.get("client"):
            headers.append((b"x-forwarded-for", scope["client"][0].encode()))
        if trace is not None:
            headers.append((b"traceparent", trace.child().traceparent.encode()))
        headers.append((b"x-request-id", scope["state"]["request_id"]))
        return headers

    async def _ask(
        self,
        scope: Scope,
        upstream: Upstream,
        backend: Backend,
        headers: list[tuple[bytes, bytes]],
        body: Body,
    ) -> Exchange:
        now = time.monotonic()
        if not backend.breaker.admits(now):
            raise _unavailable(upstream, backend.breaker.seconds_left(now))
        query = scope["query_string"]
        path = scope["raw_path"].decode("ascii") + ("?" + query.decode("ascii") if query else "")
        repeatable = isinstance(body, bytes) and (
            scope["method"] in _SAFE_TO_REPEAT or any(name == b"idempotency-key" for name, _ in headers)
        )
        try:
            answer = await self._client.send(
                scope["method"], backend.base_url + path, headers, body, repeatable=repeatable
            )
        except UpstreamTimeout:
            backend.breaker.failed(time.monotonic())
            detail = f"{upstream} did not answer in time"
            raise Problem(504, "upstream_timeout", "The service is late", detail) from None
        except UpstreamUnreachable:
            backend.breaker.failed(time.monotonic())
            raise _unavailable(upstream, 1) from None
        backend.breaker.succeeded()
        return Exchange(answer, scope["method"])


def _unavailable(upstream: Upstream, retry_after: int) -> Problem:
    return Problem(
        503,
        "upstream_unavailable",
        "The service is not available at the moment",
        f"{upstream} cannot be reached; nothing was lost, try again",
        headers={"Retry-After": str(retry_after)},
    )


async def _body(scope: Scope, receive: Receive) -> Body:
    """Take a body that came in one piece as bytes, and anything larger as a stream."""
    names = {name for name, _ in scope["headers"]}
    if b"content-length" not in names and b"transfer-encoding" not in names:
        return b""
    first = await receive()
    if first["type"] == "http.disconnect":
        raise Problem(400, "client_left", "The client left", "the body did not arrive")
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
                raise ConnectionResetError("the client left while sending")

    return pieces()
