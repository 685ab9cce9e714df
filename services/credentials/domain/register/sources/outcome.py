"""What reading a source gives: records, facts, and findings about what could not be used."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.credentials.domain.register.facts import StatusFact
from services.credentials.domain.register.identifiers import (
    Identifier,
    MalformedIdentifier,
    Scheme,
    identifier,
)
from services.credentials.domain.register.institution import Record
from shared.kernel.countries import countries
from shared.kernel.errors import DomainError

MAX_TEXT = 500
MAX_ITEMS = 500

_NEWEST_FIRST = {it.alpha2: it.alpha3 for it in reversed(countries()) if it.alpha2}
_ALPHA3 = {**_NEWEST_FIRST, "XK": "XKX", "UK": "GBR", "EL": "GRC"}
"""ISO 3166-1 alpha-2, with the codes that European registers use beside it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong at a place of the source. `refused` says that the whole entry was left out."""

    place: str
    code: str
    detail: str
    refused: bool = True


Read = Record | StatusFact | Finding


class Unusable(DomainError):
    """An entry cannot be used; its code and words become a finding."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = code


@dataclass(frozen=True, slots=True)
class Release:
    """Which state of a source is read: its name, its address, and the day on which it became known."""

    name: str
    address: str
    known_from: date


def alpha3(code: object) -> str:
    """Translate an alpha-2 code, also of a part of a State ("BE-fl", "UK-SCT"). Raises Unusable."""
    text = str(code or "").strip()
    found = _ALPHA3.get(text.partition("-")[0].upper())
    if found is None:
        raise Unusable("unknown_country", f"{text[:20]!r} is not the code of a country")
    return found


def text_of(value: object, what: str) -> str:
    """Give a text without surrounding space. Raises Unusable where there is none, or an oversized one."""
    if not isinstance(value, str) or not value.strip():
        raise Unusable("missing", f"{what} is missing")
    if len(value) > MAX_TEXT:
        raise Unusable("too_long", f"{what} has more than {MAX_TEXT} characters")
    return " ".join(value.replace("\0", "").split())


def optional_text(value: object) -> str | None:
    """Give a text, or None where nothing readable is there."""
    return " ".join(value.split())[:MAX_TEXT] if isinstance(value, str) and value.strip() else None


def items_of(value: object) -> list[Any]:
    """Give the items of a list; nothing else has items. Raises Unusable on an oversized list."""
    items = value if isinstance(value, list) else []
    if len(items) > MAX_ITEMS:
        raise Unusable("too_many", f"a list has more than {MAX_ITEMS} items")
    return items


def fields_of(value: object) -> dict[str, Any]:
    """Give the fields of an object; anything else has none."""
    return value if isinstance(value, dict) else {}


def identifiers(
    pairs: Iterable[tuple[Scheme, object]], place: str, findings: list[Finding]
) -> Iterator[Identifier]:
    """Make identifiers; what is malformed is reported and left out, and the entry stays."""
    for scheme, value in pairs:
        if not isinstance(value, str) or not value.strip():
            continue
        try:
            yield identifier(scheme, value)
        except MalformedIdentifier as error:
            findings.append(Finding(place, error.code, error.detail, refused=False))
