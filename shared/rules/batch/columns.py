"""Facts of many cases as columns: numbers with a mark for what is known, texts as codes, lists as offsets.

Columns are padded to whole words with missing values (see `bitmaps`), immutable, and may be shared between
threads. Build them with `from_facts` or `from_arrow`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shared.rules.batch.bitmaps import Bitmap, Rows, Truths, packed, padded
from shared.rules.documents.vocabulary import LEGAL_DAY, Vocabulary

MISSING, FALSE, TRUE = 0, 1, 2
"""The codes of a true-or-false column."""

ELEMENT = ""
"""The name under which a list of single values keeps its elements."""


@dataclass(frozen=True)
class FlagColumn:
    """True, false or missing, a code a row."""

    codes: NDArray[np.uint8]

    @cached_property
    def truths(self) -> Truths:
        """Give the column as a condition."""
        return Truths(packed(self.codes == TRUE), packed(self.codes == FALSE))

    @property
    def known(self) -> Bitmap:
        """Give the rows that have a value."""
        return self.truths.known

    def take(self, rows: Rows) -> "FlagColumn":
        """Give the column of the named rows."""
        return FlagColumn(_taken(self.codes, rows))

    def value(self, row: int) -> object:
        """Give one value; None when it is missing."""
        code = int(self.codes[row])
        return None if code == MISSING else code == TRUE


@dataclass(frozen=True)
class NumberColumn:
    """Whole numbers or epoch days. Where `present` is false the value is 0 and means nothing."""

    values: NDArray[np.int32]
    present: NDArray[np.bool_]

    @cached_property
    def known(self) -> Bitmap:
        """Give the rows that have a value."""
        return packed(self.present)

    def take(self, rows: Rows) -> "NumberColumn":
        """Give the column of the named rows."""
        return NumberColumn(_taken(self.values, rows), _taken(self.present, rows))

    def value(self, row: int) -> object:
        """Give one value; None when it is missing."""
        return int(self.values[row]) if self.present[row] else None


@dataclass(frozen=True)
class TextColumn:
    """Texts as codes: 0 is missing, code k is `values[k - 1]`. The values do not repeat."""

    codes: NDArray[Any]
    values: tuple[str, ...]

    @cached_property
    def index(self) -> Mapping[str, int]:
        """Give the code of each text."""
        return {text: code for code, text in enumerate(self.values, start=1)}

    @cached_property
    def known(self) -> Bitmap:
        """Give the rows that have a value."""
        return packed(self.codes != MISSING)

    def take(self, rows: Rows) -> "TextColumn":
        """Give the column of the named rows."""
        return TextColumn(_taken(self.codes, rows), self.values)

    def value(self, row: int) -> object:
        """Give one value; None when it is missing."""
        code = int(self.codes[row])
        return self.values[code - 1] if code else None


Column = FlagColumn | NumberColumn | TextColumn


@dataclass(frozen=True)
class ListColumn:
    """Lists: row i holds the elements `offsets[i]` to `offsets[i + 1]` of the element columns.

    A list of single values has one element column, called `ELEMENT`; a list of records one for each field.
    """

    offsets: Rows
    present: NDArray[np.bool_]
    elements: Mapping[str, Column]

    @cached_property
    def known(self) -> Bitmap:
        """Give the rows that have a list, be it empty."""
        return packed(self.present)

    @property
    def size(self) -> int:
        """Count the elements of all rows."""
        return int(self.offsets[-1])

    @cached_property
    def layers(self) -> "Layers":
        """Give the elements layer by layer, the form in which quantifiers are computed."""
        return Layers.of(self)

    def take(self, rows: Rows) -> "ListColumn":
        """Give the column of the named rows."""
        lengths = np.diff(self.offsets)[rows]
        offsets = np.concatenate(([0], np.cumsum(lengths)))
        inside = np.arange(offsets[-1]) + np.repeat(self.offsets[rows] - offsets[:-1], lengths)
        elements = {name: it.take(inside) for name, it in self.elements.items()}
        return ListColumn(offsets, _taken(self.present, rows), elements)

    def value(self, row: int) -> object:
        """Give one list; None when it is missing."""
        if not self.present[row]:
            return None
        places = range(int(self.offsets[row]), int(self.offsets[row + 1]))
        if ELEMENT in self.elements:
            return [self.elements[ELEMENT].value(place) for place in places]
        return [
            {name: held for name, it in self.elements.items() if (held := it.value(place)) is not None}
            for place in places
        ]


@dataclass(frozen=True)
class Layers:
    """Elements by position: first the first of every list, then every second, rows with longer lists first.

    So layer k holds an element for each of the first `sizes[k]` rows of `by_rank`, side by side, and to ask
    whether any element of a list satisfies something is to join whole layers.
    """

    elements: Mapping[str, Column]
    parents: Rows
    sizes: tuple[int, ...]
    by_rank: Rows
    """The rows, longest list first."""
    ranks: Rows
    """The place of each row in `by_rank`, padded."""
    places: Rows
    """For each element its number in the order of rows."""

    @classmethod
    def of(cls, column: ListColumn) -> "Layers":
        """Lay out the elements of a column."""
        lengths = np.diff(column.offsets)
        rows = len(lengths)
        by_rank = np.argsort(-lengths, kind="stable")
        ranks = np.arange(padded(rows))
        ranks[by_rank] = np.arange(rows)
        longest = int(lengths.max(initial=0))
        sizes = tuple(int(np.count_nonzero(lengths > layer)) for layer in range(longest))
        parents = np.concatenate([by_rank[:size] for size in sizes]) if sizes else np.zeros(0, np.int64)
        layer = np.repeat(np.arange(longest), sizes) if sizes else parents
        places = column.offsets[parents] + layer
        elements = {name: it.take(places) for name, it in column.elements.items()}
        return cls(elements, parents, sizes, by_rank, ranks, places)

    def cases(self, found: Callable[[int, int], NDArray[np.bool_]]) -> Bitmap:
        """Mark the rows that have a marked element; `found` gives the marks of elements [start, end)."""
        any_of = np.zeros(len(self.ranks), np.bool_)
        start = 0
        for size in self.sizes:
            np.logical_or(any_of[:size], found(start, start + size), out=any_of[:size])
            start += size
        return packed(any_of.take(self.ranks))


@dataclass(frozen=True)
class FactColumns:
    """The facts of `rows` cases. A fact of the vocabulary without a column is missing in every case."""

    vocabulary: Vocabulary
    rows: int
    columns: Mapping[str, Column | ListColumn]

    def __len__(self) -> int:
        return self.rows

    def on(self, days: int | NDArray[Any]) -> "FactColumns":
        """Set the legal day: one epoch day for all cases, or one for each."""
        values = np.zeros(padded(self.rows), np.int32)
        values[: self.rows] = days
        present = np.zeros(len(values), np.bool_)
        present[: self.rows] = True
        return FactColumns(
            self.vocabulary, self.rows, {**self.columns, LEGAL_DAY: NumberColumn(values, present)}
        )

    def take(self, rows: Rows) -> "FactColumns":
        """Give the cases of the named rows, in that order."""
        return FactColumns(
            self.vocabulary, len(rows), {name: it.take(rows) for name, it in self.columns.items()}
        )

    def only(self, names: frozenset[str]) -> "FactColumns":
        """Give the columns of the named facts alone."""
        return FactColumns(
            self.vocabulary, self.rows, {name: it for name, it in self.columns.items() if name in names}
        )

    def facts(self, row: int) -> dict[str, object]:
        """Give one case as flat facts, the legal day among them where it is set."""
        held = {name: it.value(row) for name, it in self.columns.items()}
        return {name: value for name, value in held.items() if value is not None}


def missing_like(column: Column, rows: int) -> Column:
    """Give a column of the same kind in which every one of `rows` values is missing."""
    length = padded(rows)
    if isinstance(column, FlagColumn):
        return FlagColumn(np.zeros(length, np.uint8))
    if isinstance(column, NumberColumn):
        return NumberColumn(np.zeros(length, np.int32), np.zeros(length, np.bool_))
    return TextColumn(np.zeros(length, np.uint8), ())


def _taken(values: NDArray[Any], rows: Rows) -> NDArray[Any]:
    found = np.zeros(padded(len(rows)), values.dtype)
    np.take(values, rows, out=found[: len(rows)], mode="clip")
    return found
