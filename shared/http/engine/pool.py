"""Connections to one upstream, kept between requests: the one used last is used next."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from shared.http.engine.connection import Connection, Headers, request_head
from shared.http.engine.errors import ClientStalled, UpstreamBusy, UpstreamTimeout, UpstreamUnreachable

CONNECT_SECONDS = 1.0
IDLE_SECONDS = 15.0

Body = bytes | AsyncIterator[bytes]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an upstream listens. Plain HTTP: the hop is inside the cluster, TLS ends before or around it."""

    host: str
    port: int

    @classmethod
    def parse(cls, url: str) -> "Origin":
        """Read ``http://host[:port]``. Raises ValueError on anything else."""
        parts = urlsplit(url)
        if parts.scheme != "http" or parts.hostname is None or parts.path not in {"", "/"}:
            raise ValueError(f"{url} is not of the form http://host[:port]")
        return cls(parts.hostname, parts.port or 80)

    @property
    def authority(self) -> bytes:
        """The value of the Host header."""
        return f"{self.host}:{self.port}".encode()


class Answer:
    """An answer whose body has not been read yet. Close it in every case."""

    def __init__(self, pool: "Pool", connection: Connection, headers: Headers) -> None:
        self._pool = pool
        self._connection = connection
        self.status = connection.status
        self.headers = headers

    def at_once(self) -> bytes | None:
        """Give the whole body where it has arrived with the headers."""
        return self._connection.take_if_complete()

    def pieces(self) -> AsyncIterator[bytes]:
        """Read the body as it comes, undecoded. Raises UpstreamBroken."""
        return self._connection.pieces()

    def close(self) -> None:
        """Give the connection back; one whose answer was not read to its end is closed."""
        self._pool.give_back(self._connection)


class Pool:
    """The connections to one origin. `limit` bounds those in use; more requests fail at once."""

    def __init__(self, origin: Origin, *, timeout: float, limit: int = 256) -> None:
        self._origin = origin
        self._timeout = timeout
        self._limit = limit
        self._in_use = 0
        self._idle: list[tuple[float, Connection]] = []

    async def send(
        self, method: str, target: bytes, headers: Sequence[tuple[bytes, bytes]], body: Body | None
    ) -> Answer:
        """Send a request, and give the answer once its headers are there.

        A kept connection may have died with its server: where no answer began, a request with a repeatable
        body goes out again, once, on a new connection, if its method is idempotent by RFC 9110 or it carries
        an Idempotency-Key. Raises UpstreamBusy, UpstreamUnreachable, UpstreamTimeout, or ClientStalled where
        the body stopped coming.

        Where the body ends is said here: `headers` are not asked, but for the length of a body that streams.
        """
        connection, reused = await self._take()
        try:
            return await self._exchange(connection, method, target, headers, body)
        except UpstreamUnreachable:
            repeatable = body is None or isinstance(body, bytes)
            if not (reused and repeatable and _idempotent(method, headers)):
                raise
        connection = await self._connect()
        return await self._exchange(connection, method, target, headers, body)

    def give_back(self, connection: Connection) -> None:
        """Keep a connection that can be used again; close any other."""
        self._in_use -= 1
        if connection.reusable:
            self._idle.append((asyncio.get_running_loop().time(), connection))
        else:
            connection.close()

    def close(self) -> None:
        """Close what is idle."""
        while self._idle:
            self._idle.pop()[1].close()

    async def _exchange(
        self,
        connection: Connection,
        method: str,
        target: bytes,
        headers: Sequence[tuple[bytes, bytes]],
        body: Body | None,
    ) -> Answer:
        framing = _framing(headers, body)
        chunked = framing == CHUNKED
        rest = [pair for pair in headers if pair[0] not in _FRAMING_NAMES]
        head = request_head(method, target, [(b"host", self._origin.authority), *framing, *rest])
        connection.begin(method)
        upload: _Upload | None = None
        try:
            async with asyncio.timeout(self._timeout) as deadline:
                if body is not None and not isinstance(body, bytes):
                    upload = _Upload(body, deadline, self._timeout)
                    received = await self._send_and_wait(connection, head, upload.pieces(), chunked=chunked)
                else:
                    await connection.send(head, body, chunked=False)
                    received = await connection.started()
        except TimeoutError:
            self._discard(connection)
            if upload is not None and upload.waiting:
                raise ClientStalled(f"no piece of the body within {self._timeout} s") from None
            raise UpstreamTimeout(f"no answer within {self._timeout} s") from None
        except BaseException:
            self._discard(connection)
            raise
        return Answer(self, connection, received)

    @staticmethod
    async def _send_and_wait(
        connection: Connection, head: bytes, body: AsyncIterator[bytes], *, chunked: bool
    ) -> Headers:
        """Send a stream and listen at the same time: an upstream may answer before it has all."""
        sending = asyncio.create_task(connection.send(head, body, chunked=chunked))
        answering = asyncio.create_task(connection.started())
        try:
            await asyncio.wait({sending, answering}, return_when=asyncio.FIRST_COMPLETED)
            if not answering.done():
                await sending  # a client that left while sending ends the exchange here
            return await answering
        finally:
            answering.cancel()
            if not sending.done():
                sending.cancel()
                connection.keeps_alive = False

    async def _take(self) -> tuple[Connection, bool]:
        now = asyncio.get_running_loop().time()
        while self._idle:
            since, connection = self._idle.pop()
            if not connection.closed and now - since < IDLE_SECONDS:
                self._in_use += 1
                return connection, True
            connection.close()
        return await self._connect(), False

    async def _connect(self) -> Connection:
        if self._in_use >= self._limit:
            raise UpstreamBusy(f"all {self._limit} connections are in use")
        self._in_use += 1
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                _, connection = await loop.create_connection(Connection, self._origin.host, self._origin.port)
        except (OSError, TimeoutError) as error:
            self._in_use -= 1
            raise UpstreamUnreachable(type(error).__name__) from error
        return connection

    def _discard(self, connection: Connection) -> None:
        self._in_use -= 1
        connection.close()


CHUNKED = [(b"transfer-encoding", b"chunked")]
_FRAMING_NAMES = frozenset({b"content-length", b"transfer-encoding"})


def _framing(headers: Sequence[tuple[bytes, bytes]], body: Body | None) -> list[tuple[bytes, bytes]]:
    """Say where the body ends, from the body itself: a length that is wrong or missing makes it a request."""
    if body is None:
        return []
    if isinstance(body, bytes):
        return [(b"content-length", b"%d" % len(body))]
    return [pair for pair in headers if pair[0] == b"content-length"] or CHUNKED


class _Upload:
    """A body on its way; each piece that comes moves the deadline: a long upload is no late answer."""

    def __init__(self, body: AsyncIterator[bytes], deadline: asyncio.Timeout, seconds: float) -> None:
        self._body = body
        self._deadline = deadline
        self._seconds = seconds
        self.waiting = True

    async def pieces(self) -> AsyncIterator[bytes]:
        """Give the pieces; `waiting` is true while the next one is the client's to send."""
        async for piece in self._body:
            self.waiting = False
            self._deadline.reschedule(asyncio.get_running_loop().time() + self._seconds)
            yield piece
            self.waiting = True
        self.waiting = False


_IDEMPOTENT = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE"})


def _idempotent(method: str, headers: Sequence[tuple[bytes, bytes]]) -> bool:
    return method in _IDEMPOTENT or any(name == b"idempotency-key" for name, _ in headers)
