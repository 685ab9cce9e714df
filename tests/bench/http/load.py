"""A load generator: connections that are kept open, one request in flight on each."""

import asyncio
import time
from dataclasses import dataclass
from statistics import quantiles
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Request:
    """One request, sent over and over."""

    url: str
    body: bytes
    headers: dict[str, str]

    def wire(self) -> bytes:
        place = urlsplit(self.url)
        head = {
            "Host": place.netloc,
            "Content-Type": "application/json",
            "Content-Length": str(len(self.body)),
            **self.headers,
        }
        lines = [f"POST {place.path} HTTP/1.1", *(f"{name}: {value}" for name, value in head.items())]
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + self.body


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
        tasks = [group.create_task(_one(request, start, start + seconds)) for _ in range(connections)]
    times = sorted(it for task in tasks for it in task.result())
    cuts = quantiles(times, n=100) if len(times) > 1 else times * 99
    return Measured(connections, len(times) / seconds, cuts[49] * 1000, cuts[98] * 1000)


async def _one(request: Request, start: float, end: float) -> list[float]:
    place = urlsplit(request.url)
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    wire = request.wire()
    times = []
    try:
        while (sent := time.perf_counter()) < end:
            writer.write(wire)
            await _answer(reader)
            if sent >= start:
                times.append(time.perf_counter() - sent)
    finally:
        writer.close()
    return times


async def _answer(reader: asyncio.StreamReader) -> None:
    head = await reader.readuntil(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise UnexpectedAnswer(head.decode("latin-1") + (await reader.read(2000)).decode("latin-1"))
    _, _, length = head.lower().partition(b"content-length:")
    await reader.readexactly(int(length.partition(b"\r\n")[0]))
