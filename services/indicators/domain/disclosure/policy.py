"""How much protection a table gets: thresholds, rounding, noise, dominance, and how wide hidden means."""

from dataclasses import dataclass

import numpy as np

from services.indicators.domain.disclosure.axes import Axis
from services.indicators.domain.disclosure.counts import Counts
from services.indicators.domain.disclosure.noise import STANDARD, PerturbationTable

SENSITIVE_AXES = frozenset({"LEGAL_STATUS"})
"""Breakdowns that tell of refuge, asylum or statelessness."""
TELLING_AXES = frozenset({"OUTCOME", "LEGAL_STATUS", "DOCUMENTS"})
"""What must not be learnt of a person who is known to be counted in a small group."""
SMALL_GROUP = 2
"""A group is small below so many thresholds: then it is not told that all of it have the same code."""


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules of a release. Raises ValueError where they contradict each other.

    threshold, sensitive_threshold: smaller counts are hidden; the second holds for cells broken down by one
    of `SENSITIVE_AXES`. dominance: a cell is hidden when one institution contributes more than this share.
    noise, base: shown counts get cell-key noise; those below `unrounded` are then rounded to a multiple of
    base (1: none is). narrowest: all that an attacker may know of a hidden count is an interval at least that
    wide, in cases. narrowest_share: likewise as a share of the count, where it is hidden for its own sake.
    What is hidden to protect others could be shown, with its error, and only must not be worked out.
    """

    threshold: int = 5
    sensitive_threshold: int = 10
    dominance: float = 0.8
    noise: PerturbationTable | None = STANDARD
    base: int = 5
    unrounded: int = 50
    narrowest: int = 5
    narrowest_share: float = 0.5

    def __post_init__(self) -> None:
        if not 1 <= self.threshold <= self.sensitive_threshold or self.base < 1:
            raise ValueError(
                "thresholds and base are positive, and the sensitive threshold is the higher one"
            )
        if not 0.5 <= self.dominance <= 1:
            raise ValueError("one institution dominates with half of a cell or more")
        if self.threshold - self.error <= 0:
            raise ValueError("a shown count could become zero: raise the threshold or lower noise and base")

    @property
    def error(self) -> int:
        """The largest difference between a shown count and the true one."""
        if self.noise is None:
            return self.base // 2
        return max(self.noise.largest_below(self.unrounded) + self.base // 2, self.noise.largest)

    def thresholds(self, axes: tuple[Axis, ...]) -> np.ndarray:
        """Give the threshold of each cell of a table."""
        sensitive = np.zeros((1,) * len(axes), dtype=bool)
        for place, axis in enumerate(axes):
            if axis.name in SENSITIVE_AXES:
                broken_down = np.arange(len(axis.codes)) > 0
                sensitive = sensitive | np.expand_dims(
                    broken_down, tuple(at for at in range(len(axes)) if at != place)
                )
        shape = tuple(len(axis.codes) for axis in axes)
        return np.broadcast_to(np.where(sensitive, self.sensitive_threshold, self.threshold), shape)

    def hides(self, table: Counts) -> np.ndarray:
        """Say which counts are hidden for their own sake: small ones and dominated ones, no zeros."""
        small = (table.values > 0) & (table.values < self.thresholds(table.axes))
        if table.largest is None:
            return small
        return small | ((table.values > 0) & (table.largest > self.dominance * table.values))

    def groups(self, table: Counts) -> np.ndarray:
        """Say which cells would tell of everybody in a small group; the zeros among them are hidden, too.

        On a telling axis, where a group is below the threshold, or small with at most one member elsewhere
        (who then knows of all others), the zeros beside a count say as much as the count. A zero that follows
        from a shown one, such as that of the code in the whole table, tells nothing new and stays.
        """
        lines = self._lines(table)
        zeros = np.logical_or.reduce([line & (table.values == 0) for _, line in lines] or [table.values < 0])
        while (left := zeros & ~_implied(table, zeros)).sum() < zeros.sum():
            zeros = left
        hidden: np.ndarray = zeros.copy()
        for place, line in lines:
            uncertain = (line & zeros).any(axis=place, keepdims=True)
            hidden |= line & uncertain & (table.values > 0)
        return hidden

    def _lines(self, table: Counts) -> list[tuple[int, np.ndarray]]:
        """Give for each family on a telling axis its place, and the cells of all lines that tell too much."""
        thresholds, lines = self.thresholds(table.axes), []
        for place, axis in enumerate(table.axes):
            if axis.name not in TELLING_AXES:
                continue
            for parent, children in axis.families:
                group = np.take(table.values, [parent], axis=place)
                largest = np.take(table.values, children, axis=place).max(axis=place, keepdims=True)
                threshold = np.take(thresholds, children, axis=place).max(axis=place, keepdims=True)
                alike = (group < SMALL_GROUP * threshold) & (group - largest <= 1)
                line = np.zeros(table.values.shape, dtype=bool)
                np.moveaxis(line, place, 0)[list(children)] = np.squeeze(
                    (group > 0) & ((group < threshold) | alike), place
                )
                lines.append((place, line))
        return lines

    def shows(self, table: Counts) -> np.ndarray:
        """Give the counts as they are shown where they are shown: with noise, small ones rounded.

        An unrounded count never shows less than `unrounded`: a shown 47 would tell that it is no smaller one.
        """
        noisy = table.values + (self.noise.noise(table.values, table.keys) if self.noise else 0)
        rounded = (noisy + self.base // 2) // self.base * self.base
        return np.where(table.values < self.unrounded, rounded, np.maximum(noisy, self.unrounded))

    def tells(self, shown: np.ndarray, thresholds: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Say between which true counts a shown one lies; all that goes into it is public. Zeros are true."""
        rounded_up_to = (self.unrounded - 1 + self.error) // self.base * self.base
        unrounded = (shown > rounded_up_to) | ((shown >= self.unrounded) & (shown % self.base > 0))
        lower = np.maximum(shown - self.error, np.where(unrounded, self.unrounded, thresholds))
        return np.where(shown == 0, 0, lower), np.where(shown == 0, 0, shown + self.error)

    def required_width(self, counts: np.ndarray, primary: np.ndarray) -> np.ndarray:
        """Say how wide the attacker's interval of a hidden count must be, in whole cases."""
        share = np.where(primary, np.ceil(self.narrowest_share * counts), 0)
        return np.maximum(self.narrowest, share).astype(np.int64)


def _implied(table: Counts, hidden: np.ndarray) -> np.ndarray:
    """Mark the zeros that follow from shown ones: parts of a zero, and totals of nothing but zeros."""
    told = (table.values == 0) & ~hidden
    implied = np.zeros(told.shape, dtype=bool)
    for place, axis in enumerate(table.axes):
        cells, known = np.moveaxis(implied, place, 0), np.moveaxis(told, place, 0)
        for parent, children in axis.families:
            cells[list(children)] |= known[parent]
            cells[parent] |= known[list(children)].all(axis=0)
    return implied


EXACT = Policy(noise=None, base=1)
"""Shown counts are true: for additive tables, protected by suppression alone."""
