"""Files on disk as chunks of bytes."""

from collections.abc import Iterator
from pathlib import Path

CHUNK = 1 << 16


def chunks(path: Path) -> Iterator[bytes]:
    """Read a file piece by piece. Raises OSError."""
    with path.open("rb") as opened:
        while piece := opened.read(CHUNK):
            yield piece
