"""The figures of one load as one file of columns (Arrow IPC), opened by mapping it into memory.

A column that says the same in every row is kept once, codes take the fewest bytes, and the rows stand in the
order of their keys: so a million figures are some 25 MB that are read only where a query looks.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from services.indicators.domain.observations.found import Numbered, Rows, told_apart
from services.indicators.domain.observations.selection import coded, ordered
from services.indicators.domain.observations.source import Query
from services.indicators.domain.observations.structures import ATTRIBUTES, DIMENSIONS, TIME, dataflow_of
from services.indicators.domain.observations.table import CODE, SCHEMA

_CONSTANTS = b"symbolon.constants"
_NUMBERS = ("OBS_VALUE", "LOWER", "UPPER")
_RUN = ("INDICATOR", "REF_AREA")
"""Rows of one indicator and one area stand together, and are found without looking at the others."""

FEW = 8
"""So many codes are compared one by one, which is quicker than a look-up for each row."""

AHEAD = 16_384
"""A column that says the same in so many rows is made once and cut to the size that is asked for."""


class DuplicateCell(ValueError):
    """Two rows are versions of one cell: within one load every cell has one figure."""


def pack(table: pa.Table) -> bytes:
    """Write a table of `SCHEMA` down as a segment; equal figures give equal bytes. Raises DuplicateCell."""
    rows = table.combine_chunks()
    order, first_of_cell = ordered(rows, DIMENSIONS)
    if not first_of_cell.all():
        raise DuplicateCell(f"{int((~first_of_cell).sum())} cells have two figures")
    rows = rows.take(pa.array(order))
    constants: dict[str, Any] = {}
    arrays, fields = [], []
    for field in SCHEMA:
        column = rows[field.name]
        if field.type == CODE:
            codes, places = coded(column)
            used: NDArray[np.int32] = np.unique(places)
            if used.size == 1:
                constants[field.name] = codes[int(used[0])] if int(used[0]) >= 0 else None
                continue
            column = _narrow(codes, places, used)
        elif field.name == "UPDATED" or column.null_count == len(column):
            distinct = column.unique()
            if len(distinct) > 1:
                raise ValueError(f"one load has one {field.name}")
            value = distinct[0].as_py()
            constants[field.name] = value.isoformat() if isinstance(value, datetime) else value
            continue
        arrays.append(column)
        fields.append(pa.field(field.name, column.type))
    metadata = {_CONSTANTS: json.dumps(constants, sort_keys=True).encode()}
    narrow = pa.table(arrays, schema=pa.schema(fields, metadata=metadata))
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, narrow.schema) as writer:
        writer.write_table(narrow)
    packed: bytes = sink.getvalue().to_pybytes()
    return packed


def _narrow(codes: list[str], places: NDArray[np.int32], used: NDArray[np.int32]) -> pa.DictionaryArray:
    kept = sorted(codes[place] for place in used if place >= 0)
    positions = {code: place for place, code in enumerate(kept)}
    narrow = np.int16 if len(kept) <= np.iinfo(np.int16).max else np.int32
    # A null has the place -1, which is the last.
    of_place = np.array([*(positions.get(code, -1) for code in codes), -1], dtype=np.int32)
    indices = of_place[places]
    narrowed = pa.array(indices.astype(narrow), mask=indices < 0)
    return pa.DictionaryArray.from_arrays(narrowed, pa.array(kept, pa.string()))


@dataclass(frozen=True, slots=True, eq=False)
class _Codes:
    """A column of codes that differ: the codes, and each row's place among them (-1 for null)."""

    dictionary: pa.Array
    codes: list[str]
    places: NDArray[Any]
    nullable: bool

    def fits(self, allowed: frozenset[str], rows: Rows) -> NDArray[np.bool_]:
        """Say of each of some rows whether it has one of the codes."""
        chosen = [place for place, code in enumerate(self.codes) if code in allowed]
        places = self.places[rows]
        if len(chosen) <= FEW:
            fits: NDArray[np.bool_] = np.zeros(len(places), dtype=np.bool_)
            for place in chosen:
                fits |= places == place
            return fits
        # One place more: a null has the place -1, which is the last.
        marks: NDArray[np.bool_] = np.zeros(len(self.codes) + 1, dtype=np.bool_)
        marks[chosen] = True
        return marks.take(places, mode="wrap")


class Segment:
    """An opened segment. Its rows are never copied as a whole."""

    def __init__(self, content: pa.Buffer) -> None:
        table = pa.ipc.open_file(pa.BufferReader(content)).read_all().combine_chunks()
        self.rows = len(table)
        self.constants: Mapping[str, Any] = json.loads(table.schema.metadata[_CONSTANTS])
        self.updated = datetime.fromisoformat(self.constants["UPDATED"])
        self._table = table
        self._codes = {
            field.name: _opened(table[field.name].chunk(0))
            for field in table.schema
            if pa.types.is_dictionary(field.type)
        }
        self._years = table[TIME].to_numpy() if self.rows else np.empty(0, dtype=np.int32)
        self._starts = self._run_starts()
        self._order = {code: place for place, code in enumerate(self._all("INDICATOR"))}

    def _run_starts(self) -> NDArray[np.int64]:
        return np.flatnonzero(self._changes(_RUN))

    def _changes(self, names: tuple[str, ...]) -> NDArray[np.bool_]:
        changes = np.zeros(self.rows, dtype=np.bool_)
        changes[:1] = True
        for name in names:
            if name in self._codes:
                places = self._codes[name].places
                changes[1:] |= places[1:] != places[:-1]
        return changes

    @cached_property
    def series(self) -> Numbered:
        """Number the series in their order."""
        changes = self._changes(DIMENSIONS)
        return Numbered(np.cumsum(changes, dtype=np.int32) - 1, np.flatnonzero(changes))

    @cached_property
    def figures(self) -> Numbered:
        """Number what the figures say besides their series: year, value and every attribute."""
        columns: list[NDArray[Any]] = [self._years - self._years.min(initial=0)]
        columns += [self._codes[name].places for name in ATTRIBUTES if name in self._codes]
        for name in _NUMBERS:
            if name not in self.constants:
                bits = self._table[name].to_numpy().view(np.int64)
                columns.append(np.unique(bits, return_inverse=True)[1])
        if "FOOTNOTE" not in self.constants:
            columns.append(coded(self._table["FOOTNOTE"].dictionary_encode())[1])
        return told_apart(columns)

    def _all(self, name: str) -> list[str]:
        return self._codes[name].codes if name in self._codes else [self.constants[name]]

    def codes(self) -> Mapping[str, frozenset[str]]:
        """Give the codes in use, by component."""
        coded_columns = [field.name for field in SCHEMA if field.type == CODE]
        return {name: frozenset(code for code in self._all(name) if code) for name in coded_columns}

    def select(self, query: Query) -> pa.Table | None:
        """Give the rows that `query` asks for, in the order of their keys; None where there are none.

        What was known when is not looked at: one load is known from one moment on.
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
        flow = frozenset(code for code in self._order if dataflow_of(code) == query.dataflow)
        wanted = {**query.keys, "INDICATOR": flow & query.keys.get("INDICATOR", flow)}
        if query.vintages:
            wanted["VINTAGE"] = query.vintages
        for name in [name for name in wanted if name not in self._codes]:
            if self.constants[name] not in wanted.pop(name):
                return None
        rows = self._runs({name: wanted.pop(name) for name in _RUN if name in wanted})
        mask = self._mask(wanted, query, rows)
        if mask is None:
            return rows if _size(rows) else None
        found = np.flatnonzero(mask) + rows.start if isinstance(rows, slice) else rows[mask]
        return found if len(found) else None

    def _runs(self, wanted: Mapping[str, frozenset[str]]) -> Rows:
        chosen = np.ones(len(self._starts), dtype=np.bool_)
        for name, allowed in wanted.items():
            chosen &= self._codes[name].fits(allowed, self._starts)
        ends = np.append(self._starts[1:], self.rows)
        starts, ends = self._starts[chosen], ends[chosen]
        if not len(starts):
            return slice(0, 0)
        if (starts[1:] == ends[:-1]).all():
            return slice(int(starts[0]), int(ends[-1]))
        lengths = ends - starts
        offsets = np.repeat(starts - np.concatenate(([0], np.cumsum(lengths)[:-1])), lengths)
        return offsets + np.arange(int(lengths.sum()))

    def _mask(
        self, wanted: Mapping[str, frozenset[str]], query: Query, rows: Rows
    ) -> NDArray[np.bool_] | None:
        masks = [self._codes[name].fits(allowed, rows) for name, allowed in wanted.items()]
        if query.start is not None:
            masks.append(self._years[rows] >= query.start)
        if query.end is not None:
            masks.append(self._years[rows] <= query.end)
        return np.logical_and.reduce(masks) if masks else None

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


def _opened(array: pa.DictionaryArray) -> _Codes:
    indices = array.indices
    nullable = indices.null_count > 0
    # Without nulls the places are the mapped bytes themselves.
    places = (indices.fill_null(-1) if nullable else indices).to_numpy(zero_copy_only=False)
    return _Codes(array.dictionary, array.dictionary.to_pylist(), places, nullable)


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
