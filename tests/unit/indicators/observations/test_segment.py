"""A segment answers every query as a plain look through all rows does."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings

from services.indicators.adapters.observations.packing import DuplicateCell, pack
from services.indicators.adapters.observations.segment import Segment
from services.indicators.domain.observations.codes import Sex
from services.indicators.domain.observations.selection import select
from services.indicators.domain.observations.source import Query
from services.indicators.domain.observations.structures import DIMENSIONS
from services.indicators.domain.observations.table import tabulate
from tests.unit.indicators.observations.tables import observation, queries, tables


@settings(max_examples=150, deadline=None)
@given(table=tables, query=queries)
def test_any_query_finds_the_same_rows(table: pa.Table, query: Query) -> None:
    found = Segment(pa.py_buffer(pack(table))).select(query)
    assert (found.to_pylist() if found is not None else []) == select(table, query).to_pylist()


@given(table=tables)
def test_the_same_figures_in_another_order_are_the_same_bytes(table: pa.Table) -> None:
    turned = table.take(pa.array(range(len(table) - 1, -1, -1)))
    assert pack(turned) == pack(table)


def test_two_figures_of_one_cell_are_not_kept() -> None:
    cell = ("IN", "FRA", "W00", Sex.TOTAL, 2020)
    twice = tabulate(observation(cell, (value, None, None, None)) for value in (1.0, 2.0))
    with pytest.raises(DuplicateCell):
        pack(twice)


@given(table=tables)
def test_rows_with_one_number_say_the_same(table: pa.Table) -> None:
    segment = Segment(pa.py_buffer(pack(table)))
    rows = segment.table(slice(0, segment.rows)).drop_columns(["UPDATED"])
    said = [column for column in rows.column_names if column not in DIMENSIONS]
    for numbered, names in ((segment.series, DIMENSIONS), (segment.figures, said)):
        shown = rows.select(names)
        assert shown.take(pa.array(numbered.examples[numbered.of_row])).to_pylist() == shown.to_pylist()
        assert len({tuple(it.values()) for it in shown.to_pylist()}) == len(numbered.examples)
    assert (np.diff(segment.series.of_row) >= 0).all()
