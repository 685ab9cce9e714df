"""Reading files in a process of its own, behind the others.

Millions of lines take seconds of one interpreter; read in a thread of the api they would keep its queries
waiting. The table comes back whole, progress as numbers, one a line.
"""

import copyreg
import os
import pickle
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any

from services.indicators.adapters.sources.catalogue import SOURCES
from services.indicators.domain.loading.reading import Progress, Reading, Request, Source

BEHIND = 10
"""How far the priority of the reading process is below that of queries (nice)."""

EVERY = 0.2
"""Seconds between two numbers of progress, at least."""

_ASKED, _READ = "asked", "read"


class ReaderLost(RuntimeError):
    """The reading process ended without a result: it was killed, or met an error, which it has logged."""


def apart(source: Source) -> Source:
    """Give the source that reads the same in a process of its own."""

    def read(request: Request, progress: Progress) -> Reading:
        with TemporaryDirectory(prefix="symbolon-reading-") as name:
            folder = Path(name)
            (folder / _ASKED).write_bytes(pickle.dumps((source.id, request)))
            command = [sys.executable, "-c", f"from {__name__} import main; main({name!r})"]
            with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as reader:  # noqa: S603 - ourselves
                for line in reader.stdout or ():
                    progress(int(line))
            if reader.returncode != 0:
                raise ReaderLost(f"reading {source.id} ended with {reader.returncode}")
            reading: Reading = pickle.loads((folder / _READ).read_bytes())  # noqa: S301 - our own process wrote it
            return reading

    return replace(source, read=read)


def main(name: str) -> None:
    """Read what was asked for, and leave the result in the folder of that name."""
    folder = Path(name)
    os.nice(BEHIND)
    source, request = pickle.loads((folder / _ASKED).read_bytes())  # noqa: S301 - our own process wrote it
    told = time.monotonic()

    def progress(observations: int) -> None:
        nonlocal told
        if time.monotonic() - told >= EVERY:
            told = time.monotonic()
            sys.stdout.write(f"{observations}\n")
            sys.stdout.flush()

    reading = SOURCES[source].read(request, progress)
    (folder / _READ).write_bytes(pickle.dumps(reading, protocol=pickle.HIGHEST_PROTOCOL))


def _read_only(held: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(held)


# Evidence of findings is read-only, which pickle does not know by itself.
copyreg.pickle(MappingProxyType, lambda it: (_read_only, (dict(it),)))
