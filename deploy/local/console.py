"""The terminal: progress with seconds, the children's logs behind their names, messages.

A thread of its own writes, so that a reader who stops reading (a full pipe) stops no child and no signal.
"""

import os
import queue
import select
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

_WAITING_LINES = 10_000
_NAME_WIDTH = 11
_TEXT_WIDTH = 66
_COLOURS = {
    "postgres": "34",
    "nats": "36",
    "conventions": "32",
    "credentials": "33",
    "indicators": "35",
    "gateway": "96",
}
_DIM, _BOLD, _RED = "2", "1", "31"


class Console:
    """Writes lines to a descriptor; colours only where `colour` says so.

    `on_closed` is called once, from the writing thread, when nobody can read any more.
    """

    def __init__(self, descriptor: int, *, colour: bool, on_closed: Callable[[], None]) -> None:
        self._descriptor = descriptor
        self._colour = colour
        self._on_closed = on_closed
        self._waiting: queue.Queue[bytes | None] = queue.Queue(_WAITING_LINES)
        self._dropped = 0
        self._writer = threading.Thread(target=self._write, name="console", daemon=True)
        self._writer.start()

    def say(self, text: str = "") -> None:
        """Write a message as it is."""
        self._put(text)

    def trouble(self, text: str) -> None:
        """Write what is in the way."""
        self._put(self._dyed(text, _RED))

    def log(self, name: str, text: str) -> None:
        """Write a child's line behind its name."""
        self._put(f"{self._dyed(f'{name:>{_NAME_WIDTH}} |', _COLOURS.get(name, _DIM))} {text}")

    @contextmanager
    def step(self, text: str) -> Iterator[None]:
        """Write the step with its seconds once the block has ended well."""
        began = time.monotonic()
        yield
        seconds = f"{time.monotonic() - began:6.2f} s"
        self._put(f"  {text:<{_TEXT_WIDTH}}{self._dyed(seconds, _DIM)}")

    def heading(self, text: str) -> None:
        """Write a heading."""
        self._put(self._dyed(text, _BOLD))

    def close(self, *, patience: float = 2.0) -> None:
        """Let the last lines out, for as long as `patience` seconds."""
        with suppress(queue.Full):
            self._waiting.put(None, timeout=patience)
            self._writer.join(timeout=patience)

    def _dyed(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self._colour else text

    def _put(self, text: str) -> None:
        try:
            if self._dropped:
                self._waiting.put_nowait(f"... {self._dropped} lines were dropped: nobody read\n".encode())
                self._dropped = 0
            self._waiting.put_nowait(text.encode(errors="replace") + b"\n")
        except queue.Full:
            self._dropped += 1

    def _write(self) -> None:
        while (line := self._waiting.get()) is not None:
            try:
                while line:
                    line = line[self._write_some(line) :]
            except OSError:  # the pipe or the terminal is gone
                self._on_closed()
                return

    def _write_some(self, line: bytes) -> int:
        try:
            return os.write(self._descriptor, line)
        except BlockingIOError:  # somebody who shares the terminal made it non-blocking
            select.select([], [self._descriptor], [])
            return 0
