"""Which processes run for this installation, written down so that the next start can end what was left."""

import asyncio
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from deploy.local.state.home import Home
from deploy.local.trouble import trouble_with_file

FILE = "processes.json"
_PATIENCE_SECONDS = 10.0


class Roster:
    """The file `processes.json`: each program's process number, and what tells it from a later namesake."""

    def __init__(self, home: Home, *, on_trouble: Callable[[str], None]) -> None:
        self._home = home
        self._on_trouble = on_trouble
        self._running: dict[str, dict[str, str | int | None]] = {}

    def add(self, name: str, process: int) -> None:
        """Write down that `name` runs as `process`."""
        self._running[name] = {"process": process, "birth": birth_of(process)}
        self._write()

    def remove(self, name: str) -> None:
        """Write down that `name` has ended."""
        if self._running.pop(name, None) is not None:
            self._write()

    def _write(self) -> None:
        try:
            self._home.write(FILE, self._running)
        except OSError as error:  # a full disk must not stop what runs
            self._on_trouble(f"{FILE} is out of date: {trouble_with_file(error)}")


def birth_of(process: int) -> str | None:
    """Tell a process from others that had or will have its number: the boot, and the tick of its start.

    None where there is no such process, or no /proc.
    """
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        # The name in brackets may hold anything; the start time is the 20th field after it.
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] == "Z" else f"{boot}:{fields[19]}"


async def end_leftovers(home: Home) -> list[str]:
    """End what an earlier supervisor left when it was killed; give the names of what was found.

    The claim on the folder is ours, so whatever still runs on it belongs to nobody.
    """
    written = home.read(FILE, dict) or {}
    if not all(isinstance(it, dict) and {"process", "birth"} <= it.keys() for it in written.values()):
        raise home.damaged(FILE, "an entry has no process or no birth")
    left = {name: it["process"] for name, it in written.items() if _lives(it)}
    for hardness in range(2):
        for name, process in left.items():
            gentle, hard = (
                (signal.SIGINT, signal.SIGQUIT) if name == "postgres" else (signal.SIGTERM, signal.SIGKILL)
            )
            if _lives(written[name]):
                with suppress(ProcessLookupError):
                    os.kill(process, hard if hardness else gentle)
        with suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE_SECONDS):
                while any(_lives(written[name]) for name in left):  # noqa: ASYNC110 - not our children
                    await asyncio.sleep(0.02)
                break
    return list(left)


def _lives(entry: dict[str, str | int | None]) -> bool:
    return entry["birth"] is not None and birth_of(int(entry["process"] or 0)) == entry["birth"]
