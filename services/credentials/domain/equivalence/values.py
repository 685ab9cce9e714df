"""How the text of one field becomes a value: alike for a member of a request and a cell of a batch."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Generic, NamedTuple, TypeVar

from services.credentials.domain.evaluation.facts import HolderStatus
from shared.kernel.countries import is_country
from shared.kernel.errors import Violation

LONGEST = 300
EARLIEST = date(1900, 1, 1)


class Purpose(StrEnum):
    """What the comparison is for; the words are those of an evaluation."""

    ACCESS = "access"
    FURTHER_STUDY = "further study"
    WORK = "work"


T_co = TypeVar("T_co", covariant=True)
E = TypeVar("E", bound=StrEnum)

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a text is no value of its field."""

    code: str
    detail: str

    def at(self, field: str) -> Violation:
        """Say it of a field."""
        return Violation(f"/{field}", self.code, self.detail)


class Value(NamedTuple, Generic[T_co]):
    """What a text says; None for an empty one, which means "not known". A fault goes without a value."""

    value: T_co | None
    fault: Fault | None = None


NOTHING: Value[str] = Value(None)


def text(written: str) -> Value[str]:
    """Take a text as it is, without spaces around it."""
    stripped = written.strip()
    if len(stripped) > LONGEST:
        return Value(None, Fault("too_long", f"the text is longer than {LONGEST} characters"))
    if _CONTROL.search(stripped):
        return Value(None, Fault("control_character", "the text holds a control character"))
    return Value(stripped or None)


def country(written: str) -> Value[str]:
    """Read an ISO 3166-1 alpha-3 code, present or former."""
    code = written.strip()
    if not code or is_country(code):
        return Value(code or None)
    return Value(None, Fault("unknown_country", f"{_shown(code)} is not an ISO 3166-1 alpha-3 code"))


def day(written: str) -> Value[date]:
    """Read an ISO 8601 calendar day."""
    stripped = written.strip()
    if not stripped:
        return Value(None)
    try:
        found = date.fromisoformat(stripped) if _DAY.fullmatch(stripped) else None
    except ValueError:
        found = None
    if found is None:
        return Value(None, Fault("not_a_date", f"{_shown(stripped)} is not a day of the form YYYY-MM-DD"))
    if found < EARLIEST:
        return Value(None, Fault("date_out_of_range", f"the day lies before {EARLIEST}"))
    return Value(found)


def purpose(written: str) -> Value[Purpose]:
    """Read a purpose by its code."""
    return _coded(Purpose, written)


def holder_status(written: str) -> Value[HolderStatus]:
    """Read a status of the holder by its code."""
    return _coded(HolderStatus, written)


def _coded(kind: type[E], written: str) -> Value[E]:
    code = written.strip()
    if not code:
        return Value(None)
    try:
        return Value(kind(code))
    except ValueError:
        known = ", ".join(it.value for it in kind)
        return Value(None, Fault("unknown_code", f"{_shown(code)} is none of: {known}"))


def _shown(written: str) -> str:
    """Quote the beginning of a text; what is quoted is the caller's own."""
    return repr(written[:_SHOWN])
