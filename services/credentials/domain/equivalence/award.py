"""The award: which qualification it is, in its own system on its own day, and the rights that it gives."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from services.credentials.domain.equivalence.stretches import Stretches
from services.credentials.domain.qualifications.comparison import Comparison
from services.credentials.domain.qualifications.levels import EQF_ADOPTED, QF_EHEA_ADOPTED, Levels
from services.credentials.domain.qualifications.model import Kind, Qualification, System
from services.credentials.domain.qualifications.systems import (
    Ambiguous,
    Found,
    Match,
    NotNamed,
    Systems,
    UnknownQualification,
    UnknownSystem,
    on_the_day,
)


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
_MATCHES = {naming: match for match, naming in _BY_MATCH.items()}


@dataclass(frozen=True, slots=True)
class Award:
    """What was awarded, with its levels on the day of the award; both None where the text is not clear.

    `candidates` are those that an unclear text may mean. `isced` and `kind` are set where all of them agree.
    `near` are those whose names look alike where nothing has the name: a hint, from which nothing follows.
    """

    naming: Naming
    qualification: Qualification | None
    levels: Levels | None
    candidates: tuple[Qualification, ...]
    near: tuple[Qualification, ...] = ()

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
    def _meant(self) -> tuple[Qualification, ...]:
        return (self.qualification,) if self.qualification else self.candidates


@dataclass(frozen=True, slots=True)
class Rights:
    """Which kinds of programme the qualification opens at home, and its counterpart in the host.

    None where that is not recorded; `limits` is what is narrower about the right at home.
    """

    at_home: frozenset[Kind] | None
    limits: str | None
    in_host: frozenset[Kind] | None


class Meant(NamedTuple):
    """What a text may mean, whenever the award was made: ids, and how it met their names.

    `near` are the ids of those whose names look alike where nothing has the name.
    """

    naming: Naming
    ids: tuple[str, ...]
    near: tuple[str, ...] = ()


def meant(systems: Systems, country: str, text: str) -> Meant:
    """Find what a diploma of `country` may mean by a text, a name or an id."""
    if _has(systems, country, text):
        return Meant(Naming.BY_ID, (text,))
    found = systems.meant(country, text)
    if isinstance(found, NotNamed):
        return Meant(Naming(found.reason.value), (), tuple(it.id for it in found.near))
    named, match = found
    return Meant(_BY_MATCH[match], tuple(it.id for it in named))


def award(systems: Systems, it: Meant, awarded: date) -> Award:
    """Take what is meant as it was on the day of the award."""
    named = tuple(systems.get(one) for one in it.ids)
    if it.naming in _MATCHES:
        match on_the_day(named, _MATCHES[it.naming], awarded):
            case Ambiguous(candidates):
                return Award(Naming.AMBIGUOUS, None, None, candidates)
            case NotNamed(reason, candidates):
                return Award(Naming(reason.value), None, None, candidates)
            case Found(qualification):
                named = (qualification,)
    if not named:
        return Award(it.naming, None, None, (), tuple(systems.get(one) for one in it.near))
    (found,) = named
    return Award(it.naming, found, systems.system(found.country).levels(found, awarded), ())


def rights(of: Award, comparison: Comparison | None) -> Rights:
    """Set the rights that both qualifications give side by side."""
    home, nearest = of.qualification, comparison.nearest if comparison else None
    return _rights(
        home.gives if home else None, home.limits if home else None, nearest.gives if nearest else None
    )


@lru_cache(4_096)
def _rights(at_home: frozenset[Kind] | None, limits: str | None, in_host: frozenset[Kind] | None) -> Rights:
    return Rights(at_home, limits, in_host)


def stretches(systems: Systems, country: str) -> Stretches:
    """Give the stretches on which the system of a country says the same; one where it is not recorded."""
    try:
        return Stretches(_changes(systems.system(country)))
    except UnknownSystem:
        return Stretches(())


def _changes(system: System) -> Iterator[date]:
    yield from (EQF_ADOPTED, QF_EHEA_ADOPTED)
    for link in (system.national, system.eqf, system.qf_ehea):
        yield from (it for it in (link.by, link.until) if it is not None)
    for qualification in system.qualifications:
        bounds = qualification.awarded.start, qualification.awarded.end
        yield from (it for it in bounds if isinstance(it, date))


def _has(systems: Systems, country: str, qualification_id: str) -> bool:
    try:
        return systems.get(qualification_id).country == country
    except UnknownQualification:
        return False
