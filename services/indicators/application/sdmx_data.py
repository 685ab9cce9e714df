"""Use case: the data that an SDMX query asks for, in either shape of the interface."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from services.indicators.domain.observations.found import Found
from services.indicators.domain.observations.selection import coded
from services.indicators.domain.observations.source import ObservationSource, Query
from services.indicators.domain.observations.structures import TIME, structure
from services.indicators.domain.sdmx.keys import Condition, Key
from services.indicators.domain.sdmx.order import By
from shared.kernel.errors import Invalid, Violation

MEASURE = "OBS_VALUE"


@dataclass(frozen=True, slots=True)
class DataQuery:
    """What is asked for. Several keys are alternatives; conditions must all hold.

    A `start` after the `end` asks for nothing: no whole year lies in the periods that were named. Raises
    Invalid where `updated_after` is later than `as_of`.

    `first` and `last` give so many observations of each series from its beginning and its end. `sort` orders
    the result, `offset` and `limit` cut it as a whole.
    """

    dataflow: str
    keys: tuple[Key, ...] = ()
    conditions: tuple[Condition, ...] = ()
    start: int | None = None
    end: int | None = None
    as_of: datetime | None = None
    updated_after: datetime | None = None
    include_history: bool = False
    first: int | None = None
    last: int | None = None
    sort: tuple[By, ...] = ()
    offset: int = 0
    limit: int | None = None

    def __post_init__(self) -> None:
        if self.as_of is not None and self.updated_after is not None and self.updated_after > self.as_of:
            detail = "what was known at asOf cannot have come after updatedAfter: that is later"
            raise Invalid(Violation("/updatedAfter", "moments_reversed", detail))


async def select(source: ObservationSource, asked: DataQuery) -> pa.Table | Found:
    """Give the rows, ordered as is asked, then by key, year and moment of knowledge.

    Where they are of one load and the query cuts nothing out of it, they are not yet in columns. Raises
    UnknownDataflow, Invalid.
    """
    keys = dict(await _wanted(source, asked))
    start, end = asked.start, asked.end
    if start is not None and end is not None and start > end:
        # Neither end cuts a year off: there is a stretch of time, but no whole year lies in it.
        keys[structure(asked.dataflow).dimensions[0]] = frozenset()
        start = end = None
    query = Query(
        asked.dataflow,
        keys,
        start,
        end,
        asked.as_of,
        asked.updated_after,
        include_history=asked.include_history,
    )
    on_rows = [it for it in asked.conditions if it.component not in structure(asked.dataflow).dimensions]
    found = await source.find(query)
    if isinstance(found, Found):
        ends = asked.first is not None or asked.last is not None
        if len(asked.keys) <= 1 and not (on_rows or ends or asked.sort):
            return found.cut(asked.offset, asked.limit)
        found = found.table()
    return _cut(found, asked, on_rows)


def _cut(table: pa.Table, asked: DataQuery, on_rows: list[Condition]) -> pa.Table:
    if len(asked.keys) > 1:
        table = table.filter(pa.array(_fits(table, asked.keys)))
    for it in on_rows:
        table = table.filter(pa.array(_fulfil(table[it.component], it), pa.bool_()))
    if asked.first is not None or asked.last is not None:
        table = table.filter(pa.array(_ends(table, asked)))
    if asked.sort:
        table = table.take(pa.array(_order(table, asked.sort)))
    return table.slice(asked.offset, asked.limit)


async def _wanted(source: ObservationSource, asked: DataQuery) -> Mapping[str, frozenset[str]]:
    known = structure(asked.dataflow)
    keys: dict[str, frozenset[str]] = {}
    for name in known.dimensions:
        if asked.keys and all(name in key for key in asked.keys):
            keys[name] = frozenset().union(*(key[name] for key in asked.keys))
    components = {*known.dimensions, TIME, MEASURE, *known.attributes}
    for it in asked.conditions:
        if it.component not in components:
            detail = f"{asked.dataflow} has no component {it.component}"
            raise Invalid(Violation(f"/c[{it.component}]", "unknown_component", detail))
    on_codes = [it for it in asked.conditions if it.component in known.dimensions]
    codes = await source.codes() if on_codes else {}
    for it in on_codes:
        fitting = it.among(codes.get(it.component, frozenset()))
        keys[it.component] = fitting & keys.get(it.component, fitting)
    return keys


def _fulfil(column: pa.ChunkedArray, condition: Condition) -> list[bool]:
    """Say of each row whether it fulfils a condition on its year, a number or an attribute."""
    if condition.component == TIME:
        years = column.to_pylist()
        fitting = condition.among_years(set(years))
        return [it in fitting for it in years]
    if pa.types.is_floating(column.type):
        numbers = column.to_pylist()
        chosen = condition.among_numbers(set(numbers))
        return [it in chosen for it in numbers]
    if pa.types.is_timestamp(column.type):
        texts = [it.as_py().isoformat().replace("+00:00", "Z") if it.is_valid else None for it in column]
    else:
        texts = column.to_pylist()
    holding = {text: condition.holds(text) for text in set(texts)}
    return [holding[it] for it in texts]


def _order(table: pa.Table, sort: tuple[By, ...]) -> NDArray[np.intp]:
    """Order rows; those that are alike stay in their order, and those without a value come last."""
    keys = []
    for by in reversed(sort):
        column = table[by.component]
        codes, places = coded(column if pa.types.is_dictionary(column.type) else column.dictionary_encode())
        # One place more: a null has the place -1, which is the last.
        rank = np.full(len(codes) + 1, len(codes))
        rank[sorted(range(len(codes)), key=codes.__getitem__, reverse=by.descending)] = np.arange(len(codes))
        keys.append(rank[places])
    return np.lexsort(keys)


def _fits(table: pa.Table, keys: tuple[Key, ...]) -> NDArray[np.bool_]:
    fits = np.zeros(len(table), dtype=np.bool_)
    columns = {name: coded(table[name]) for name in frozenset().union(*keys)}
    for key in keys:
        one = np.ones(len(table), dtype=np.bool_)
        for name, allowed in key.items():
            codes, places = columns[name]
            one &= np.array([*(code in allowed for code in codes), False])[places]
        fits |= one
    return fits


def series_begin(table: pa.Table, dimensions: tuple[str, ...]) -> NDArray[np.bool_]:
    """Mark the first row of each series of a table in the order of its keys."""
    marks = np.zeros(len(table), dtype=np.bool_)
    marks[:1] = True
    for name in dimensions:
        places = coded(table[name])[1]
        marks[1:] |= places[1:] != places[:-1]
    return marks


def _ends(table: pa.Table, asked: DataQuery) -> NDArray[np.bool_]:
    """Mark the first and the last years of each series; every version of a year counts as one."""
    size = len(table)
    new_series = series_begin(table, structure(asked.dataflow).dimensions)
    years = table[TIME].to_numpy()
    new_year = new_series.copy()
    new_year[1:] |= years[1:] != years[:-1]
    number = np.cumsum(new_year)
    series = np.cumsum(new_series) - 1
    first_number = number[new_series]
    last_number = number[np.append(np.flatnonzero(new_series)[1:], size) - 1] if size else number
    from_start, from_end = number - first_number[series], last_number[series] - number
    marks = np.zeros(size, dtype=np.bool_)
    if asked.first is not None:
        marks |= from_start < asked.first
    if asked.last is not None:
        marks |= from_end < asked.last
    return marks
