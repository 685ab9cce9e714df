"""Institutions as registers describe them: names, seats, identifiers, kin; and who says so."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import TypeVar

from services.credentials.domain.register.identifiers import Identifier, Scheme
from shared.kernel.intervals import UNKNOWN, Interval

Item = TypeVar("Item")

ALWAYS_UNKNOWN = Interval(UNKNOWN, UNKNOWN)
"""The register does not say from when to when."""

VERIFIED_FROM = 0.9


class NameKind(StrEnum):
    """What a name is to the institution."""

    OFFICIAL = "official"
    LABEL = "label"
    ALIAS = "alias"
    ACRONYM = "acronym"


@dataclass(frozen=True, slots=True)
class Name:
    """One name; `language` is an ISO 639 code, `valid` says when it was borne."""

    text: str
    kind: NameKind
    language: str | None = None
    valid: Interval = ALWAYS_UNKNOWN


@dataclass(frozen=True, slots=True)
class Seat:
    """A place where the institution sits; `country` is ISO 3166-1 alpha-3."""

    country: str
    city: str | None = None
    region: str | None = None


class Relation(StrEnum):
    """What another institution is to this one."""

    PREDECESSOR = "predecessor"
    SUCCESSOR = "successor"
    PARENT = "parent"
    CHILD = "child"
    RELATED = "related"


@dataclass(frozen=True, slots=True)
class Link:
    """A relation to another institution, which need not be in the register itself."""

    relation: Relation
    to: Identifier
    name: str | None = None


class Existence(StrEnum):
    """What the register says of the institution's present; it is no statement on recognition."""

    ACTIVE = "active"
    CEASED = "ceased"
    WITHDRAWN = "withdrawn"
    """The register took the record back: it was a duplicate, or a mistake."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """Who said it, where it can be read, how sure the reading is (0 to 1), and since when we know."""

    register: str
    source: str
    confidence: float
    known_from: date

    @property
    def provisional(self) -> bool:
        """Say whether the fact still has to be checked: it rests on memory, or on a weak reading."""
        return self.confidence < VERIFIED_FROM or "memory" in self.source


@dataclass(frozen=True, slots=True)
class Record:
    """What one register says of one institution; `key` names it in that register."""

    key: str
    provenance: Provenance
    names: tuple[Name, ...]
    seats: tuple[Seat, ...]
    identifiers: tuple[Identifier, ...] = ()
    domains: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    established: int | None = None
    ceased: int | None = None
    existence: Existence = Existence.ACTIVE


@dataclass(frozen=True)
class Institution:
    """Everything that the registers say of one institution, the most trusted record first."""

    id: str
    records: tuple[Record, ...]

    @cached_property
    def name(self) -> str:
        """The name to show: the first official one, otherwise the first of all."""
        names = self.names
        return next((it.text for it in names if it.kind is NameKind.OFFICIAL), names[0].text)

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """All names, each once."""
        return _each_once(name for record in self.records for name in record.names)

    @cached_property
    def seats(self) -> tuple[Seat, ...]:
        """All seats, each once."""
        return _each_once(seat for record in self.records for seat in record.seats)

    @cached_property
    def countries(self) -> frozenset[str]:
        """The countries of its seats."""
        return frozenset(seat.country for seat in self.seats)

    @cached_property
    def identifiers(self) -> tuple[Identifier, ...]:
        """All identifiers, by preference of their schemes."""
        order = list(Scheme)
        found = {it for record in self.records for it in record.identifiers}
        return tuple(sorted(found, key=lambda it: (order.index(it.scheme), it.value)))

    @cached_property
    def domains(self) -> tuple[str, ...]:
        """All domains, each once."""
        return _each_once(domain for record in self.records for domain in record.domains)

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """All relations, each once."""
        return _each_once(link for record in self.records for link in record.links)

    @cached_property
    def established(self) -> int | None:
        """The year of foundation, by the first register that gives one."""
        return next((it.established for it in self.records if it.established is not None), None)

    @cached_property
    def ceased(self) -> int | None:
        """The year in which it ceased, by the first register that gives one."""
        return next((it.ceased for it in self.records if it.ceased is not None), None)

    @cached_property
    def existence(self) -> Existence:
        """Active, where any register says so; otherwise what the most trusted one says."""
        said = [record.existence for record in self.records]
        return Existence.ACTIVE if Existence.ACTIVE in said else said[0]


def _each_once(items: Iterable[Item]) -> tuple[Item, ...]:
    return tuple(dict.fromkeys(items))
