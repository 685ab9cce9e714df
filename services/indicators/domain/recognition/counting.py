"""A counting: the cases of a year, counted into every public table at one moment.

Tables of one year share cells: the total, and each outcome. Were they counted on different days, a shared
cell that differs would tell that a decision was made between them, and where only one outcome moved, which.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from services.indicators.domain.disclosure.counts import Counts
from services.indicators.domain.recognition.cubes import CUBES, ClosedCase

PAUSE = timedelta(days=28)
"""Cases of a year are not counted anew before this has passed. The same cases get the same noise, so that a
figure which moves overnight tells that a decision was made; many in a row average the noise away."""


@dataclass(frozen=True)
class Counting:
    """True counts of all public tables of a year; they stay here, as those of releases do."""

    year: int
    counted_at: datetime
    tables: Mapping[str, Counts]

    def stands(self, now: datetime) -> bool:
        """Say whether tables are still made from it: it is not old, and knows all tables."""
        return now < self.counted_at + PAUSE and self.tables.keys() >= CUBES.keys()


def count_cases(year: int, cases: Sequence[ClosedCase], now: datetime) -> Counting:
    """Count the cases closed in a year."""
    population = f"cases closed in {year}"
    return Counting(year, now, {it.id: it.counts(population, cases) for it in CUBES.values()})


def same_cases(one: Counts, other: Counts) -> bool:
    """Say whether two tables count the same cases."""
    return (
        one.axes == other.axes
        and np.array_equal(one.values, other.values)
        and np.array_equal(one.keys, other.keys)
    )
