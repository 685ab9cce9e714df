"""Choosing rows of a table of observations: by key, by reference year, and by what was known when."""

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from services.indicators.domain.observations.source import Query
from services.indicators.domain.observations.structures import TIME, dataflow_of, structure

Mask = NDArray[np.bool_]


def select(table: pa.Table, query: Query) -> pa.Table:
    """Give the rows that `query` asks for, ordered by key, year and moment of knowledge.

    `updated_after` is applied to the versions that remain: without history, a cell comes when its last known
    version is newer than that.
    """
    flow = marked(table, "INDICATOR", lambda it: dataflow_of(it) == query.dataflow)
    return _select(table, query, flow)


def select_all(table: pa.Table, query: Query) -> pa.Table:
    """Do the same with a table whose rows are all of the dataflow, whatever their indicators are called."""
    return _select(table, query, np.ones(len(table), dtype=np.bool_))


def _select(table: pa.Table, query: Query, flow: Mask) -> pa.Table:
    return last_known(table.filter(pa.array(flow & _wanted(table, query))), query)


def last_known(rows: pa.Table, query: Query) -> pa.Table:
    """Order rows that fit the key, and leave out the versions that the query does not ask for."""
    order, first_of_cell = ordered(rows, structure(query.dataflow).dimensions)
    if not query.include_history and len(order):
        # The last version of a cell stands just before the first of the next.
        order = order[np.append(first_of_cell[1:], True)]
    rows = rows.take(pa.array(order))
    if query.updated_after is not None:
        rows = rows.filter(pc.greater(rows["UPDATED"], pa.scalar(query.updated_after, _UPDATED)))
    return rows


_UPDATED = pa.timestamp("us", tz="UTC")


def _wanted(table: pa.Table, query: Query) -> Mask:
    wanted = np.ones(len(table), dtype=np.bool_)
    for name, allowed in query.keys.items():
        wanted &= marked(table, name, allowed.__contains__)
    if query.vintages:
        wanted &= marked(table, "VINTAGE", query.vintages.__contains__)
    years = table[TIME].to_numpy()
    if query.start is not None:
        wanted &= years >= query.start
    if query.end is not None:
        wanted &= years <= query.end
    if query.as_of is not None:
        known = pc.less_equal(table["UPDATED"], pa.scalar(query.as_of, _UPDATED))
        wanted &= known.to_numpy(zero_copy_only=False) if isinstance(known, pa.Array) else known.to_numpy()
    return wanted


def coded(column: pa.ChunkedArray) -> tuple[list[str], NDArray[np.int32]]:
    """Take a column of codes apart: its distinct codes, and each row's place among them (-1 for null)."""
    whole = column.chunk(0) if column.num_chunks == 1 else column.unify_dictionaries().combine_chunks()
    if isinstance(whole, pa.ChunkedArray):
        if whole.num_chunks == 0:
            return [], np.empty(0, dtype=np.int32)
        whole = whole.chunk(0)
    indices = whole.indices.fill_null(-1) if whole.null_count else whole.indices
    places = indices.to_numpy(zero_copy_only=False).astype(np.int32, copy=False)
    return whole.dictionary.to_pylist(), places


def marked(table: pa.Table, column: str, chosen: Callable[[str], bool]) -> Mask:
    """Mark the rows whose code in a column is one that is asked for; a null never is."""
    codes, places = coded(table[column])
    # One place more: a null has the place -1, which is the last.
    return np.array([*(chosen(code) for code in codes), False], dtype=np.bool_)[places]


def ordered(rows: pa.Table, dimensions: tuple[str, ...]) -> tuple[NDArray[np.intp], Mask]:
    """Give the order by key, year and moment of knowledge, and mark in it the first version of each cell."""
    keys = [rows["UPDATED"].cast(pa.int64()).to_numpy(), rows[TIME].to_numpy()]
    for name in reversed(dimensions):
        codes, places = coded(rows[name])
        rank = np.empty(len(codes) + 1, dtype=np.int32)
        rank[[*np.argsort(np.array(codes, dtype=np.str_)), -1]] = np.arange(len(codes) + 1)
        keys.append(rank[places])
    order = np.lexsort(keys)
    first = np.zeros(len(order), dtype=np.bool_)
    if len(order):
        first[0] = True
        for key in keys[1:]:
            first[1:] |= key[order[1:]] != key[order[:-1]]
    return order, first
