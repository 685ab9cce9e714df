"""Registers to reconcile against, read as the product reads them."""

from datetime import date
from pathlib import Path

from services.credentials.adapters.register.readers import READERS
from services.credentials.domain.register.institution import Record
from services.credentials.domain.register.sources.outcome import Release

KNOWN_FROM = date(2026, 1, 1)


def read_records(path: Path, kind: str = "ror") -> list[Record]:
    """Read the records of a file of one of the kinds that can be loaded."""
    register, read = READERS[kind]
    release = Release("benchmark", f"file:{register}", KNOWN_FROM)
    return [it for it in read(path, release) if isinstance(it, Record)]
