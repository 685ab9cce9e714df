"""What is asked: an award of one country, looked at from another, for a purpose, on a day of law."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.credentials.domain.equivalence import values
from services.credentials.domain.equivalence.values import Purpose, Value
from services.credentials.domain.evaluation.facts import HolderStatus
from shared.kernel.errors import Invalid, Violation


@dataclass(frozen=True, slots=True)
class Request:
    """One question. None is "not known", never "no".

    `legal_date` decides which law binds, `known_at` limits what was known of law and registers.
    `institution` is a name in any script or an identifier such as ``ror:...``; `qualification` a name as the
    diploma has it, or the id of one.
    """

    award_country: str
    qualification: str
    award_date: date
    host_country: str
    purpose: Purpose
    legal_date: date
    known_at: date
    institution: str | None = None
    grade: str | None = None
    grade_scale: str | None = None
    holder_status: HolderStatus | None = None


Read = Callable[[str], Value[Any]]

FIELDS: Mapping[str, Read] = {
    "award_country": values.country,
    "qualification": values.text,
    "institution": values.text,
    "award_date": values.day,
    "grade": values.text,
    "grade_scale": values.text,
    "host_country": values.country,
    "purpose": values.purpose,
    "legal_date": values.day,
    "known_at": values.day,
    "holder_status": values.holder_status,
}
"""Each field with its reader: the members of a request, and the columns of a batch."""

REQUIRED = ("award_country", "qualification", "award_date", "host_country", "purpose")


def read_request(document: object, *, today: date) -> Request:
    """Read a JSON object. Raises Invalid with every violation found."""
    if not isinstance(document, Mapping):
        raise Invalid(Violation("", "not_an_object", "a check is a JSON object"))
    violations = [
        Violation(_pointer(str(name)), "unknown_field", f"{str(name)[:40]!r} is not a field of a check")
        for name in document
        if name not in FIELDS
    ]
    given: dict[str, Any] = {}
    for name, read in FIELDS.items():
        value = document.get(name)
        written = plain_text(name, value)
        if written is not None:
            found = read(written)
            given[name] = found.value
            violations += [found.fault.at(name)] if found.fault else []
        elif value is not None:
            violations.append(Violation(f"/{name}", "not_a_text", "a text is expected"))
    at_fault = {it.pointer for it in violations}
    absent = (name for name in REQUIRED if given.get(name) is None and f"/{name}" not in at_fault)
    violations += [missing(name) for name in absent]
    violations += disagreements(given, today)
    if violations:
        raise Invalid(*violations)
    return complete(given, today)


def complete(given: Mapping[str, Any], today: date) -> Request:
    """Make a request of values that were read without fault; the law of today where no day is given."""
    members = {name: value for name, value in given.items() if value is not None}
    return Request(**({"legal_date": today, "known_at": today} | members))


def missing(name: str) -> Violation:
    """Say that a required field is absent or empty."""
    return Violation(f"/{name}", "missing", f"{name} is required")


def disagreements(given: Mapping[str, Any], today: date) -> list[Violation]:
    """Find what contradicts itself among values that were read: days out of order, one country twice."""
    found = []
    award, legal = given.get("award_date"), given.get("legal_date") or today
    if award is not None and award > today:
        found.append(Violation("/award_date", "award_in_the_future", "the award lies in the future"))
    elif award is not None and award > legal:
        found.append(
            Violation("/award_date", "award_after_legal_date", "the award was made after the legal date")
        )
    if legal > today:
        found.append(
            Violation("/legal_date", "legal_date_in_the_future", "the law of a future day is not known")
        )
    known = given.get("known_at")
    if known is not None and known > today:
        found.append(Violation("/known_at", "known_at_in_the_future", "nothing is known of a future day"))
    countries = given.get("award_country"), given.get("host_country")
    if countries[0] is not None and countries[0] == countries[1]:
        found.append(
            Violation("/host_country", "same_country", "an award is foreign only in another country")
        )
    if given.get("grade_scale") is not None and given.get("grade") is None:
        found.append(Violation("/grade_scale", "scale_without_grade", "a scale comes with a grade"))
    return found


def plain_text(name: str, value: object) -> str | None:
    """Give the text of a member: itself, or a number written out where a number is natural (a grade)."""
    if isinstance(value, str):
        return value
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return str(value) if number and name == "grade" else None


def _pointer(name: str) -> str:
    return "/" + name[:40].replace("~", "~0").replace("/", "~1")
