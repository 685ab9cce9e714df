"""Files on disk as chunks of bytes."""

import gzip
import hashlib
import zlib
from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from services.indicators.domain.integrity.finding import Finding, Severity
from services.indicators.domain.loading.archive import bounded
from services.indicators.domain.loading.decode import Unreadable
from services.indicators.domain.loading.record import InputFile

CHUNK = 1 << 16
LARGEST_SIDE_FILE = 1_000_000


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


def unpacked(file: Path) -> Iterator[bytes]:
    """Read a file, unpacked where its name ends in .gz. Raises Unreadable, OSError."""
    if file.suffix.lower() != ".gz":
        yield from chunks(file)
        return
    try:
        yield from bounded(_gunzipped(file))
    except (gzip.BadGzipFile, zlib.error, EOFError) as fault:
        code = "truncated_archive" if isinstance(fault, EOFError) else "damaged_archive"
        raise Unreadable(
            Finding(code, Severity.REFUSAL, f"{file.name} cannot be unpacked: {fault}")
        ) from fault


def _gunzipped(file: Path) -> Iterator[bytes]:
    with gzip.open(file) as opened:
        while piece := opened.read(CHUNK):
            yield piece


def ends(file: Path) -> bool:
    """Say whether the last line of a text has an end; an empty one lacks none. Raises OSError."""
    with file.open("rb") as text:
        text.seek(max(0, file.stat().st_size - 1))
        return text.read(1) in {b"", b"\n", b"\r"}


def side_file(file: Path) -> bytes:
    """Read a file that a person wrote beside the tables. Raises ValueError, OSError."""
    if file.stat().st_size > LARGEST_SIDE_FILE:
        raise ValueError(f"it is larger than {LARGEST_SIDE_FILE} bytes")
    return file.read_bytes()


def said(fault: ValueError) -> str:
    """Say what is wrong with a file that a person wrote, and where."""
    if not isinstance(fault, ValidationError):
        return str(fault)
    return "; ".join(f"{'/'.join(map(str, it['loc'])) or 'the file'}: {it['msg']}" for it in fault.errors())
