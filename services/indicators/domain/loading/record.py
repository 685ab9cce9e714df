"""What is kept of a load: where it came from, what it brought, and its signed report."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

import pyarrow as pa

from shared.kernel.canonical import canonical_json
from shared.kernel.errors import Conflict, NotFound


class UnknownLoad(NotFound):
    """No load has this id."""

    code = "unknown_load"
    title = "Unknown load"


class ReleaseIsLoaded(Conflict):
    """The release was loaded from other files: it does not change under its name."""

    code = "release_is_loaded"
    title = "The release is loaded already, from other files"


@dataclass(frozen=True, slots=True)
class InputFile:
    """One file that was read: its name without folders, its SHA-256 and its size in bytes."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Signed:
    """A report as the bytes that were signed (RFC 8785), with the signature as data."""

    report: bytes
    signature: Mapping[str, Any]

    def document(self) -> bytes:
        """Write both down as one JSON text; `report` stands in it byte for byte as it was signed."""
        return b'{"report":' + self.report + b',"signature":' + canonical_json(dict(self.signature)) + b"}"


@dataclass(frozen=True, slots=True)
class Load:
    """One load. `input` names all its files by their content; `known_at` is the moment of knowledge."""

    id: UUID
    source: str
    release: str
    published: date | None
    files: tuple[InputFile, ...]
    input: str
    accepted: bool
    known_at: datetime
    observations: int

    def require(self, content: str) -> None:
        """Hold files that are to be loaded under this name to those that were. Raises ReleaseIsLoaded."""
        if self.input != content:
            files = ", ".join(it.name for it in self.files)
            raise ReleaseIsLoaded(
                f"{self.release} was loaded from other files ({self.source}: {files}) at "
                f"{self.known_at.isoformat()}; a corrected publication is a release of its own name"
            )


class Loads(Protocol):
    """Where loads are kept. What is kept never changes."""

    async def accepted(self, release: str) -> Load | None:
        """Find the accepted load of a release, from whichever source."""
        ...

    async def keep(self, load: Load, table: pa.Table | None, signed: Signed) -> Load:
        """Keep a load whole, with its figures when it is accepted; give the load that stands.

        Another process may have loaded the same files in the meantime: then theirs stands. Raises
        ReleaseIsLoaded.
        """
        ...

    async def report(self, load: UUID) -> Signed:
        """Give the signed report of a load. Raises UnknownLoad."""
        ...

    async def known_at(self, moment: datetime) -> Load | None:
        """Find the load whose figures are known since that moment."""
        ...

    async def all(self) -> tuple[Load, ...]:
        """List the loads, the newest first."""
        ...
