"""Files of checks on their way to the platform and back."""

import hashlib
from collections.abc import AsyncIterator
from enum import Enum
from pathlib import Path
from typing import BinaryIO

PATH = "/v1/equivalences:batch"
FINAL = frozenset({"done", "failed", "cancelled"})
_PIECE = 256 * 1024


class Form(Enum):
    """The forms of a file, by media type."""

    CSV = "text/csv"
    NDJSON = "application/x-ndjson"
    PARQUET = "application/vnd.apache.parquet"


_BY_SUFFIX = {
    ".csv": Form.CSV,
    ".ndjson": Form.NDJSON,
    ".jsonl": Form.NDJSON,
    ".parquet": Form.PARQUET,
}


def form_of(file: Path) -> Form:
    """Tell the form by the suffix. Raises ValueError on any other than .csv, .ndjson, .jsonl and .parquet."""
    try:
        return _BY_SUFFIX[file.suffix.lower()]
    except KeyError:
        raise ValueError(f"{file.name}: the suffix must be one of {', '.join(_BY_SUFFIX)}") from None


def digest(file: Path) -> str:
    """Give the SHA-256 of a file's content, in hexadecimal."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def headers(file: Path, key: str | None) -> dict[str, str]:
    """Give the headers under which a file is sent: as a job, however small, so that one way serves all."""
    form = form_of(file)
    return {
        "Content-Type": form.value,
        "Accept": f"{form.value}, application/json",
        "Idempotency-Key": key or digest(file),
        "Prefer": "respond-async",
    }


def results(job: str) -> str:
    """Give the path of a job's answers."""
    return f"/v1/equivalences/jobs/{job}/results"


async def pieces(content: BinaryIO) -> AsyncIterator[bytes]:
    """Read a file in pieces."""
    while piece := content.read(_PIECE):
        yield piece
