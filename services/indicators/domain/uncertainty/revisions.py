"""How far a series moves from release to release: the honest error bar of an administrative count."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

Cell = TypeVar("Cell", bound=Hashable)


@dataclass(frozen=True, slots=True)
class RevisionBand:
    """Relative changes of the same cells between two releases: 5th and 95th percentile, how many moved."""

    cells: int
    changed: int
    lower: float
    upper: float

    def around(self, value: float) -> tuple[float, float]:
        """Give where `value` may stand in a later release, if it is revised as its series was before."""
        return value * (1 + self.lower), value * (1 + self.upper)


def revision_band(
    earlier: Mapping[Cell, float], later: Mapping[Cell, float], *, unchanged_within: float = 1e-9
) -> RevisionBand | None:
    """Compare the cells that both releases hold and that were not zero; None when there are none.

    `unchanged_within` is the relative difference that still counts as the same figure.
    """
    shared = [key for key in earlier if key in later and earlier[key] != 0]
    if not shared:
        return None
    before = np.array([earlier[key] for key in shared])
    after = np.array([later[key] for key in shared])
    change = after / before - 1
    low, high = np.quantile(change, (0.05, 0.95))
    return RevisionBand(len(shared), int((np.abs(change) > unchanged_within).sum()), float(low), float(high))
