"""Levels in time: a level is judged on the day of the award, not by a referencing that came later."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shared.kernel.evidence import Evidence

EQF_ADOPTED = date(2008, 4, 23)
"""Recommendation of the European Parliament and of the Council of 23 April 2008 (OJ C 111, 6.5.2008)."""
QF_EHEA_ADOPTED = date(2005, 5, 20)
"""The ministers' conference in Bergen adopted the framework of the European Higher Education Area."""
CYCLES = {5: "short cycle", 6: "first cycle", 7: "second cycle", 8: "third cycle"}


class Standing(StrEnum):
    """Whether a level held on a day."""

    HOLDS = "holds"
    NOT_YET = "not_yet"
    NO_LONGER = "no_longer"
    UNKNOWN = "unknown"
    NONE = "none"
    """the system gives this qualification no such level, or none is recorded"""


@dataclass(frozen=True, slots=True)
class Link:
    """How a national framework came to a reference: done at the latest on `by`; ended on `until`, if ever.

    Reports name the day on which a link was known to exist, seldom the day from which it counted, so the
    time between the birth of the reference framework and `by` is unknown and not "no".
    """

    by: date | None = None
    until: date | None = None
    evidence: Evidence | None = None

    def standing(self, on: date, *, born: date | None) -> Standing:
        """Say whether the link held on a day; `born` is the day the reference framework was adopted."""
        if born is not None and on < born:
            return Standing.NOT_YET
        if self.until is not None and on >= self.until:
            return Standing.NO_LONGER
        if self.by is not None and on >= self.by:
            return Standing.HOLDS
        return Standing.UNKNOWN


NOT_LINKED = Link()


@dataclass(frozen=True, slots=True)
class Level:
    """One level with its standing; `value` is None unless it holds."""

    value: str | None
    standing: Standing
    by: date | None = None


@dataclass(frozen=True, slots=True)
class Levels:
    """The levels of one qualification on one day; ISCED 2011 describes programmes of any time."""

    isced: int | None
    national: Level
    eqf: Level
    qf_ehea: Level


def level_on(on: date, value: str | None, link: Link, *, born: date | None = None) -> Level:
    """Judge one level on a day."""
    if value is None:
        return Level(None, Standing.NONE)
    standing = link.standing(on, born=born)
    return Level(value if standing is Standing.HOLDS else None, standing, link.by)
