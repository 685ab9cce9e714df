"""The folder of local state, `.symbolon`: claimed by one supervisor at a time, written in whole files."""

import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from deploy.local.trouble import Trouble

Kind = TypeVar("Kind")

FIRST_START_BYTES = 256 * 1024 * 1024
LEAST_FREE_BYTES = 32 * 1024 * 1024  # two segments of PostgreSQL's log


@dataclass(frozen=True, slots=True)
class Home:
    """All state of one installation on one machine. Only its owner may look inside."""

    folder: Path

    @contextmanager
    def claimed(self) -> Iterator[None]:
        """Hold the folder against a second start. The kernel lets go when we die, so no lock goes stale.

        Raises Trouble when another supervisor holds it.
        """
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self.folder / "lock").open("a+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.seek(0)
                holder = lock.read().strip() or "unknown"
                raise Trouble(
                    f"Symbolon already runs on {self.folder} (process {holder}): stop that one, or give "
                    "this one another folder and port with SYMBOLON_HOME and SYMBOLON_PORT"
                ) from None
            lock.truncate(0)
            lock.write(str(os.getpid()))
            lock.flush()
            yield

    def path(self, name: str) -> Path:
        """Give the place of a file or folder."""
        return self.folder / name

    def read(self, name: str, kind: type[Kind]) -> Kind | None:
        """Read a JSON file that holds a `kind`; None where there is none. Raises Trouble if damaged."""
        file = self.path(name)
        try:
            content = json.loads(file.read_bytes())
        except FileNotFoundError:
            return None
        except (ValueError, PermissionError) as error:
            raise self.damaged(name, str(error)) from error
        if not isinstance(content, kind):
            raise self.damaged(name, "its content is of another kind")
        return content

    def damaged(self, name: str, why: str) -> Trouble:
        """Put into words that a file cannot be used."""
        return Trouble(
            f"{self.path(name)} cannot be read ({why}): restore it from a backup, or move {self.folder} away "
            "to start afresh"
        )

    def write(self, name: str, content: Any) -> None:
        """Write a JSON file, wholly or not at all, for the owner's eyes only."""
        self.write_bytes(name, json.dumps(content, indent=2).encode() + b"\n")

    def write_bytes(self, name: str, content: bytes) -> None:
        """Write a file, wholly or not at all, for the owner's eyes only."""
        descriptor, temporary = tempfile.mkstemp(dir=self.folder, prefix=f"{name}.")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(self.path(name))
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise

    def shortage(self) -> str | None:
        """Say that the disk is full; None where it is not."""
        free = shutil.disk_usage(self.folder).free
        if free >= LEAST_FREE_BYTES:
            return None
        return (
            f"the disk is full: {free // 2**20} MB are free under {self.folder}. Make room: what was "
            "acknowledged is kept, and everything goes on from there"
        )

    def require_room(self) -> None:
        """Raise Trouble when a first start would fill the disk."""
        free = shutil.disk_usage(self.folder).free
        if free < FIRST_START_BYTES:
            raise Trouble(
                f"the disk is full: {free // 2**20} MB are free under {self.folder}, and the first start "
                f"needs {FIRST_START_BYTES // 2**20} MB. Make room and start again"
            )
