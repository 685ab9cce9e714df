"""The proxy's client: httpx's request and response over aiohttp's engine, without buffering (ADR 7)."""

import asyncio
import random
from collections.abc import AsyncIterator, Sequence

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport

Body = bytes | AsyncIterator[bytes]

REPEAT_AFTER_SECONDS = (0.02, 0.1)


class UpstreamUnreachable(Exception):
    """No connection, or it broke before an answer began."""


class UpstreamTimeout(Exception):
    """The upstream did not begin to answer in time."""


class UpstreamBroken(Exception):
    """The answer broke off in the middle."""


class UpstreamAnswer:
    """An answer whose body has not been read yet. Close it in every case."""

    SMALL = 65_536

    def __init__(self, response: httpx.Response) -> None:
        self._response = response
        self.status = response.status_code
        self.headers = response.headers.raw
        length = response.headers.get("content-length")
        self.length = int(length) if length is not None and length.isdecimal() else None

    async def read(self) -> bytes:
        """Read the whole body. Raises UpstreamBroken."""
        return b"".join([piece async for piece in self.pieces()])

    async def pieces(self) -> AsyncIterator[bytes]:
        """Read the body as it comes, undecoded. Raises UpstreamBroken."""
        try:
            async for piece in self._response.stream:  # type: ignore[union-attr]
                yield piece
        except (httpx.HTTPError, aiohttp.ClientError, TimeoutError) as error:
            raise UpstreamBroken(type(error).__name__) from error

    async def close(self) -> None:
        """Give the connection back, or close it where the body was not read to its end."""
        await self._response.stream.aclose()  # type: ignore[union-attr]


class UpstreamClient:
    """Sends requests as they came: no redirects, no cookies, no decoding, no environment."""

    def __init__(self, *, timeout: float, connections: int = 256) -> None:
        self._timeout = {"connect": 1.0, "read": timeout, "write": timeout, "pool": 1.0}
        self._transport = AiohttpTransport(client=lambda: _session(connections))

    async def send(
        self,
        method: str,
        url: str,
        headers: Sequence[tuple[bytes, bytes]],
        body: Body,
        *,
        repeatable: bool,
    ) -> UpstreamAnswer:
        """Send, and give the answer once its status is there.

        A connection that breaks before an answer is tried once more where that is safe (`repeatable`):
        kept connections die with their server. Raises UpstreamUnreachable or UpstreamTimeout.
        """
        try:
            return await self._once(method, url, headers, body)
        except UpstreamUnreachable:
            if not repeatable:
                raise
            await asyncio.sleep(random.uniform(*REPEAT_AFTER_SECONDS))  # noqa: S311 - jitter
            return await self._once(method, url, headers, body)

    async def close(self) -> None:
        """Close all connections."""
        await self._transport.aclose()

    async def _once(
        self, method: str, url: str, headers: Sequence[tuple[bytes, bytes]], body: Body
    ) -> UpstreamAnswer:
        request = httpx.Request(
            method, url, headers=list(headers), content=body, extensions={"timeout": self._timeout}
        )
        try:
            return UpstreamAnswer(await self._transport.handle_async_request(request))
        except (httpx.ReadTimeout, httpx.WriteTimeout) as error:
            raise UpstreamTimeout(type(error).__name__) from error
        except (httpx.HTTPError, aiohttp.ClientError, OSError) as error:
            raise UpstreamUnreachable(type(error).__name__) from error


def _session(connections: int) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=connections, keepalive_timeout=15),
        cookie_jar=aiohttp.DummyCookieJar(),  # one tenant's cookie must never reach another
        auto_decompress=False,
        trust_env=False,
        skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
    )
