"""Figures packed as `packing` does, opened by mapping them into memory, and searched."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from services.indicators.adapters.observations.packing import CONSTANTS
from services.indicators.domain.observations.found import Numbered, Rows, told_apart
from services.indicators.domain.observations.selection import coded
from services.indicators.domain.observations.source import Query
from services.indicators.domain.observations.structures import ATTRIBUTES, DIMENSIONS, TIME, dataflow_of
from services.indicators.domain.observations.table import CODE, SCHEMA

_NUMBERS = ("OBS_VALUE", "LOWER", "UPPER")
_RUN = ("INDICATOR", "REF_AREA")
"""Series of one indicator and one area stand together, and are found without looking at the others."""

AHEAD = 16_384
"""A column that says the same in so many rows is made once and cut to the size that is asked for."""


@dataclass(frozen=True, slots=True, eq=False)
class _Codes:
    """A column of codes that differ: the codes, and each row's place among them (-1 for null)."""

    dictionary: pa.Array
    codes: list[str]
    place_of: Mapping[str, int]
    places: NDArray[Any]
    nullable: bool

    def fits(self, allowed: frozenset[str], rows: Rows) -> NDArray[np.bool_]:
        """Say of each of some places whether one of the codes is there."""
        chosen = [self.place_of[code] for code in allowed if code in self.place_of]
        places = self.places[rows]
        if len(chosen) == 1:
            one: NDArray[np.bool_] = places == chosen[0]
            return one
        # One place more: a null has the place -1, which is the last.
        marks: NDArray[np.bool_] = np.zeros(len(self.codes) + 1, dtype=np.bool_)
        marks[chosen] = True
        return marks.take(places, mode="wrap")


class Segment:
    """An opened segment. Its rows are never copied as a whole."""

    def __init__(self, content: pa.Buffer) -> None:
        table = pa.ipc.open_file(pa.BufferReader(content)).read_all().combine_chunks()
        self.rows = len(table)
        self.constants: Mapping[str, Any] = json.loads(table.schema.metadata[CONSTANTS])
        self._table = table
        self.updated = self._updated()
        self._codes = {
            field.name: _opened(table[field.name].chunk(0))
            for field in table.schema
            if pa.types.is_dictionary(field.type)
        }
        self.years = table[TIME].to_numpy() if self.rows else np.empty(0, dtype=np.int32)
        self._span = (int(self.years.min(initial=9999)), int(self.years.max(initial=0)))
        self._starts = np.flatnonzero(self._changes(DIMENSIONS))
        self._ends = np.append(self._starts[1:], self.rows)
        self._of_series = {
            name: replace(codes, places=codes.places[self._starts])
            for name, codes in self._codes.items()
            if name in DIMENSIONS
        }
        # The series at which each run begins.
        self._runs = np.flatnonzero(self._changes(_RUN)[self._starts])
        self._flows: dict[str, frozenset[str]] = {}
        for code in self._all("INDICATOR"):
            flow = dataflow_of(code)
            self._flows[flow] = self._flows.get(flow, frozenset()) | {code}

    def _updated(self) -> datetime:
        """Say since when the newest figures are known: all of one load, the last of several merged."""
        if "UPDATED" in self.constants:
            return datetime.fromisoformat(self.constants["UPDATED"])
        newest: datetime = pc.max(self._table["UPDATED"]).as_py()
        return newest

    def _changes(self, names: tuple[str, ...]) -> NDArray[np.bool_]:
        changes = np.zeros(self.rows, dtype=np.bool_)
        changes[:1] = True
        for name in names:
            if name in self._codes:
                places = self._codes[name].places
                changes[1:] |= places[1:] != places[:-1]
        return changes

    @property
    def first_year(self) -> int:
        """Give the first reference year."""
        return self._span[0]

    @cached_property
    def series(self) -> Numbered:
        """Number the series in their order."""
        of_row = np.repeat(np.arange(len(self._starts), dtype=np.int32), self._ends - self._starts)
        return Numbered(of_row, self._starts)

    @cached_property
    def figures(self) -> Numbered:
        """Number what the figures say besides their series: year, value and every attribute."""
        columns: list[NDArray[Any]] = [self.years - self._span[0]]
        columns += [self._codes[name].places for name in ATTRIBUTES if name in self._codes]
        for name in _NUMBERS:
            if name not in self.constants:
                bits = self._table[name].to_numpy().view(np.int64)
                columns.append(np.unique(bits, return_inverse=True)[1])
        others = [name for name in ("FOOTNOTE", "UPDATED") if name not in self.constants]
        columns += [coded(self._table[name].dictionary_encode())[1] for name in others]
        return told_apart(columns)

    def _all(self, name: str) -> list[str]:
        return self._codes[name].codes if name in self._codes else [self.constants[name]]

    def codes(self) -> Mapping[str, frozenset[str]]:
        """Give the codes in use, by component."""
        coded_columns = [field.name for field in SCHEMA if field.type == CODE]
        return {name: frozenset(code for code in self._all(name) if code) for name in coded_columns}

    def select(self, query: Query) -> pa.Table | None:
        """Give the rows that `query` asks for, in the order of their keys; None where there are none.

        What was known when is not looked at: there is one figure for a cell.
        """
        found = self.find(query)
        return None if found is None else self.table(found)

    def table(self, rows: Rows) -> pa.Table:
        """Put some rows into the columns of `SCHEMA`."""
        return pa.table([self._column(field, rows) for field in SCHEMA], schema=SCHEMA)

    def find(self, query: Query) -> Rows | None:
        """Find the rows that `select` would give."""
        if query.vintages and not query.vintages & set(self._all("VINTAGE")):
            return None
        flow = self._flows.get(query.dataflow, frozenset())
        wanted = {**query.keys, "INDICATOR": flow & query.keys.get("INDICATOR", flow)}
        if query.vintages:
            wanted["VINTAGE"] = query.vintages
        for name in [name for name in wanted if name not in self._codes]:
            if self.constants[name] not in wanted.pop(name):
                return None
        rows = self._rows_of(self._series_of(wanted))
        mask = self._mask(wanted, query, rows)
        if mask is None:
            return rows if _size(rows) else None
        found = np.flatnonzero(mask) + rows.start if isinstance(rows, slice) else rows[mask]
        return found if len(found) else None

    def _series_of(self, wanted: dict[str, frozenset[str]]) -> Rows:
        """Find the series with some codes: whole runs of them first. What was looked at is taken away."""
        runs = self._one_of({name: wanted.pop(name) for name in _RUN if name in wanted}, self._runs)
        series = _inside(self._runs, len(self._starts), runs)
        others = {name: wanted.pop(name) for name in DIMENSIONS if name in wanted}
        if not others:
            return series
        chosen = np.flatnonzero(self._one_of(others, series))
        return chosen + series.start if isinstance(series, slice) else series[chosen]

    def _one_of(self, wanted: Mapping[str, frozenset[str]], series: Rows) -> NDArray[np.bool_]:
        fits = [self._of_series[name].fits(allowed, series) for name, allowed in wanted.items()]
        return _every(fits) if fits else np.ones(_size(series), dtype=np.bool_)

    def _rows_of(self, series: Rows) -> Rows:
        if not isinstance(series, slice):
            return _laid_out(self._starts[series], self._ends[series])
        if series.start == series.stop:
            return slice(0, 0)
        return slice(int(self._starts[series.start]), int(self._ends[series.stop - 1]))

    def _mask(
        self, wanted: Mapping[str, frozenset[str]], query: Query, rows: Rows
    ) -> NDArray[np.bool_] | None:
        masks = [self._codes[name].fits(allowed, rows) for name, allowed in wanted.items()]
        first, last = self._span
        if query.start is not None and query.start > first:
            masks.append(self.years[rows] >= query.start)
        if query.end is not None and query.end < last:
            masks.append(self.years[rows] <= query.end)
        return _every(masks) if masks else None

    def _column(self, field: pa.Field, rows: Rows) -> pa.Array:
        size = _size(rows)
        if field.name in self._codes:
            codes = self._codes[field.name]
            places = codes.places[rows].astype(np.int32)
            indices = pa.array(places, mask=places < 0 if codes.nullable else None)
            return pa.DictionaryArray.from_arrays(indices, codes.dictionary)
        if field.name in self.constants:
            return _constant(self.constants[field.name], field.type, size, self.updated)
        column = self._table[field.name].chunk(0)
        return column[rows] if isinstance(rows, slice) else column.take(pa.array(rows))


def _every(marks: list[NDArray[np.bool_]]) -> NDArray[np.bool_]:
    """Mark what all of them mark, in the first of them."""
    first, *others = marks
    for it in others:
        first &= it
    return first


def _inside(starts: NDArray[np.int64], end: int, chosen: NDArray[np.bool_]) -> Rows:
    """Lay out what begins at some starts and ends where the next begins."""
    first, after = starts[chosen], np.append(starts[1:], end)[chosen]
    if not len(first):
        return slice(0, 0)
    if (first[1:] == after[:-1]).all():
        return slice(int(first[0]), int(after[-1]))
    return _laid_out(first, after)


def _laid_out(starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.int64]:
    lengths = ends - starts
    offsets = np.repeat(starts - np.cumsum(lengths) + lengths, lengths)
    offsets += np.arange(len(offsets))
    return offsets


def _opened(array: pa.DictionaryArray) -> _Codes:
    indices = array.indices
    nullable = indices.null_count > 0
    # Without nulls the places are the mapped bytes themselves.
    places = (indices.fill_null(-1) if nullable else indices).to_numpy(zero_copy_only=False)
    codes = array.dictionary.to_pylist()
    place_of = {code: place for place, code in enumerate(codes)}
    return _Codes(array.dictionary, codes, place_of, places, nullable)


def _constant(value: Any, kind: pa.DataType, size: int, updated: datetime) -> pa.Array:
    if size > AHEAD:
        return _made(value, kind, size, updated)
    return _made_ahead(value, kind, updated).slice(0, size)


@lru_cache(256)
def _made_ahead(value: Any, kind: pa.DataType, updated: datetime) -> pa.Array:
    return _made(value, kind, AHEAD, updated)


def _made(value: Any, kind: pa.DataType, size: int, updated: datetime) -> pa.Array:
    if value is None:
        return pa.nulls(size, kind)
    if kind == CODE:
        zeros = pa.array(np.zeros(size, dtype=np.int32))
        return pa.DictionaryArray.from_arrays(zeros, pa.array([value], pa.string()))
    return pa.repeat(pa.scalar(updated, kind), size)


def _size(rows: Rows) -> int:
    return rows.stop - rows.start if isinstance(rows, slice) else len(rows)
