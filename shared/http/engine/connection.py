"""One HTTP/1.1 connection to an upstream: asyncio's protocol around the httptools parser (ADR 7)."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterable
from typing import cast

import httptools

from shared.http.engine.errors import UpstreamBroken, UpstreamUnreachable

MAX_HEADER_BYTES = 65_536
HIGH_WATER = 262_144
STALLED_SECONDS = 60.0

Headers = list[tuple[bytes, bytes]]


class Connection(asyncio.Protocol):
    """Carries one exchange at a time.

    What arrives is buffered up to `HIGH_WATER` bytes, then the socket is not read until the reader has
    caught up; what is sent waits for the socket in turn. So neither side of the proxy fills the memory.
    """

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._writable = asyncio.Event()
        self._writable.set()
        self._reset("GET")
        self.closed = False
        self.keeps_alive = True

    def _reset(self, method: str) -> None:
        self._parser = httptools.HttpResponseParser(self)
        self._bodiless_method = method == "HEAD"
        self._headers: Headers = []
        self._header_bytes = 0
        self._pieces: deque[bytes] = deque()
        self._buffered = 0
        self._complete = False
        self._started: asyncio.Future[None] = self._loop.create_future()
        self._more: asyncio.Future[None] | None = None
        self._failure: Exception | None = None
        self.status = 0

    # --- asyncio calls these -------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is not a subclass

    def data_received(self, data: bytes) -> None:
        """Feed the parser. What comes unasked would be taken for the next request's answer: it ends here."""
        if self._complete:
            self.close()
            return
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError as error:
            self._fail(UpstreamBroken(f"not HTTP/1.1: {type(error).__name__}"))

    def eof_received(self) -> bool:
        """Let asyncio close the connection."""
        return False

    def connection_lost(self, error: Exception | None) -> None:
        """End what was waiting; an answer without a length ends with its connection."""
        self.closed = True
        self._writable.set()
        until_close = self._started.done() and not self._complete and self._framed_by_close()
        if until_close and error is None and self._failure is None:
            self.on_message_complete()
        elif not self._complete:
            self._fail(UpstreamBroken("the connection was closed"))

    def pause_writing(self) -> None:
        """The socket's buffer is full."""
        self._writable.clear()

    def resume_writing(self) -> None:
        """The socket's buffer has room again."""
        self._writable.set()

    # --- the parser calls these ----------------------------------------------------------------

    def on_message_begin(self) -> None:
        """Forget what an interim answer (1xx) said. A second answer to one request ends the connection."""
        if self._complete:
            raise UpstreamBroken("a second answer came unasked")
        self._headers = []

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep a header, up to the limit."""
        self._header_bytes += len(name) + len(value)
        if self._header_bytes > MAX_HEADER_BYTES:
            self._fail(UpstreamBroken("the headers are too large"))
        self._headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        """The status is there: whoever asked may go on."""
        status = self._parser.get_status_code()
        if 100 <= status < 200:
            return
        self.status = status
        self.keeps_alive = self._parser.should_keep_alive()
        if self._bodiless_method:
            # The parser would wait for the length that HEAD only announces.
            self._complete = True
            self.keeps_alive = False
        if not self._started.done():
            self._started.set_result(None)

    def on_body(self, piece: bytes) -> None:
        """Keep a piece; stop reading the socket when the reader is far behind."""
        self._pieces.append(piece)
        self._buffered += len(piece)
        if self._buffered > HIGH_WATER and self._transport is not None:
            self._transport.pause_reading()
        self._wake()

    def on_message_complete(self) -> None:
        """The answer is whole."""
        if self.status:
            self._complete = True
            self._wake()

    # --- the exchange --------------------------------------------------------------------------

    async def send(self, head: bytes, body: bytes | AsyncIterator[bytes] | None, *, chunked: bool) -> None:
        """Write a request. Raises UpstreamUnreachable when the connection is gone."""
        if self._transport is None or self._transport.is_closing():
            raise UpstreamUnreachable("the connection was closed while it was idle")
        if body is None or isinstance(body, bytes):
            self._transport.write(head + body if body else head)
            return
        self._transport.write(head)
        async for piece in body:
            if self.closed or self._complete:
                # The upstream has answered already, or is gone. It still waits for the rest of this body, so
                # it would take the next request for that: the connection ends with this exchange.
                self.keeps_alive = False
                return
            if piece:
                self._transport.write(b"%x\r\n%b\r\n" % (len(piece), piece) if chunked else piece)
                await self._writable.wait()
        if chunked:
            self._transport.write(b"0\r\n\r\n")

    def begin(self, method: str) -> None:
        """Prepare for the answer to a request of `method`."""
        self._reset(method)

    async def started(self) -> Headers:
        """Wait for status and headers. Raises UpstreamUnreachable when the connection breaks first."""
        try:
            await self._started
        except UpstreamBroken as error:
            raise UpstreamUnreachable(str(error)) from error
        return self._headers

    async def pieces(self) -> AsyncIterator[bytes]:
        """Read the body as it comes. Raises UpstreamBroken when it breaks off or stalls."""
        while True:
            if self._pieces:
                yield self._take()
            elif self._failure is not None:
                raise self._failure
            elif self._complete:
                return
            else:
                self._more = self._loop.create_future()
                await self._more_in_time(self._more)

    def take_if_complete(self) -> bytes | None:
        """Give the whole body where it is here already; None where pieces are still to come."""
        if not self._complete or self._failure is not None:
            return None
        return self._take()

    @property
    def reusable(self) -> bool:
        """Say whether the next exchange may use this connection."""
        return self._complete and self.keeps_alive and not self.closed and not self._pieces

    def close(self) -> None:
        """Close at once."""
        self.closed = True
        if self._transport is not None:
            self._transport.abort()

    # --- inner ---------------------------------------------------------------------------------

    def _take(self) -> bytes:
        """Empty the buffer, and read the socket again where it was too full for that."""
        piece = b"".join(self._pieces)
        self._pieces.clear()
        if self._buffered > HIGH_WATER and self._transport is not None and not self.closed:
            self._transport.resume_reading()
        self._buffered = 0
        return piece

    @staticmethod
    async def _more_in_time(more: asyncio.Future[None]) -> None:
        try:
            async with asyncio.timeout(STALLED_SECONDS):
                await more
        except TimeoutError:
            raise UpstreamBroken(f"nothing of the body came for {STALLED_SECONDS:.0f} s") from None

    def _framed_by_close(self) -> bool:
        names = {name for name, _ in self._headers}
        return not names & {b"content-length", b"transfer-encoding"}

    def _fail(self, failure: Exception) -> None:
        self._failure = failure
        self.keeps_alive = False
        if not self._started.done():
            self._started.set_exception(failure)
            self._started.exception()  # the exchange may have been cancelled: nobody reads it then
        self._wake()
        self.close()

    def _wake(self) -> None:
        if self._more is not None and not self._more.done():
            self._more.set_result(None)


def request_head(method: str, target: bytes, headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Write the request line and the headers, which ASGI guarantees to hold no line breaks."""
    lines = [b"%b %b HTTP/1.1\r\n" % (method.encode("ascii"), target)]
    lines.extend(b"%b: %b\r\n" % pair for pair in headers)
    lines.append(b"\r\n")
    return b"".join(lines)
