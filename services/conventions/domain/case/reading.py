"""Read the facts of a case from a JSON document, naming every fault by its JSON Pointer.

The document carries the fields of `facts` in the worked scenarios; `note` and `delivery` are for people and
are never read. Nothing is guessed: an absent field or null is "not known".
"""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date
from enum import Enum
from typing import Any, TypeVar

from services.conventions.domain.case.facts import Facts, HypotheticalParty, Reservation
from services.conventions.domain.case.purpose import read_purpose
from services.conventions.domain.case.standing import HYPOTHETICAL
from services.conventions.domain.vocabulary import (
    Decider,
    Documents,
    HolderStatus,
    Legalisation,
    Level,
    Mode,
    QualificationType,
    Sector,
)
from shared.kernel.countries import is_country
from shared.kernel.errors import Invalid, Violation

EARLIEST = date(1900, 1, 1)
DAYS_AHEAD = 366
LONGEST_TEXT = 2000
MOST_ITEMS = 20
DEFAULT_RESERVED_INSTRUMENT = "lrc_1997"
REQUIRED = ("award_country", "recognition_country", "decision_date", "qualification_type")

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
"""`date.fromisoformat` alone would also take week dates."""

_E = TypeVar("_E", bound=Enum)
_T = TypeVar("_T")


def read_facts(document: object, *, instruments: Collection[str], today: date) -> Facts:
    """Read `document`. Raises Invalid with every violation found."""
    return _Reader(instruments, today).facts(document)


class _Reader:
    def __init__(self, instruments: Collection[str], today: date) -> None:
        self._instruments = instruments
        self._today = today
        self._violations: list[Violation] = []

    def facts(self, document: object) -> Facts:
        if not isinstance(document, Mapping):
            raise Invalid(Violation("", "not_an_object", "the facts are a JSON object"))
        values: dict[str, Any] = {}
        for name, value in document.items():
            read = _FIELDS.get(name)
            if read is None:
                self._fault(_pointer(name), "unknown_field", f"{_shown(name)} is not a field of the facts")
            elif value is not None:
                values[name] = read(self, _pointer(name), value)
        for name in REQUIRED:
            if document.get(name) is None:
                self._fault(_pointer(name), "missing", f"{name} is required")
        self._agree(values)
        if self._violations:
            raise Invalid(*self._violations)
        for name in _FOR_PEOPLE:
            values.pop(name, None)
        return Facts(**values)

    def _fault(self, pointer: str, code: str, detail: str) -> None:
        self._violations.append(Violation(pointer, code, detail))

    def country(self, pointer: str, value: object) -> str | None:
        if isinstance(value, str) and is_country(value):
            return value
        self._fault(pointer, "unknown_country", f"{_shown(value)} is not an ISO 3166-1 alpha-3 code")
        return None

    def day(self, pointer: str, value: object) -> date | None:
        day = _iso_day(value)
        if day is None:
            self._fault(pointer, "not_a_date", f"{_shown(value)} is not an ISO 8601 date (YYYY-MM-DD)")
        elif day < EARLIEST:
            self._fault(pointer, "date_too_early", f"{day} lies before {EARLIEST}")
            return None
        return day

    def boolean(self, pointer: str, value: object) -> bool | None:
        if isinstance(value, bool):
            return value
        self._fault(pointer, "not_a_boolean", f"{_shown(value)} is neither true nor false")
        return None

    def text(self, pointer: str, value: object) -> str | None:
        if not isinstance(value, str):
            self._fault(pointer, "not_a_text", f"{_shown(value)} is not a text")
        elif len(value) > LONGEST_TEXT:
            self._fault(pointer, "too_long", f"the text is longer than {LONGEST_TEXT} characters")
        elif "\x00" in value:
            self._fault(pointer, "nul_character", "the text contains a NUL character")
        else:
            return value
        return None

    def purpose(self, pointer: str, value: object) -> object:
        return read_purpose(self.text(pointer, value))

    def code(self, kind: type[_E], pointer: str, value: object) -> _E | None:
        if isinstance(value, str):
            try:
                return kind(value)
            except ValueError:
                pass
        known = ", ".join(str(it.value) for it in kind)
        self._fault(pointer, "unknown_code", f"{_shown(value)} is none of: {known}")
        return None

    def partners(self, pointer: str, value: object) -> tuple[str, ...]:
        found = self._items(pointer, value, self.country)
        return tuple(it for it in found if it is not None)

    def reservations(self, pointer: str, value: object) -> tuple[Reservation, ...]:
        return tuple(it for it in self._items(pointer, value, self._reservation) if it is not None)

    def hypothetical(self, pointer: str, value: object) -> tuple[HypotheticalParty, ...]:
        return tuple(it for it in self._items(pointer, value, self._party) if it is not None)

    def _items(self, pointer: str, value: object, read: Callable[[str, object], _T]) -> tuple[_T, ...]:
        if not isinstance(value, list):
            self._fault(pointer, "not_a_list", f"{_shown(value)} is not a list")
            return ()
        if len(value) > MOST_ITEMS:
            self._fault(pointer, "too_many", f"the list has more than {MOST_ITEMS} items")
            return ()
        return tuple(read(f"{pointer}/{index}", item) for index, item in enumerate(value))

    def _reservation(self, pointer: str, value: object) -> Reservation | None:
        fields = self._fields(pointer, value, required=("state", "article"), optional=("instrument",))
        if fields is None:
            return None
        state = self.country(f"{pointer}/state", fields["state"])
        article = self.text(f"{pointer}/article", fields["article"])
        instrument = self._instrument(
            f"{pointer}/instrument", fields.get("instrument", DEFAULT_RESERVED_INSTRUMENT)
        )
        return Reservation(state, instrument, article) if state and instrument and article else None

    def _party(self, pointer: str, value: object) -> HypotheticalParty | None:
        fields = self._fields(pointer, value, required=("instrument_id", "iso3"), optional=("in_force",))
        if fields is None:
            return None
        state = fields["iso3"]
        if not isinstance(state, str) or state not in HYPOTHETICAL:
            self._fault(
                f"{pointer}/iso3", "not_hypothetical", "only XAA, XAB, XAC and XAD may be assumed parties"
            )
            return None
        instrument = self._instrument(f"{pointer}/instrument_id", fields["instrument_id"])
        since = fields.get("in_force")
        day = None if since is None else self.day(f"{pointer}/in_force", since)
        return HypotheticalParty(state, instrument, day) if instrument else None

    def _instrument(self, pointer: str, value: object) -> str | None:
        if isinstance(value, str) and value in self._instruments:
            return value
        self._fault(pointer, "unknown_instrument", f"{_shown(value)} is not the id of an instrument")
        return None

    def _fields(
        self, pointer: str, value: object, *, required: tuple[str, ...], optional: tuple[str, ...]
    ) -> Mapping[str, Any] | None:
        if not isinstance(value, Mapping):
            self._fault(pointer, "not_an_object", f"{_shown(value)} is not an object")
            return None
        faults = len(self._violations)
        for name in value:
            if name not in required and name not in optional:
                self._fault(pointer + _pointer(name), "unknown_field", f"{_shown(name)} is not a field here")
        for name in required:
            if value.get(name) is None:
                self._fault(pointer + _pointer(name), "missing", f"{name} is required")
        return value if len(self._violations) == faults else None

    def _agree(self, values: Mapping[str, Any]) -> None:
        """Check that the days agree with each other and with the calendar."""
        decision, award, known = (values.get(it) for it in ("decision_date", "award_date", "known_at"))
        if isinstance(decision, date) and (decision - self._today).days > DAYS_AHEAD:
            self._fault("/decision_date", "date_too_late", "the legal date lies more than a year ahead")
        if isinstance(award, date) and award > self._today:
            self._fault("/award_date", "award_in_future", "the award lies in the future")
        if isinstance(known, date) and known > self._today:
            self._fault("/known_at", "knowledge_in_future", "nobody knows yet what will be known then")
        if isinstance(award, date) and isinstance(decision, date) and award > decision:
            self._fault("/award_date", "award_after_decision", "the award is later than the decision on it")
        partners = values.get("joint_partners") or ()
        if len(set(partners)) != len(partners):
            self._fault("/joint_partners", "repeated", "a joint partner is named twice")


def _coded(kind: type[_E]) -> Callable[["_Reader", str, object], object]:
    return lambda reader, pointer, value: reader.code(kind, pointer, value)


_FOR_PEOPLE = ("note", "delivery")

_FIELDS: Mapping[str, Callable[[_Reader, str, object], object]] = {
    **dict.fromkeys(
        ("award_country", "recognition_country", "provider_country", "delivery_country"), _Reader.country
    ),
    **dict.fromkeys(("decision_date", "award_date", "known_at"), _Reader.day),
    **dict.fromkeys(
        (
            "refugee",
            "verified_with_issuer",
            "institution_recognised_at_award",
            "retroactive_recognition_confirmed",
            "programme_listed_by_provider_country",
            "quality_assured",
            "decision_overdue",
        ),
        _Reader.boolean,
    ),
    **dict.fromkeys(_FOR_PEOPLE, _Reader.text),
    "qualification_type": _coded(QualificationType),
    "level": _coded(Level),
    "purpose": _Reader.purpose,
    "holder_status": _coded(HolderStatus),
    "documents": _coded(Documents),
    "legalisation": _coded(Legalisation),
    "institution_sector": _coded(Sector),
    "mode": _coded(Mode),
    "competent_decider": _coded(Decider),
    "joint_partners": _Reader.partners,
    "reservations": _Reader.reservations,
    "hypothetical_parties": _Reader.hypothetical,
}

FIELDS = tuple(_FIELDS)
"""The names of the fields that are read or tolerated."""


def _iso_day(value: object) -> date | None:
    if not isinstance(value, str) or _DAY.fullmatch(value) is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _pointer(name: object) -> str:
    return "/" + str(name).replace("~", "~0").replace("/", "~1")


def _shown(value: object) -> str:
    """Show a value in an error without repeating more than a glance of it."""
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:37]}..."
