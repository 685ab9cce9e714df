"""HTTP clients: httpx's API over aiohttp's engine (ADR 7), with limits; trace and caller are passed on."""

from contextvars import ContextVar
from typing import Any

import httpx
import orjson
from httpx_aiohttp import AiohttpTransport

from shared.kernel.canonical import Json
from shared.kernel.errors import Unavailable
from shared.observability.tracing import current_trace
from shared.security.tokens import HEADER as TOKEN_HEADER

KEEP_ALIVE_SECONDS = 15  # shorter than our servers keep an idle connection


current_token: ContextVar[str | None] = ContextVar("current_token", default=None)
"""The gateway's token of the request being served; a service that asks another speaks for the same caller."""


async def _pass_context_on(request: httpx.Request) -> None:
    trace, token = current_trace.get(), current_token.get()
    if trace is not None:
        request.headers["traceparent"] = trace.child().traceparent
    if token is not None:
        request.headers[TOKEN_HEADER] = token


def create_client(*, base_url: str = "", timeout: float = 5.0, connections: int = 100) -> httpx.AsyncClient:
    """Make a client. It follows no redirect and reads no proxy settings or netrc from the environment."""
    limits = httpx.Limits(
        max_connections=connections,
        max_keepalive_connections=connections,
        keepalive_expiry=KEEP_ALIVE_SECONDS,
    )
    return httpx.AsyncClient(
        base_url=base_url,
        timeout=httpx.Timeout(timeout, pool=1.0),
        transport=AiohttpTransport(limits=limits),
        follow_redirects=False,
        trust_env=False,
        event_hooks={"request": [_pass_context_on]},
    )


class Rejected(Exception):
    """The other side refused the request itself: a 4xx answer, with its problem document."""

    def __init__(self, status: int, problem: dict[str, Any]) -> None:
        super().__init__(f"rejected with {status}: {problem.get('code', 'no code')}")
        self.status = status
        self.problem = problem


class JsonClient:
    """Asks one other service for JSON."""

    def __init__(self, base_url: str, *, name: str, timeout: float = 5.0) -> None:
        self._client = create_client(base_url=base_url, timeout=timeout)
        self._name = name

    async def get(self, path: str) -> Any:
        """Fetch JSON. Raises Unavailable when the service is away, late or broken; Rejected on 4xx."""
        return await self._ask("GET", path, None)

    async def post(self, path: str, body: Json) -> Any:
        """Send and fetch JSON. Raises like `get`."""
        return await self._ask("POST", path, orjson.dumps(body))

    async def fetch(self, path: str, *, limit: int) -> bytes:
        """Fetch bytes, at most `limit` of them. Raises like `get`; Unavailable where there are more."""
        try:
            async with self._client.stream("GET", path) as answer:
                chunks: list[bytes] = []
                size = 0
                async for chunk in answer.aiter_bytes():
                    size += len(chunk)
                    if size > limit:
                        raise Unavailable(f"{self._name} answered with more than {limit} bytes")
                    chunks.append(chunk)
        except httpx.HTTPError as error:
            raise Unavailable(f"{self._name} does not answer ({type(error).__name__})") from error
        return self._content(answer, b"".join(chunks))

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _ask(self, method: str, path: str, content: bytes | None) -> Any:
        headers = {"Content-Type": "application/json"} if content is not None else None
        try:
            answer = await self._client.request(method, path, content=content, headers=headers)
        except httpx.HTTPError as error:
            raise Unavailable(f"{self._name} does not answer ({type(error).__name__})") from error
        return orjson.loads(self._content(answer, answer.content))

    def _content(self, answer: httpx.Response, content: bytes) -> bytes:
        if answer.is_server_error:
            raise Unavailable(f"{self._name} answered {answer.status_code}")
        if answer.is_client_error:
            raise Rejected(answer.status_code, orjson.loads(content))
        return content
