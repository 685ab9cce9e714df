"""Files that came over HTTP: received within a limit, kept by content, laid out again for the readers."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

from sqlalchemy.ext.asyncio import AsyncEngine

from services.indicators.adapters.observations import contents
from services.indicators.adapters.observations.contents import Contents
from services.indicators.domain.loading.archive import opened
from services.indicators.domain.loading.decode import Unreadable
from shared.kernel.errors import Invalid, Violation

LARGEST = 512 * 1024 * 1024
MOST_FILES = 20


class TooLarge(Exception):
    """The upload is larger than LARGEST bytes."""


@dataclass(frozen=True, slots=True)
class Uploaded:
    """One file: its name, without folders, and the name of its content."""

    name: str
    content: str

    def as_json(self) -> dict[str, str]:
        """Write it for the parameters of a job."""
        return {"name": self.name, "content": self.content}


class Uploads:
    """Keeps uploaded files and gives them back."""

    def __init__(self, engine: AsyncEngine, mapped: Contents) -> None:
        self._engine = engine
        self._contents = mapped

    async def keep(self, pieces: AsyncIterator[bytes], name: str, *, bundle: bool) -> tuple[Uploaded, ...]:
        """Keep one file, or each file of a zip that bundles them. Raises TooLarge, Invalid."""
        with tempfile.TemporaryFile() as received:
            size = 0
            async for piece in pieces:
                size += len(piece)
                if size > LARGEST:
                    raise TooLarge
                received.write(piece)
            files = (
                await asyncio.to_thread(_unbundled, received) if bundle else {_plain(name): _whole(received)}
            )
        uploaded = []
        async with self._engine.begin() as connection:
            for each, held in files.items():
                uploaded.append(Uploaded(each, await contents.keep(connection, held)))
        return tuple(uploaded)

    async def lay_out(self, uploaded: list[dict[str, Any]], folder: Path) -> tuple[Path, ...]:
        """Write the files under their names into a folder. Raises ContentLost."""
        paths = []
        for it in uploaded:
            content = await self._contents.open(it["content"])
            path = folder / _plain(it["name"])
            await asyncio.to_thread(path.write_bytes, content)
            paths.append(path)
        return tuple(paths)


def _whole(received: IO[bytes]) -> bytes:
    received.seek(0)
    return received.read()


def _unbundled(received: IO[bytes]) -> dict[str, bytes]:
    """Unpack a bundle; folders are left out of the names, which must still tell the files apart."""
    files: dict[str, bytes] = {}
    try:
        with opened(received, largest=LARGEST) as archive:
            for path in archive.names:
                name = _plain(path)
                if name in files:
                    raise Invalid(Violation("", "bad_bundle", f"two files of the bundle are called {name!r}"))
                files[name] = archive.content(path)
    except Unreadable as fault:
        raise Invalid(Violation("", fault.finding.code, fault.finding.detail)) from fault
    if not 0 < len(files) <= MOST_FILES:
        raise Invalid(
            Violation("", "bad_bundle", f"a bundle holds 1 to {MOST_FILES} files, not {len(files)}")
        )
    return files


def _plain(name: str) -> str:
    """Leave folders out of a name: a file is written where we say. Raises Invalid."""
    last = PurePosixPath(name.replace("\\", "/")).name
    if not last or last.startswith(".") or len(last) > 200 or "\0" in last:
        raise Invalid(Violation("/name", "bad_name", f"{name[:80]!r} is no name of a file"))
    return last
