"""Numbering what rows share: equal combinations of codes get one number, so that each is worked out once."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.int64]
Item = TypeVar("Item")

_ROOM = 2**62


@dataclass(frozen=True, slots=True)
class Coded(Generic[Item]):
    """Row i has `distinct[codes[i]]`."""

    codes: Codes
    distinct: Sequence[Item]

    def alike(self, key: Callable[[Item], Hashable]) -> "Coded[Any]":
        """Give what `key` makes of each, equal ones under one code."""
        found: dict[Hashable, int] = {}
        table = np.array([found.setdefault(key(it), len(found)) for it in self.distinct], np.int64)
        return Coded(table[self.codes], list(found))

    def shared(self) -> "Coded[Item]":
        """Give objects that are the very same one code."""
        found = {id(it): it for it in self.distinct}
        order = {it: code for code, it in enumerate(found)}
        table = np.array([order[id(it)] for it in self.distinct], np.int64)
        return Coded(table[self.codes], list(found.values()))

    def __getitem__(self, row: int) -> Item:
        return self.distinct[int(self.codes[row])]


def numbered(*columns: Codes) -> tuple[list[int], Codes]:
    """Number the combinations of codes (-1 and up): a row of each combination, and each row's number."""
    combined, size = columns[0] + 1, int(columns[0].max(initial=0)) + 2
    for column in columns[1:]:
        width = int(column.max(initial=0)) + 2
        if size * width > _ROOM:
            _, combined = np.unique(combined, return_inverse=True)
            size = int(combined.max(initial=0)) + 1
        combined, size = combined * width + column + 1, size * width
    _, first, numbers = np.unique(combined, return_index=True, return_inverse=True)
    return first.tolist(), numbers.astype(np.int64)


def worked_out(of: Callable[[int], Item], *columns: Codes) -> Coded[Item]:
    """Work out `of(row)` for one row of each combination of codes."""
    first, numbers = numbered(*columns)
    return Coded(numbers, [of(it) for it in first])


def groups(codes: Codes) -> Iterator[tuple[int, Codes]]:
    """Give each code with the rows that have it."""
    order = np.argsort(codes, kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(codes[order])) + 1):
        if len(rows):
            yield int(codes[rows[0]]), rows
