"""A table of observations as the writers of SDMX data need it: series, and text made once for each code."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, cached_property
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from services.indicators.adapters.sdmx.data.text import Text, Texts
from services.indicators.domain.observations.found import told_apart
from services.indicators.domain.observations.selection import coded
from services.indicators.domain.observations.structures import TIME, Structure
from services.indicators.domain.observations.table import CODE

AT_A_TIME = 50_000
"""Observations that are written at a time: a message of millions needs no more memory than one of these."""

Written = Callable[[str | None], str]
"""Writes a code, or the absence of one."""

Places = NDArray[np.int32]

_SMALL = 10_000
"""Whole numbers below this are written once and then looked up: nearly all counts are."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of codes: the codes, and each row's place among them (-1: none).

    `constant` says that every row has the same code.
    """

    codes: list[str]
    places: Places
    constant: bool

    def used(self) -> list[str]:
        """Give the codes that rows have."""
        if self.constant:
            return [self.codes[place] for place in self.places[:1].tolist() if place >= 0]
        counts = np.bincount(self.places + 1, minlength=len(self.codes) + 1)
        return [code for code, count in zip(self.codes, counts[1:].tolist(), strict=True) if count]

    def at(self, rows: slice | NDArray[np.int64]) -> "Column":
        """Give some of the rows."""
        places = self.places[rows]
        return Column(self.codes, places, self.constant or _constant(places))

    def text(self, written: Written) -> Text:
        """Write each row's code with `written`, which is called once for each distinct code."""
        if self.constant:
            place = int(self.places[0]) if len(self.places) else -1
            return written(self.codes[place] if place >= 0 else None)
        texts = pa.array([*(written(code) for code in self.codes), written(None)], pa.string())
        return Texts(texts, np.where(self.places < 0, len(self.codes), self.places))


def column(values: pa.ChunkedArray) -> Column:
    """Take a column of codes, texts or moments apart."""
    if values.null_count == len(values):
        return Column([], np.full(len(values), -1, dtype=np.int32), constant=True)
    if values.type == CODE:
        codes, places = coded(values)
        known = len(codes) == 1 and not values.null_count
        return Column(codes, places, known or _constant(places))
    if pa.types.is_timestamp(values.type) and _constant(values.cast(pa.int64()).to_numpy()):
        return Column([_plain(values[0].as_py())], np.zeros(len(values), dtype=np.int32), constant=True)
    distinct, places = coded(values.dictionary_encode())
    return Column([_plain(it) for it in distinct], places, _constant(places))


def _constant(places: NDArray[np.integer[Any]]) -> bool:
    return len(places) == 0 or bool((places == places[0]).all())


def _plain(value: object) -> str:
    """Write a text, a number or a moment."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return str(value)


@dataclass(frozen=True)
class Frame:
    """Rows of one dataflow, those of a series together, with the components that are to be shown.

    `at` is the dimension at the observations, which the others tell the series of: the time, or another one.
    """

    structure: Structure
    table: pa.Table
    attributes: tuple[str, ...]
    values: bool = True
    """False shows no observation values: the keys of the series alone, or with their attributes."""
    at: str = TIME

    @cached_property
    def dimensions(self) -> tuple[str, ...]:
        """Name the dimensions of the series key."""
        return tuple(name for name in (*self.structure.dimensions, TIME) if name != self.at)

    @cached_property
    def columns(self) -> dict[str, Column]:
        """Give the columns of codes, by component; without the time where that is at the observations."""
        also = () if self.at == TIME else (self.at,)
        return {name: column(self.table[name]) for name in (*self.dimensions, *also, *self.attributes)}

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
            if not self.columns[name].constant:
                places = self.columns[name].places
                changes[1:] |= places[1:] != places[:-1]
        return np.flatnonzero(changes)

    def values_of(self, rows: slice) -> pa.Array:
        """Give the values of some rows, null for a blank."""
        values = self.table["OBS_VALUE"].slice(rows.start, rows.stop - rows.start).combine_chunks()
        return pa.concat_arrays(values.chunks) if isinstance(values, pa.ChunkedArray) else values

    def numbers(self, rows: slice, null: str = "") -> Texts:
        """Write the values of some rows as the shortest text that reads back as the same number."""
        values = self.values_of(rows)
        numbers = values.to_numpy(zero_copy_only=False)
        # A blank is no number here, which is smaller than nothing; minus zero is written with its sign.
        small = (numbers < _SMALL) & (numbers == np.trunc(numbers)) & ~np.signbit(numbers)
        if small.all():
            return Texts(small_numbers(), numbers.astype(np.int32))
        others = pc.cast(values.filter(pa.array(~small)), pa.string()).fill_null(null)
        places = np.empty(len(numbers), dtype=np.int32)
        places[small] = numbers[small]
        places[~small] = _SMALL + np.arange(len(others))
        return Texts(pa.concat_arrays([small_numbers(), others]), places)

    def where_known(self, rows: slice, text: str) -> Text:
        """Write `text` in those of some rows that have a value."""
        values = self.values_of(rows)
        if not values.null_count:
            return text
        return Texts(pa.array(["", text]), values.is_valid().to_numpy(zero_copy_only=False).astype(np.int8))

    def at_text(self, rows: slice | NDArray[np.int64], written: Written) -> Text:
        """Write the codes that some rows have in the dimension at the observations."""
        return (
            self.year_text(rows, written) if self.at == TIME else self.columns[self.at].at(rows).text(written)
        )

    def year_text(self, rows: slice | NDArray[np.int64], written: Written) -> Texts:
        """Write the years of some rows with `written`, which is called once for each year there may be."""
        years = self.years[rows]
        first = int(years.min())
        texts = [written(str(year)) for year in range(first, int(years.max()) + 1)]
        return Texts(pa.array(texts, pa.string()), years - first)

    def attribute_text(self, rows: slice, written: Callable[[tuple[str | None, ...]], str]) -> Text:
        """Write the attributes of some rows; `written` is called once for each combination there is."""
        columns = [self.columns[name].at(rows) for name in self.attributes]
        varying = [it for it in columns if not it.constant]
        size = rows.stop - rows.start
        if not varying:
            return written(_row(columns, 0)) if size else ""
        combined = np.zeros(size, dtype=np.int64)
        for it in varying:
            combined = combined * (len(it.codes) + 1) + it.places + 1
        first, places = _told_apart(combined, math.prod(len(it.codes) + 1 for it in varying))
        texts = pa.array([written(_row(columns, int(row))) for row in first], pa.string())
        return Texts(texts, places)

    def attributes_of(
        self, series: NDArray[np.int64], rows: slice, written: Callable[[tuple[str | None, ...]], str]
    ) -> Text:
        """Write the attributes that the first observation of each series has."""
        texts = self.attribute_text(rows, written)
        return texts if isinstance(texts, str) else Texts(texts.distinct, texts.places[series - rows.start])

    def key_texts(
        self, rows: NDArray[np.int64], parts: Sequence[tuple[str, Callable[[str | None], str]]]
    ) -> list[Text]:
        """Write the key of the series that begin at `rows`: for each dimension a text of its code."""
        return [self.columns[name].at(rows).text(written) for name, written in parts]

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


class State(NamedTuple):
    """What was known from a moment on, where the history is asked for; otherwise the moment is None."""

    frame: Frame
    known: datetime | None


def together(structure: Structure, table: pa.Table, at: str) -> pa.Table:
    """Put the rows of each series together, one series after the other as their first rows come.

    `at` is the dimension at the observations. Within a series the rows stay in their order.
    """
    keys = [name for name in (*structure.dimensions, TIME) if name != at]
    series = told_apart([table[it].to_numpy() if it == TIME else coded(table[it])[1] for it in keys])
    rank = np.empty(len(series.examples), dtype=np.int64)
    rank[np.argsort(series.examples)] = np.arange(len(series.examples))
    return table.take(pa.array(np.argsort(rank[series.of_row], kind="stable")))


@cache
def small_numbers() -> pa.Array:
    """Write the whole numbers below `_SMALL`."""
    return pc.cast(pa.array(np.arange(_SMALL)), pa.string())


def _told_apart(numbers: NDArray[np.int64], below: int) -> tuple[NDArray[np.intp], NDArray[np.integer[Any]]]:
    """Give a row of each distinct number, and each row's place among these. All are under `below`."""
    if below > len(numbers):
        _, first, places = np.unique(numbers, return_index=True, return_inverse=True)
        return first, places.reshape(-1)
    row = np.full(below, -1, dtype=np.intp)
    row[numbers] = np.arange(len(numbers))
    there = row >= 0
    return row[there], (np.cumsum(there) - 1)[numbers]


def _row(columns: Sequence[Column], row: int) -> tuple[str | None, ...]:
    places = [(it.codes, int(it.places[row])) for it in columns]
    return tuple(codes[place] if place >= 0 else None for codes, place in places)
