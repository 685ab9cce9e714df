"""The wish to end, from whichever side it comes: a signal, the make that started us, a closed terminal."""

import asyncio
import signal

from deploy.local.supervision.caller import caller_interrupted

_SECOND_THOUGHT_SECONDS = 1.0
"""One Ctrl-C may arrive twice, from the terminal and through make; a later one means haste."""


class Ending:
    """`asked` is set by the first wish, `hurry` by a second one that comes later."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.asked = asyncio.Event()
        self.hurry = asyncio.Event()
        self._first = 0.0
        self._watching: asyncio.Task[None] | None = None

    def listen(self) -> None:
        """Begin to listen for SIGINT, SIGTERM and SIGHUP, and to watch the calling make."""
        for which in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if which is signal.SIGHUP and signal.getsignal(which) is signal.SIG_IGN:
                continue  # nohup
            self._loop.add_signal_handler(which, self.ask)
        self._watching = asyncio.create_task(self._watch_caller())

    def ask(self) -> None:
        """Wish for the end."""
        now = self._loop.time()
        if not self.asked.is_set():
            self._first = now
            self.asked.set()
        elif now - self._first > _SECOND_THOUGHT_SECONDS:
            self.hurry.set()

    def ask_from_thread(self) -> None:
        """Wish for the end from another thread than the loop's."""
        self._loop.call_soon_threadsafe(self.ask)

    async def _watch_caller(self) -> None:
        await caller_interrupted()
        self.ask()
