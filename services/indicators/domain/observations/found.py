"""Rows of one load that a query found, before they are put into columns.

Most answers come from one load, and a load repeats itself: a series is named in each of its years, and few
figures are unlike any other. Whoever writes answers can so write each series and each figure once, and then
only look up which of them a row has.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeAlias

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Rows: TypeAlias = NDArray[np.int64] | slice


@dataclass(frozen=True, slots=True, eq=False)
class Numbered:
    """What rows have in common: a number for each row, and for each number one row that has it."""

    of_row: NDArray[np.int32]
    examples: NDArray[np.int64]


class Load(Protocol):
    """The figures of one load, in the order of their keys; within a series in the order of their years."""

    @property
    def rows(self) -> int:
        """Count the figures."""
        ...

    @property
    def updated(self) -> datetime:
        """Say since when they are known."""
        ...

    @property
    def series(self) -> Numbered:
        """Number the series in their order."""
        ...

    @property
    def figures(self) -> Numbered:
        """Number what the figures say besides their series: year, value and every attribute."""
        ...

    @property
    def years(self) -> NDArray[np.int32]:
        """Give the reference year of each row."""
        ...

    @property
    def first_year(self) -> int:
        """Give the first of them."""
        ...

    def table(self, rows: Rows) -> pa.Table:
        """Put some rows into the columns of `table.SCHEMA`."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Some rows of a load, in their order."""

    load: Load
    rows: Rows

    def __len__(self) -> int:
        """Count them."""
        return self.rows.stop - self.rows.start if isinstance(self.rows, slice) else len(self.rows)

    def table(self) -> pa.Table:
        """Put them into the columns of `table.SCHEMA`."""
        return self.load.table(self.rows)

    def cut(self, offset: int, limit: int | None) -> "Found":
        """Leave out so many rows at the beginning, and keep at most `limit` of the others."""
        size = len(self)
        start = min(offset, size)
        stop = size if limit is None else min(start + limit, size)
        if isinstance(self.rows, slice):
            return Found(self.load, slice(self.rows.start + start, self.rows.start + stop))
        return Found(self.load, self.rows[start:stop])


def told_apart(columns: list[NDArray[np.integer[Any]]]) -> Numbered:
    """Number the distinct rows of some columns of whole numbers, none below -1."""
    combined = np.zeros(len(columns[0]), dtype=np.int64)
    span = 1
    for column in columns:
        size = int(column.max(initial=-1)) + 2
        if span * size > np.iinfo(np.int64).max // 2:
            _, combined = np.unique(combined, return_inverse=True)
            span = int(combined.max(initial=0)) + 1
        combined = combined * size + column + 1
        span *= size
    _, examples, of_row = np.unique(combined, return_index=True, return_inverse=True)
    return Numbered(of_row.astype(np.int32), examples)
