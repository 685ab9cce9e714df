"""The `make` that started us: when it is interrupted or killed, so are we.

GNU make passes SIGTERM on to its recipe, but on a SIGINT sent to make alone it only waits for the recipe to
end (a terminal would have told both). The kernel shows that it waits: make has put SIGINT back to its
default, so the signal is no longer among those that it catches. Linux only; elsewhere nothing is watched.
"""

import asyncio
import os
import signal
from pathlib import Path

from deploy.local.supervision.spawn import die_with_parent

_MAKES = frozenset({"make", "gmake"})
_POLL_SECONDS = 0.3


async def caller_interrupted() -> None:
    """Return when the make that started us has been interrupted; without such a make, never."""
    parent = os.getppid()
    if _name(parent) in _MAKES:
        die_with_parent(parent, signal.SIGTERM)
        if _catches(parent, signal.SIGINT):
            while _catches(parent, signal.SIGINT):  # noqa: ASYNC110 - another process tells no event
                await asyncio.sleep(_POLL_SECONDS)
            return
    await asyncio.Event().wait()


def _name(process: int) -> str:
    try:
        return Path(f"/proc/{process}/comm").read_text().strip()
    except OSError:
        return ""


def _catches(process: int, which: signal.Signals) -> bool:
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return False
    caught = next(line.split()[1] for line in lines if line.startswith("SigCgt:"))
    return bool(int(caught, 16) >> (which - 1) & 1)
