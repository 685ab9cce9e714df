"""A table of observations as the writers of SDMX data need it: series, and text made once for each code.

Everything is done on whole columns. A piece of output is one join of a few arrays of text, and the bytes of
the joined array are the output itself.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from services.indicators.domain.observations.selection import coded
from services.indicators.domain.observations.structures import TIME, Structure
from services.indicators.domain.observations.table import CODE

AT_A_TIME = 50_000
"""Observations that are written at a time: a message of millions needs no more memory than one of these."""

Written = Callable[[str | None], str]
"""Writes a code, or the absence of one."""

Text: TypeAlias = "pa.Array | str"
"""One text for each row, or one text for all."""

Places = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of codes: the codes, and each row's place among them (-1: none)."""

    codes: list[str]
    places: Places

    @property
    def constant(self) -> bool:
        """Say whether every row has the same code."""
        return len(self.places) == 0 or bool((self.places == self.places[0]).all())

    def at(self, rows: slice | NDArray[np.int64]) -> "Column":
        """Give some of the rows."""
        return Column(self.codes, self.places[rows])

    def text(self, written: Written) -> Text:
        """Write each row's code with `written`, which is called once for each distinct code."""
        if self.constant:
            place = int(self.places[0]) if len(self.places) else -1
            return written(self.codes[place] if place >= 0 else None)
        texts = pa.array([*(written(code) for code in self.codes), written(None)], pa.string())
        return texts.take(pa.array(np.where(self.places < 0, len(self.codes), self.places)))


def column(values: pa.ChunkedArray) -> Column:
    """Take a column of codes, texts or moments apart."""
    if values.type == CODE:
        return Column(*coded(values))
    if values.null_count == len(values):
        return Column([], np.full(len(values), -1, dtype=np.int32))
    codes, places = coded(values.dictionary_encode())
    return Column([_plain(it) for it in codes], places)


def _plain(value: object) -> str:
    """Write a text, a number or a moment."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return str(value)


@dataclass(frozen=True)
class Frame:
    """Rows of one dataflow in the order of their keys, with the components that are to be shown."""

    structure: Structure
    table: pa.Table
    attributes: tuple[str, ...]
    values: bool = True
    """False shows no observation values: the keys of the series alone, or with their attributes."""

    @property
    def dimensions(self) -> tuple[str, ...]:
        """Name the dimensions of the series key."""
        return self.structure.dimensions

    @cached_property
    def columns(self) -> dict[str, Column]:
        """Give the columns of codes, by component."""
        return {name: column(self.table[name]) for name in (*self.dimensions, *self.attributes)}

    @cached_property
    def years(self) -> NDArray[np.int32]:
        """Give the reference year of each row."""
        years: NDArray[np.int32] = self.table[TIME].to_numpy()
        return years

    @cached_property
    def starts(self) -> NDArray[np.int64]:
        """Give the row at which each series begins."""
        changes = np.zeros(len(self.table), dtype=np.bool_)
        changes[:1] = True
        for name in self.dimensions:
            places = self.columns[name].places
            changes[1:] |= places[1:] != places[:-1]
        return np.flatnonzero(changes)

    def numbers(self, rows: slice, null: str = "") -> pa.Array:
        """Write the values of some rows as the shortest text that reads back as the same number."""
        values = self.table["OBS_VALUE"].slice(rows.start, rows.stop - rows.start).combine_chunks()
        if isinstance(values, pa.ChunkedArray):
            values = pa.concat_arrays(values.chunks)
        return pc.cast(values, pa.string()).fill_null(null)

    def year_text(self, rows: slice) -> pa.Array:
        """Write the years of some rows."""
        years = self.years[rows]
        first = int(years.min())
        texts = pa.array([str(year) for year in range(first, int(years.max()) + 1)])
        return texts.take(pa.array(years - first))

    def attribute_text(self, rows: slice, written: Callable[[tuple[str | None, ...]], str]) -> Text:
        """Write the attributes of some rows; `written` is called once for each combination there is."""
        columns = [self.columns[name].at(rows) for name in self.attributes]
        varying = [number for number, it in enumerate(columns) if not it.constant]
        size = rows.stop - rows.start
        combined = np.zeros(size, dtype=np.int64)
        for number in varying:
            combined = combined * (len(columns[number].codes) + 1) + columns[number].places + 1
        if not varying:
            return written(_row(columns, 0)) if size else ""
        _, first, inverse = np.unique(combined, return_index=True, return_inverse=True)
        texts = pa.array([written(_row(columns, int(row))) for row in first], pa.string())
        return texts.take(pa.array(inverse.reshape(-1)))

    def attributes_of(
        self, series: NDArray[np.int64], rows: slice, written: Callable[[tuple[str | None, ...]], str]
    ) -> Text:
        """Write the attributes that the first observation of each series has."""
        texts = self.attribute_text(rows, written)
        return texts if isinstance(texts, str) else texts.take(pa.array(series - rows.start))

    def series_text(
        self, rows: NDArray[np.int64], parts: Sequence[tuple[str, Callable[[str | None], str]]]
    ) -> pa.Array:
        """Write the key of the series that begin at `rows`: for each dimension a text of its code, joined."""
        texts = [self.columns[name].at(rows).text(written) for name, written in parts]
        return joined(texts, len(rows))

    def pieces(self) -> Iterator[tuple[slice, NDArray[np.int64]]]:
        """Cut the rows into pieces that end where a series ends; with each the starts of its series."""
        starts, total = self.starts, len(self.table)
        place = 0
        while place < len(starts):
            until = int(np.searchsorted(starts, starts[place] + AT_A_TIME, side="left"))
            until = max(until, place + 1)
            end = int(starts[until]) if until < len(starts) else total
            yield slice(int(starts[place]), end), starts[place:until]
            place = until


def joined(texts: Sequence[Text], size: int) -> pa.Array:
    """Join texts row by row; neighbours that are the same in every row are put together first."""
    folded: list[Any] = []
    for text in texts:
        if folded and isinstance(text, str) and isinstance(folded[-1], str):
            folded[-1] += text
        else:
            folded.append(text)
    if all(isinstance(text, str) for text in folded):
        return pa.repeat(pa.scalar("".join(folded), pa.string()), size)
    return pc.binary_join_element_wise(*(it for it in folded if not (isinstance(it, str) and not it)), "")


def raw(array: pa.Array) -> bytes:
    """Give the bytes of an array of text, one row after the other."""
    offsets = np.frombuffer(array.buffers()[1], dtype=np.int32)[array.offset : array.offset + len(array) + 1]
    content: bytes = memoryview(array.buffers()[2])[int(offsets[0]) : int(offsets[-1])].tobytes()
    return content


def spread(series: pa.Array, starts: NDArray[np.int64], rows: slice) -> pa.Array:
    """Repeat the text of each series for each of its rows."""
    lengths = np.diff(np.append(starts, rows.stop))
    return series.take(pa.array(np.repeat(np.arange(len(starts)), lengths)))


def at_starts(series: pa.Array, starts: NDArray[np.int64], rows: slice, *, otherwise: str = "") -> pa.Array:
    """Put the text of each series before its first row, and `otherwise` before the others."""
    texts = pa.concat_arrays([series, pa.array([otherwise])])
    places = np.full(rows.stop - rows.start, len(starts), dtype=np.int64)
    places[starts - rows.start] = np.arange(len(starts))
    return texts.take(pa.array(places))


def at_ends(text: str, starts: NDArray[np.int64], rows: slice) -> pa.Array:
    """Put a text after the last row of each series."""
    last = np.zeros(rows.stop - rows.start, dtype=np.int64)
    last[np.append(starts[1:], rows.stop) - rows.start - 1] = 1
    return pa.array(["", text]).take(pa.array(last))


def _row(columns: Sequence[Column], row: int) -> tuple[str | None, ...]:
    places = [(it.codes, int(it.places[row])) for it in columns]
    return tuple(codes[place] if place >= 0 else None for codes, place in places)
