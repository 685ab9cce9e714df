"""Validity in time: half-open intervals of days whose ends may be open or simply not known.

A register that is silent about an end has not said "for ever". So an end is a date, `UNBOUNDED`
("no end is set") or `UNKNOWN` ("nobody told us"), and membership has three answers.
"""

from dataclasses import dataclass
from datetime import date
from enum import Enum


class Unbounded(Enum):
    """No end on this side, and that is known."""

    UNBOUNDED = "unbounded"


class Unknown(Enum):
    """There is an end or there is none: it is not known."""

    UNKNOWN = "unknown"


UNBOUNDED = Unbounded.UNBOUNDED
UNKNOWN = Unknown.UNKNOWN

Bound = date | Unbounded | Unknown


@dataclass(frozen=True, slots=True)
class Interval:
    """The days from `start` (included) to `end` (excluded). Raises ValueError when end precedes start."""

    start: Bound
    end: Bound = UNBOUNDED

    def __post_init__(self) -> None:
        if isinstance(self.start, date) and isinstance(self.end, date) and self.end < self.start:
            raise ValueError(f"the interval ends ({self.end}) before it starts ({self.start})")

    def contains(self, day: date) -> bool | None:
        """Say whether `day` lies inside: True, False, or None when an unknown end decides it."""
        after_start = _not_before(day, self.start)
        before_end = _before(day, self.end)
        if after_start is False or before_end is False:
            return False
        if after_start is None or before_end is None:
            return None
        return True


def _not_before(day: date, start: Bound) -> bool | None:
    if isinstance(start, date):
        return day >= start
    return True if start is UNBOUNDED else None


def _before(day: date, end: Bound) -> bool | None:
    if isinstance(end, date):
        return day < end
    return True if end is UNBOUNDED else None
