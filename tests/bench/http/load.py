"""A load generator: connections that are kept open, one request in flight on each."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle
from statistics import quantiles
from typing import cast
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Request:
    """One request, sent over and over; with `others`, their bodies take turns with its own."""

    url: str
    body: bytes
    headers: dict[str, str]
    others: Sequence[bytes] = ()

    def wires(self) -> list[bytes]:
        return [self._wire(it) for it in (self.body, *self.others)]

    def _wire(self, body: bytes) -> bytes:
        place = urlsplit(self.url)
        head = {
            "Host": place.netloc,
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
            **self.headers,
        }
        lines = [f"POST {place.path} HTTP/1.1", *(f"{name}: {value}" for name, value in head.items())]
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@dataclass(frozen=True, slots=True)
class Measured:
    """What one run gave. Times in milliseconds."""

    connections: int
    requests_a_second: float
    p50: float
    p99: float


class UnexpectedAnswer(Exception):
    """The endpoint answered something else than 200: its speed means nothing."""


async def load(request: Request, *, connections: int, seconds: float, warm_up: float = 0.5) -> Measured:
    """Send `request` on `connections` at once for `seconds`, after a warm-up that is not counted.

    Raises UnexpectedAnswer on the first answer that is not 200.
    """
    start = time.perf_counter() + warm_up
    async with asyncio.TaskGroup() as group:
        wires = request.wires()
        turns = [wires[place % len(wires) :] + wires[: place % len(wires)] for place in range(connections)]
        tasks = [group.create_task(_one(request.url, it, start, start + seconds)) for it in turns]
    times = sorted(it for task in tasks for it in task.result())
    cuts = quantiles(times, n=100) if len(times) > 1 else times * 99
    return Measured(connections, len(times) / seconds, cuts[49] * 1000, cuts[98] * 1000)


async def _one(url: str, wires: Sequence[bytes], start: float, end: float) -> list[float]:
    place = urlsplit(url)
    loop = asyncio.get_running_loop()
    _, conversation = await loop.create_connection(
        lambda: _Conversation(wires, start, end, loop.create_future()),
        place.hostname or "127.0.0.1",
        place.port or 80,
    )
    return await conversation.finished


class _Conversation(asyncio.Protocol):
    """One connection: the next request goes out when the answer is whole.

    A protocol, not streams: what the generator spends is taken from what it measures.
    """

    def __init__(
        self, wires: Sequence[bytes], start: float, end: float, finished: asyncio.Future[list[float]]
    ) -> None:
        self.finished = finished
        self._wires = cycle(wires)
        self._start = start
        self._end = end
        self._times: list[float] = []
        self._arrived = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is not a subclass
        self._send()

    def data_received(self, data: bytes) -> None:
        self._arrived += data
        head, found, body = self._arrived.partition(b"\r\n\r\n")
        if not found:
            return
        if not head.startswith(b"HTTP/1.1 200"):
            self._end_with(UnexpectedAnswer(self._arrived[:2000].decode("latin-1")))
            return
        _, _, length = head.lower().partition(b"content-length:")
        if len(body) >= int(length.partition(b"\r\n")[0]):
            self._answered()

    def connection_lost(self, error: Exception | None) -> None:
        self._end_with(error or ConnectionResetError("the connection was closed"))

    def _send(self) -> None:
        self._arrived = b""
        self._sent = time.perf_counter()
        self._transport.write(next(self._wires))

    def _answered(self) -> None:
        now = time.perf_counter()
        if self._sent >= self._start:
            self._times.append(now - self._sent)
        if now < self._end:
            self._send()
            return
        self.finished.set_result(self._times)
        self._transport.close()

    def _end_with(self, error: Exception) -> None:
        if not self.finished.done():
            self.finished.set_exception(error)
            self._transport.close()
