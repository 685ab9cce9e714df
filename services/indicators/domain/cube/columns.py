"""Columns of coded values, as a Parquet file or a text reader delivers them."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

MISSING = -1


@dataclass(frozen=True, slots=True, eq=False)
class Coded:
    """One column of codes: the distinct codes, and for each row the place of its code (MISSING: none)."""

    codes: tuple[str, ...]
    places: NDArray[np.int64]

    def count_missing(self) -> int:
        """Count the rows without a code."""
        return int((self.places == MISSING).sum())


class Correction(NamedTuple):
    """A person's decision on what a missing code of a column stands for; it is noted in the report."""

    column: str
    stands_for: str
    decided_by: str


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """A table in columns: codes by dimension, the year and the value of each row (NaN: no value).

    `flags` are the letters that the source puts beside a value, `lines` the lines of its file, where it has
    any.
    """

    dimensions: dict[str, Coded]
    years: NDArray[np.int64]
    values: NDArray[np.float64]
    flags: Coded | None = None
    lines: NDArray[np.int64] | None = None


def corrected(column: Coded, stands_for: str) -> Coded:
    """Give the rows without a code the code that a person named."""
    codes = column.codes if stands_for in column.codes else (*column.codes, stands_for)
    places = np.where(column.places == MISSING, codes.index(stands_for), column.places)
    return Coded(codes, places)
