"""Releases of published figures on their way to the platform."""

import uuid
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from symbolon.call import given

PATH = "/v1/loads"


def parameters(
    file: Path, source: str, release: str, published: date | None, companions: Iterable[str]
) -> dict[str, Any]:
    """Give the query that says what the file is."""
    named = {"source": source, "release": release, "name": file.name, "published": published}
    return given({**named, "companion": list(companions) or None})


def headers() -> dict[str, str]:
    """Give the headers of one try to load; sent again after a broken connection, it is the same try."""
    return {"Content-Type": "application/octet-stream", "Idempotency-Key": str(uuid.uuid4())}
