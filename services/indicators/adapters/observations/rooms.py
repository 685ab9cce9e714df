"""Folders for the files of one load, gone with it; those of a process that was killed go at the next start.

A room is locked while it is in use, and the lock ends with its process, however that ends.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PREFIX = "symbolon-load-"


@contextmanager
def room() -> Iterator[Path]:
    """Give a folder for the length of the block."""
    folder, lock = _new()
    try:
        yield folder
    finally:
        shutil.rmtree(folder)
        os.close(lock)


def clear_rooms() -> None:
    """Remove the rooms that nobody uses any more. Several workers may share the folder of temporary files."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        # Another's, in use, or gone by now: not ours to remove.
        with suppress(OSError), _opened(folder) as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder)


def _new() -> tuple[Path, int]:
    """Make a room and lock it; one that was cleared before it was locked is made again."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        with suppress(FileNotFoundError):
            lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
            fcntl.flock(lock, fcntl.LOCK_EX)
            if folder.exists():
                return folder, lock
            os.close(lock)


@contextmanager
def _opened(folder: Path) -> Iterator[int]:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
