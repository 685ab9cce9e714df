"""What a supervised program is: how it is started, when it is ready, how it is ended."""

import asyncio
import signal
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

Stopping = tuple[tuple[signal.Signals, float], ...]
"""Signals in the order in which they are sent, each with the seconds that it is given to work."""

POLITELY: Stopping = ((signal.SIGTERM, 10.0), (signal.SIGKILL, 5.0))


def _nothing() -> None:
    """Prepare nothing."""


@dataclass(frozen=True, slots=True)
class Program:
    """One program under supervision; `ready` is asked with the number of its process."""

    name: str
    command: Sequence[str]
    ready: Callable[[int], Awaitable[bool]]
    environment: Mapping[str, str] | None = None
    before_start: Callable[[], None] = _nothing
    before_exec: Callable[[], None] | None = None
    death_signal: signal.Signals = signal.SIGKILL
    stopping: Stopping = POLITELY
    quiet: tuple[str, ...] = ()
    """Lines that contain one of these are kept for a failure report, but not shown."""


async def answers_ready(port: int, *, host: str = "127.0.0.1") -> bool:
    """Say whether ``GET /readyz`` is answered with 200."""
    try:
        async with asyncio.timeout(3):
            reader, writer = await asyncio.open_connection(host, port)
            try:
                writer.write(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                return (await reader.readline()).split(b" ")[1:2] == [b"200"]
            finally:
                writer.close()
    except (OSError, TimeoutError):
        return False
