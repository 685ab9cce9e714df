"""Releases of published figures on their way to the platform."""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from symbolon.call import given

PATH = "/v1/loads"


def parameters(  # noqa: PLR0913 - what is said about a release
    file: Path,
    source: str,
    release: str,
    published: date | None,
    companions: Iterable[str],
    *,
    bundle: bool = False,
) -> dict[str, Any]:
    """Give the query that says what the file is."""
    named = {"source": source, "release": release, "name": file.name, "published": published}
    return given({**named, "companion": list(companions) or None, "bundle": bundle or None})


@contextmanager
def bundled(files: Sequence[Path]) -> Iterator[Path]:
    """Give one file to send: the only one, or a zip of several. Raises ValueError on two equal names."""
    if len(files) == 1:
        yield files[0]
        return
    if len({it.name for it in files}) < len(files):
        raise ValueError("two of the files have the same name")
    with TemporaryDirectory(prefix="symbolon-") as folder:
        path = Path(folder) / "bundle.zip"
        with ZipFile(path, "w", ZIP_DEFLATED, compresslevel=1) as archive:
            for it in files:
                archive.write(it, it.name)
        yield path


def headers() -> dict[str, str]:
    """Give the headers of one try to load; sent again after a broken connection, it is the same try."""
    return {"Content-Type": "application/octet-stream", "Idempotency-Key": str(uuid.uuid4())}
