"""Which kinds of register files can be loaded, and how each is read."""

from collections.abc import Callable, Iterator
from pathlib import Path

from services.credentials.adapters.register.streams import objects, rows
from services.credentials.domain.register.sources import deqar, deqar_csv, ror, university_domains
from services.credentials.domain.register.sources.outcome import Read, Release

Reader = Callable[[Path, Release], Iterator[Read]]


def _ror(path: Path, release: Release) -> Iterator[Read]:
    return ror.read(objects(path), release)


def _domains(path: Path, release: Release) -> Iterator[Read]:
    return university_domains.read(objects(path), release)


def _deqar_json(path: Path, release: Release) -> Iterator[Read]:
    return deqar.read(objects(path), release)


def _deqar_csv(path: Path, release: Release) -> Iterator[Read]:
    return deqar.read(deqar_csv.as_reports(rows(path)), release)


READERS: dict[str, tuple[str, Reader]] = {
    "ror": (ror.REGISTER, _ror),
    "domains": (university_domains.REGISTER, _domains),
    "deqar-json": (deqar.REGISTER, _deqar_json),
    "deqar-csv": (deqar.REGISTER, _deqar_csv),
}
"""From the kind of a file to the register that it belongs to and its reader."""
