"""Files on disk as chunks of bytes."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from services.indicators.domain.loading.record import InputFile

CHUNK = 1 << 16


def chunks(path: Path) -> Iterator[bytes]:
    """Read a file piece by piece. Raises OSError."""
    with path.open("rb") as opened:
        while piece := opened.read(CHUNK):
            yield piece


def fingerprints(files: tuple[Path, ...]) -> tuple[InputFile, ...]:
    """Name files by their content, each read once. Raises OSError."""
    named = []
    for file in files:
        with file.open("rb") as opened:
            digest = hashlib.file_digest(opened, "sha256").hexdigest()
        named.append(InputFile(file.name, digest, file.stat().st_size))
    return tuple(named)
