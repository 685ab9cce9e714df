"""The qualification in its own system at the award date, and its counterpart in the host's."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.credentials.domain.qualifications.comparison import Comparison
from services.credentials.domain.qualifications.levels import EQF_ADOPTED, QF_EHEA_ADOPTED
from services.credentials.domain.qualifications.model import Kind, Qualification, System
from services.credentials.domain.qualifications.systems import (
    Ambiguous,
    Finding,
    Found,
    Match,
    NotNamed,
    Systems,
    UnknownQualification,
)
from shared.kernel.evidence import TrustMark


class Naming(StrEnum):
    """How the text and the book met."""

    BY_ID = "by_id"
    WHOLE = "whole"
    LEADING = "leading_words"
    AMBIGUOUS = "ambiguous"
    NO_SYSTEM = "no_system"
    NO_NAME = "no_name"
    NOT_AWARDED_THEN = "not_awarded_then"


_BY_MATCH = {Match.WHOLE: Naming.WHOLE, Match.LEADING: Naming.LEADING}


@dataclass(frozen=True, slots=True)
class Placement:
    """What the qualification is and what the host awards at its level.

    `candidates` are those that an unclear text may mean. `isced` and `kind` are set where all of them agree.
    """

    naming: Naming
    qualification: Qualification | None
    comparison: Comparison | None
    candidates: tuple[Qualification, ...]

    @property
    def isced(self) -> int | None:
        """Give the ISCED 2011 level, as far as it is certain."""
        levels = {it.isced for it in self._meant}
        return levels.pop() if len(levels) == 1 else None

    @property
    def kind(self) -> Kind | None:
        """Give the place in the home system, as far as it is certain."""
        kinds = {it.kind for it in self._meant}
        return kinds.pop() if len(kinds) == 1 else None

    @property
    def access(self) -> bool | None:
        """Say whether it opens higher education or was won in it; None where what is meant may be either."""
        sides = {it.kind is Kind.ACCESS for it in self._meant}
        return sides.pop() if len(sides) == 1 else None

    @property
    def mark(self) -> TrustMark:
        """Say how far the placement may be relied upon."""
        return TrustMark.GAP if self.comparison is None else self.comparison.mark

    @property
    def _meant(self) -> tuple[Qualification, ...]:
        return (self.qualification,) if self.qualification else self.candidates


def place(  # noqa: PLR0913 - what a placement depends on
    systems: Systems, *, country: str, qualification: str, awarded: date, host: str, on: date
) -> Placement:
    """Find the qualification as it was on the day of the award, and its counterpart on the legal date."""
    naming, found = _found(systems, country, qualification, awarded)
    match found:
        case Qualification():
            comparison = systems.comparable(found, host, awarded=awarded, on=on)
            return Placement(naming, found, comparison, ())
        case _:
            return Placement(naming, None, None, found)


class Stretches:
    """The stretches of days on which a system says the same: between the days on which something changes.

    A placement depends on the day of the award and on the legal date only through the stretch that each
    falls into, so `first_day` may stand for both. That is what makes a placement worth remembering.
    """

    def __init__(self, system: System | None) -> None:
        days = {date.min} if system is None else {date.min, *_changes(system)}
        self.days = sorted(days)

    def first_day(self, day: date) -> date:
        """Give the first day of the stretch that holds `day`."""
        return self.days[bisect_right(self.days, day) - 1]


def _changes(system: System) -> Iterator[date]:
    yield from (EQF_ADOPTED, QF_EHEA_ADOPTED)
    for link in (system.national, system.eqf, system.qf_ehea):
        yield from (it for it in (link.by, link.until) if it is not None)
    for qualification in system.qualifications:
        bounds = qualification.awarded.start, qualification.awarded.end
        yield from (it for it in bounds if isinstance(it, date))


def _found(
    systems: Systems, country: str, text: str, awarded: date
) -> tuple[Naming, Qualification | tuple[Qualification, ...]]:
    by_id = _by_id(systems, country, text)
    if by_id is not None:
        return Naming.BY_ID, by_id
    finding: Finding = systems.find(country, text, awarded)
    match finding:
        case Found():
            return _BY_MATCH[finding.match], finding.qualification
        case Ambiguous():
            return Naming.AMBIGUOUS, finding.candidates
        case NotNamed():
            return Naming(finding.reason.value), finding.candidates


def _by_id(systems: Systems, country: str, text: str) -> Qualification | None:
    try:
        named = systems.get(text)
    except UnknownQualification:
        return None
    return named if named.country == country else None
