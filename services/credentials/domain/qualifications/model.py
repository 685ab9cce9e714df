"""Qualifications as a country awards them: names, levels, length, rights at home, and since when."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from services.credentials.domain.qualifications.levels import (
    CYCLES,
    EQF_ADOPTED,
    NOT_LINKED,
    QF_EHEA_ADOPTED,
    Levels,
    Link,
    level_on,
)
from shared.kernel.evidence import Evidence, TrustMark, weakest
from shared.kernel.intervals import Interval


class Kind(StrEnum):
    """The place of a qualification in its system."""

    ACCESS = "access"
    """opens higher education; most often the school-leaving certificate"""
    SHORT_CYCLE = "short_cycle"
    """higher education below the first degree, within or linked to the first cycle"""
    FIRST = "first"
    SECOND = "second"
    THIRD = "third"
    LONG_ONE_TIER = "long_one_tier"
    """one programme from school to the level of a second-cycle degree"""


class Profile(StrEnum):
    """The orientation that the awarding system itself distinguishes."""

    ACADEMIC = "academic"
    PROFESSIONAL = "professional"


class Fact(StrEnum):
    """One of the facts of a qualification on which an answer rests; each may have a source of its own."""

    NAMES = "names"
    """what it is called in the languages of the country"""
    AWARDED = "awarded"
    ISCED = "isced"
    LEVEL = "level"
    """the level in the national framework"""
    EQF = "eqf"
    YEARS = "years"
    CREDITS = "credits"
    """ECTS or other credits"""
    GIVES = "gives"
    """what it opens at home, and what is narrower about that"""
    FIELDS = "fields"


@dataclass(frozen=True, slots=True)
class Span:
    """A nominal length; `lowest` and `highest` differ where it depends on the programme."""

    lowest: Decimal
    highest: Decimal

    def __str__(self) -> str:
        return f"{self.lowest}" if self.lowest == self.highest else f"{self.lowest}-{self.highest}"

    def overlaps(self, other: "Span") -> bool:
        """Say whether some length belongs to both."""
        return self.lowest <= other.highest and other.lowest <= self.highest


@dataclass(frozen=True, slots=True)
class Qualification:
    """One qualification of one country.

    `awarded` are the days on which it was conferred: an unknown beginning stays unknown. `names` are
    pairs of an ISO 639 language and the name in it. `length` counts years of full-time study; for access
    qualifications it counts the years of schooling from the first class. `gives` says which kinds of
    programme it opens at home (None: not recorded), `limits` what is narrower about this right. `fields`
    are the only fields of study in which it is awarded; none means any. `isced` is None where no mapping
    to ISCED 2011 is known. `facts` says where each stated fact comes from, `evidence` where the weakest of
    them does.
    """

    id: str
    country: str
    kind: Kind
    names: tuple[tuple[str, str], ...]
    english: str
    awarded: Interval
    evidence: Evidence
    aliases: tuple[str, ...] = ()
    isced: int | None = None
    framework_level: str | None = None
    eqf: int | None = None
    length: Span | None = None
    ects: Span | None = None
    credits: str | None = None
    gives: frozenset[Kind] | None = None
    limits: str | None = None
    fields: frozenset[str] = frozenset()
    profile: Profile | None = None
    part: str | None = None
    scale: str | None = None
    note: str | None = None
    facts: tuple[tuple[Fact, Evidence], ...] = ()

    def stated(self) -> tuple[Fact, ...]:
        """List the facts that are recorded; what is left out needs no source."""
        recorded = {
            Fact.NAMES: True,
            Fact.AWARDED: True,
            Fact.ISCED: self.isced is not None,
            Fact.LEVEL: self.framework_level is not None,
            Fact.EQF: self.eqf is not None,
            Fact.YEARS: self.length is not None,
            Fact.CREDITS: self.ects is not None or self.credits is not None,
            Fact.GIVES: self.gives is not None,
            Fact.FIELDS: bool(self.fields),
        }
        return tuple(fact for fact, it in recorded.items() if it)

    def resting_on(self, sources: Mapping[Fact, Evidence]) -> "Qualification":
        """Give each fact the source that says it, the source of the row where none does.

        Raises ValueError where a source is given for a fact that is not recorded.
        """
        stated = self.stated()
        if astray := sorted(set(sources) - set(stated)):
            raise ValueError(f"a source is given for what is not recorded: {', '.join(astray)}")
        facts = tuple((fact, sources.get(fact, self.evidence)) for fact in stated)
        return replace(self, facts=facts, evidence=weakest(it for _, it in facts))

    @property
    def mark(self) -> TrustMark:
        """Say how far these facts may be relied upon."""
        return self.evidence.mark

    def every_name(self) -> tuple[str, ...]:
        """List what a diploma may call it."""
        return (*(name for _, name in self.names), self.english, *self.aliases)


@dataclass(frozen=True, slots=True)
class System:
    """The qualifications of one country, and the frameworks that place them."""

    country: str
    summary: str
    evidence: Evidence
    qualifications: tuple[Qualification, ...]
    framework: str | None = None
    national: Link = NOT_LINKED
    eqf: Link = NOT_LINKED
    qf_ehea: Link = NOT_LINKED

    def levels(self, qualification: Qualification, on: date) -> Levels:
        """Judge the levels of a qualification of this system as they stood on the day of the award."""
        eqf = None if qualification.eqf is None else str(qualification.eqf)
        cycle = None if qualification.kind is Kind.ACCESS else CYCLES.get(qualification.isced or 0)
        return Levels(
            qualification.isced,
            national=level_on(on, qualification.framework_level, self.national),
            eqf=level_on(on, eqf, self.eqf, born=EQF_ADOPTED),
            qf_ehea=level_on(on, cycle, self.qf_ehea, born=QF_EHEA_ADOPTED),
        )
