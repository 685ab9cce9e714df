"""All qualification systems in one book, indexed: a look-up costs the same in a batch of any size."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.credentials.domain.qualifications.comparison import Comparison, compare, no_system
from services.credentials.domain.qualifications.model import Qualification, System
from services.credentials.domain.qualifications.naming import alike, begins_with, leading, nearly, spelling
from shared.kernel.errors import NotFound

MOST_NEAR = 5


class UnknownQualification(NotFound):
    """No qualification has this id."""

    code = "unknown_qualification"
    title = "No such qualification"


class UnknownSystem(NotFound):
    """The qualification system of this country is not recorded."""

    code = "unknown_qualification_system"
    title = "No such qualification system"


class Match(StrEnum):
    """How the text met the name."""

    WHOLE = "whole"
    """the text is the name"""
    LEADING = "leading_words"
    """the text begins with the name; the rest is taken for a field of study"""


@dataclass(frozen=True, slots=True)
class Found:
    """The one qualification that the text names. `dated` is None where its years are not known."""

    qualification: Qualification
    match: Match
    dated: bool | None


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """The text names more than one; `isced` is the level where all agree on it."""

    candidates: tuple[Qualification, ...]
    match: Match

    @property
    def isced(self) -> int | None:
        """Give the common level, or None."""
        levels = {it.isced for it in self.candidates}
        return levels.pop() if len(levels) == 1 else None


class Missing(StrEnum):
    """Why nothing was found."""

    NO_SYSTEM = "no_system"
    """the system of this country is not recorded: this says nothing about the qualification"""
    NO_NAME = "no_name"
    """no recorded qualification of the country has this name"""
    NOT_AWARDED_THEN = "not_awarded_then"
    """the name is known, but on this day it was not awarded; `candidates` says which were meant"""


@dataclass(frozen=True, slots=True)
class NotNamed:
    """Nothing was found, and why. Absence from the book is never evidence against a diploma.

    `near` are those with a name that looks alike: a hint for a person, from which nothing is concluded.
    """

    reason: Missing
    candidates: tuple[Qualification, ...] = ()
    near: tuple[Qualification, ...] = ()


Finding = Found | Ambiguous | NotNamed


class Systems:
    """The book of qualification systems. Raises ValueError where an id or a country is given twice."""

    def __init__(self, systems: Iterable[System], *, reference_data: str) -> None:
        self.reference_data = reference_data
        self._systems: dict[str, System] = {}
        self._by_id: dict[str, Qualification] = {}
        self._named: dict[tuple[str, str], tuple[Qualification, ...]] = {}
        self._names: dict[str, tuple[str, ...]] = {}
        self._longest: dict[str, int] = {}
        for system in systems:
            if system.country in self._systems:
                raise ValueError(f"the system of {system.country} is given twice")
            self._systems[system.country] = system
            self._index(system)

    def _index(self, system: System) -> None:
        named: dict[str, dict[str, Qualification]] = defaultdict(dict)
        for qualification in system.qualifications:
            if qualification.id in self._by_id:
                raise ValueError(f"{qualification.id} is given twice")
            self._by_id[qualification.id] = qualification
            for name in qualification.every_name():
                named[spelling(name)][qualification.id] = qualification
        for name, found in named.items():
            self._named[system.country, name] = tuple(found.values())
        self._names[system.country] = tuple(named)
        self._longest[system.country] = max((name.count(" ") + 1 for name in named), default=0)

    def __len__(self) -> int:
        return len(self._systems)

    def all(self) -> tuple[System, ...]:
        """List the systems by country code."""
        return tuple(self._systems[it] for it in sorted(self._systems))

    def system(self, country: str) -> System:
        """Give the system of a country. Raises UnknownSystem."""
        try:
            return self._systems[country]
        except KeyError:
            raise UnknownSystem(f"the qualification system of {country} is not recorded") from None

    def get(self, qualification_id: str) -> Qualification:
        """Give a qualification by its id. Raises UnknownQualification."""
        try:
            return self._by_id[qualification_id]
        except KeyError:
            raise UnknownQualification(f"there is no qualification {qualification_id!r}") from None

    def find(self, country: str, text: str, on: date | None = None) -> Finding:
        """Find what a diploma of `country` calls `text`; `on` is the day of the award."""
        meant = self.meant(country, text)
        return meant if isinstance(meant, NotNamed) else on_the_day(*meant, on)

    def meant(self, country: str, text: str) -> tuple[tuple[Qualification, ...], Match] | NotNamed:
        """Find what a diploma of `country` may mean by `text`, whenever it was awarded."""
        if country not in self._systems:
            return NotNamed(Missing.NO_SYSTEM)
        words = spelling(text)
        for name in leading(words, self._longest[country]):
            named = self._named.get((country, name))
            if named is not None and name == words:
                return _as_written(named, text), Match.WHOLE
            if named is not None and begins_with(words, name):
                meant = (*_as_written(named, text), *self._misspelt(country, name, words))
                return tuple(dict.fromkeys(meant)), Match.LEADING
        return NotNamed(Missing.NO_NAME, near=self._near(country, words))

    def _misspelt(self, country: str, name: str, words: str) -> Iterator[Qualification]:
        """Find longer names that may be meant: ``Licence professionelle`` is no Licence in a field."""
        for longer in self._names[country]:
            if longer.startswith(f"{name} ") and nearly(longer, words, after=len(name) + 1):
                yield from self._named[country, longer]

    def _near(self, country: str, words: str) -> tuple[Qualification, ...]:
        names = alike(words, self._names[country])
        found = {it.id: it for name in names for it in self._named[country, name]}
        return tuple(found.values())[:MOST_NEAR]

    def comparable(
        self, qualification: Qualification, host: str, *, awarded: date, on: date | None = None
    ) -> Comparison:
        """Find what `host` awards at the level that the qualification had when it was awarded.

        `on` is the day whose host system is meant: the legal date; the day of the award where left out.
        """
        home = self._systems[qualification.country]
        system = self._systems.get(host)
        if system is None:
            return no_system(home.levels(qualification, awarded), qualification, host)
        return compare(home, qualification, system, awarded=awarded, on=awarded if on is None else on)


def _as_written(named: tuple[Qualification, ...], text: str) -> tuple[Qualification, ...]:
    """Let accents decide where they were written and names differ by them alone (``VŠS`` and ``VSS``)."""
    if len(named) == 1 or text.isascii():
        return named
    written = text.strip().casefold()
    exact = tuple(it for it in named if any(name.casefold() == written for name in it.every_name()))
    return exact or named


def on_the_day(named: tuple[Qualification, ...], match: Match, on: date | None) -> Finding:
    """Keep what was, or may have been, awarded on the day."""
    kept = named if on is None else tuple(it for it in named if it.awarded.contains(on) is not False)
    if not kept:
        return NotNamed(Missing.NOT_AWARDED_THEN, named)
    if len(kept) > 1:
        return Ambiguous(kept, match)
    return Found(kept[0], match, None if on is None else kept[0].awarded.contains(on))
