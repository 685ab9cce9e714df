"""Records and facts as JSON and back, and the hash by which a version is known."""

from dataclasses import replace
from datetime import date
from typing import Any

from pydantic import TypeAdapter

from services.credentials.domain.register.facts import StatusFact
from services.credentials.domain.register.institution import Record
from shared.kernel.canonical import sha256
from shared.kernel.intervals import UNBOUNDED, Bound

_RECORD = TypeAdapter(Record)
_FACT = TypeAdapter(StatusFact)


def write_entry(entry: Record | StatusFact) -> tuple[dict[str, Any], str]:
    """Give an entry's document and its hash; the day on which it became known is in neither."""
    adapter: TypeAdapter[Any] = _RECORD if isinstance(entry, Record) else _FACT
    document: dict[str, Any] = adapter.dump_python(entry, mode="json")
    del document["provenance"]["known_from"]
    document.pop("known_until", None)
    document.pop("retracted", None)
    return document, sha256(document)


def read_record(document: dict[str, Any], known_from: date) -> Record:
    """Read a record; raises pydantic's ValidationError on a document that is not ours."""
    return _RECORD.validate_python(_known(document, known_from))


def read_fact(document: dict[str, Any], known_from: date, known_until: date | None) -> StatusFact:
    """Read a version of a fact, known from one day to another."""
    fact = _FACT.validate_python(_known(document, known_from))
    until: Bound = UNBOUNDED if known_until is None else known_until
    return replace(fact, known_until=until)


def _known(document: dict[str, Any], known_from: date) -> dict[str, Any]:
    return {**document, "provenance": {**document["provenance"], "known_from": known_from}}
