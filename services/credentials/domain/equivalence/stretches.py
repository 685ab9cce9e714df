"""Stretches of days on which a book says the same: what an answer depends on, instead of on the day itself.

An answer depends on the day of the award, the legal date and the day of knowledge only through the stretches
that they fall into, so the first day of each may stand for it. That is what makes parts worth remembering.
"""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date

import numpy as np
from numpy.typing import NDArray


class Stretches:
    """The stretches between the days on which something changes."""

    def __init__(self, changes: Iterable[date]) -> None:
        self.days = sorted({date.min, *changes})
        self._ordinals = np.array([it.toordinal() for it in self.days], np.int64)

    def first_day(self, day: date) -> date:
        """Give the first day of the stretch that holds `day`."""
        return self.days[bisect_right(self.days, day) - 1]

    def numbers(self, ordinals: NDArray[np.int64]) -> NDArray[np.int64]:
        """Number the stretch of each day, given as proleptic Gregorian ordinals."""
        return np.searchsorted(self._ordinals, ordinals, side="right").astype(np.int64)


class EveryDay(Stretches):
    """Each day for itself, where something depends on the very day."""

    def __init__(self) -> None:
        super().__init__(())

    def first_day(self, day: date) -> date:
        """Give the day itself."""
        return day

    def numbers(self, ordinals: NDArray[np.int64]) -> NDArray[np.int64]:
        """Number each day by itself."""
        return ordinals
