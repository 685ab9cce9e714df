"""What is known now of several loads, merged, answers as a look through all their versions does."""

from datetime import timedelta
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings

from services.indicators.adapters.observations import current
from services.indicators.adapters.observations.current import Merging
from services.indicators.adapters.observations.packing import pack
from services.indicators.adapters.observations.segment import Segment
from services.indicators.domain.observations.codes import Sex
from services.indicators.domain.observations.selection import select
from services.indicators.domain.observations.source import Query
from services.indicators.domain.observations.table import tabulate
from tests.unit.indicators.observations.tables import NOW, observation, queries, tables

FRANCE = ("IN", "FRA", "W00", Sex.TOTAL, 2020)


def known_later(table: pa.Table) -> pa.Table:
    place = table.schema.get_field_index("UPDATED")
    moment = pa.scalar(NOW + timedelta(days=30), table.schema.field("UPDATED").type)
    return table.set_column(place, table.schema.field("UPDATED"), pa.repeat(moment, len(table)))


def opened(table: pa.Table) -> Segment:
    return Segment(pa.py_buffer(pack(table)))


@settings(max_examples=100, deadline=None)
@given(older=tables, newer=tables.map(known_later), query=queries.filter(lambda it: it.of_now))
def test_any_query_of_now_finds_the_same_rows(older: pa.Table, newer: pa.Table, query: Query) -> None:
    merged = Merging(Path()).begin([opened(older), opened(newer)]).result()
    assert merged is not None
    found = merged.select(query)
    versions = pa.concat_tables([older, newer])
    assert (found.to_pylist() if found is not None else []) == select(versions, query).to_pylist()


def test_a_large_merger_is_mapped_from_a_file_that_nobody_else_sees(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(current, "AT_ONCE", 0)
    older = tabulate([observation(FRANCE, (1.0, None, None, None))])
    newer = known_later(tabulate([observation(FRANCE, (2.0, None, None, None))]))
    merged = Merging(tmp_path / "mapped").begin([opened(older), opened(newer)]).result(timeout=30)
    assert merged is not None
    assert merged.table(slice(0, 1))["OBS_VALUE"].to_pylist() == [2.0]
    assert list((tmp_path / "mapped").iterdir()) == []


def test_too_many_rows_are_left_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(current, "AT_ONCE", 0)
    monkeypatch.setattr(current, "MOST_ROWS", 1)
    one = opened(tabulate([observation(FRANCE, (1.0, None, None, None))]))
    assert Merging(tmp_path).begin([one, one]).result() is None


def test_figures_known_at_several_moments_say_the_last() -> None:
    older = tabulate([observation(FRANCE, (1.0, None, None, None))])
    other = known_later(tabulate([observation(("IN", "DEU", *FRANCE[2:]), (2.0, None, None, None))]))
    assert opened(pa.concat_tables([older, other])).updated == NOW + timedelta(days=30)
