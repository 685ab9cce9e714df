"""A pipe for a child's output that hands over whole lines, however long and however badly encoded."""

import asyncio
import os
from collections.abc import Callable

_LONGEST = 64 * 1024


class _Lines(asyncio.Protocol):
    def __init__(self, on_line: Callable[[str], None], ended: asyncio.Future[None]) -> None:
        self._on_line = on_line
        self._ended = ended
        self._rest = b""

    def data_received(self, data: bytes) -> None:
        *lines, self._rest = (self._rest + data).split(b"\n")
        if len(self._rest) > _LONGEST:
            lines, self._rest = [*lines, self._rest], b""
        for line in lines:
            self._on_line(line.decode(errors="replace").rstrip("\r"))

    def connection_lost(self, _error: Exception | None) -> None:
        if self._rest:
            self._on_line(self._rest.decode(errors="replace"))
        if not self._ended.done():
            self._ended.set_result(None)


class OutputPipe:
    """Give `writing_end` to a child and close ours; `drained` then waits for its last line."""

    def __init__(self, writing_end: int, ended: asyncio.Future[None], reading: asyncio.BaseTransport) -> None:
        self.writing_end = writing_end
        self._ended = ended
        self._reading = reading

    @classmethod
    async def open(cls, on_line: Callable[[str], None]) -> "OutputPipe":
        """Make the pipe."""
        loop = asyncio.get_running_loop()
        ended: asyncio.Future[None] = loop.create_future()
        reading_end, writing_end = os.pipe()
        reading, _ = await loop.connect_read_pipe(
            lambda: _Lines(on_line, ended), os.fdopen(reading_end, "rb", buffering=0)
        )
        return cls(writing_end, ended, reading)

    def handed_over(self) -> None:
        """Close our copy of the writing end, so that the pipe ends with the child."""
        os.close(self.writing_end)

    async def drained(self, *, patience: float = 1.0) -> None:
        """Wait for the last line, but not for grandchildren that hold the pipe open."""
        await asyncio.wait([self._ended], timeout=patience)
        self._reading.close()
