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
from shared.kernel.errors import Invalid, Violation


@dataclass(frozen=True, slots=True)
class DataQuery:
    """What is asked for. Several keys are alternatives; conditions must all hold.

    `first` and `last` give so many observations of each series from its beginning and its end; `offset` and
    `limit` cut the result as a whole.
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
    offset: int = 0
    limit: int | None = None


async def select(source: ObservationSource, asked: DataQuery) -> pa.Table | Found:
    """Give the rows, ordered by key, year and moment of knowledge. Raises UnknownDataflow, Invalid.

    Where they are of one load and the query cuts nothing out of it, they are not yet in columns.
    """
    keys = await _wanted(source, asked)
    query = Query(
        asked.dataflow,
        keys,
        asked.start,
        asked.end,
        asked.as_of,
        asked.updated_after,
        include_history=asked.include_history,
    )
    on_years = [it for it in asked.conditions if it.component == TIME]
    found = await source.find(query)
    if isinstance(found, Found):
        if len(asked.keys) <= 1 and not on_years and asked.first is None and asked.last is None:
            return found.cut(asked.offset, asked.limit)
        found = found.table()
    return _cut(found, asked, on_years)


def _cut(table: pa.Table, asked: DataQuery, on_years: list[Condition]) -> pa.Table:
    if len(asked.keys) > 1:
        table = table.filter(pa.array(_fits(table, asked.keys)))
    if on_years:
        fits = [all(it.holds(str(year)) for it in on_years) for year in table[TIME].to_pylist()]
        table = table.filter(pa.array(fits, pa.bool_()))
    if asked.first is not None or asked.last is not None:
        table = table.filter(pa.array(_ends(table, asked)))
    return table.slice(asked.offset, asked.limit)


async def _wanted(source: ObservationSource, asked: DataQuery) -> Mapping[str, frozenset[str]]:
    dimensions = structure(asked.dataflow).dimensions
    keys: dict[str, frozenset[str]] = {}
    for name in dimensions:
        if asked.keys and all(name in key for key in asked.keys):
            keys[name] = frozenset().union(*(key[name] for key in asked.keys))
    on_codes = [it for it in asked.conditions if it.component != TIME]
    if on_codes:
        codes = await source.codes()
        for it in on_codes:
            if it.component not in dimensions:
                detail = f"{asked.dataflow} has no dimension {it.component}"
                raise Invalid(Violation(f"/c[{it.component}]", "unknown_dimension", detail))
            fitting = it.among(codes.get(it.component, frozenset()))
            keys[it.component] = fitting & keys.get(it.component, fitting)
    return keys


def _fits(table: pa.Table, keys: tuple[Key, ...]) -> NDArray[np.bool_]:
    fits = np.zeros(len(table), dtype=np.bool_)
    for key in keys:
        one = np.ones(len(table), dtype=np.bool_)
        for name, allowed in key.items():
            codes, places = coded(table[name])
            one &= np.array([*(code in allowed for code in codes), False])[places]
        fits |= one
    return fits


def _ends(table: pa.Table, asked: DataQuery) -> NDArray[np.bool_]:
    """Mark the first and the last years of each series; every version of a year counts as one."""
    size = len(table)
    new_series, new_year = np.zeros(size, dtype=np.bool_), np.zeros(size, dtype=np.bool_)
    new_series[:1] = True
    for name in structure(asked.dataflow).dimensions:
        places = coded(table[name])[1]
        new_series[1:] |= places[1:] != places[:-1]
    years = table[TIME].to_numpy()
    new_year[:] = new_series
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
