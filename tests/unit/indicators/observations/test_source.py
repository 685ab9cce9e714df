from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from services.indicators.adapters.observations_memory import MemoryObservations, reference_observations
from services.indicators.domain.observations.codes import FlowDirection
from services.indicators.domain.observations.observation import Observation, Series
from services.indicators.domain.observations.source import Query
from services.indicators.domain.observations.structures import UnknownDataflow
from services.indicators.domain.observations.table import SCHEMA, tabulate
from shared.kernel.errors import Invalid

FIRST = datetime(2025, 9, 1, tzinfo=UTC)
SECOND = datetime(2026, 2, 9, tzinfo=UTC)
TUNISIA = Series("IN", "TUN", FlowDirection.IN, "PER")
NAMIBIA = replace(TUNISIA, ref_area="NAM")
VERSIONS = (
    Observation(TUNISIA, 2022, 12, "UIS-2026-02", SECOND),
    Observation(TUNISIA, 2022, 10, "UIS-2025-09", FIRST),
    Observation(TUNISIA, 2021, 9, "UIS-2025-09", FIRST),
    Observation(NAMIBIA, 2022, None, "UIS-2025-09", FIRST),
    Observation(replace(TUNISIA, indicator="EMR_IAB"), 2010, 0.1, "IAB-2013", FIRST),
)
KEPT = MemoryObservations(tabulate(VERSIONS))


async def values(query: Query) -> list[tuple[str, int, float | None]]:
    table = await KEPT.select(query)
    assert table.schema == SCHEMA
    return [(it["REF_AREA"], it["TIME_PERIOD"], it["OBS_VALUE"]) for it in table.to_pylist()]


async def test_each_cell_comes_once_in_the_version_known_last() -> None:
    assert await values(Query("MIG_MOB")) == [("NAM", 2022, None), ("TUN", 2021, 9), ("TUN", 2022, 12)]


async def test_what_came_later_did_not_exist_then() -> None:
    assert ("TUN", 2022, 10) in await values(Query("MIG_MOB", as_of=SECOND - timedelta(days=1)))
    assert await values(Query("MIG_MOB", as_of=FIRST - timedelta(days=1))) == []


async def test_history_gives_every_version_in_the_order_of_knowledge() -> None:
    found = await values(Query("MIG_MOB", {"REF_AREA": frozenset({"TUN"})}, start=2022, include_history=True))
    assert found == [("TUN", 2022, 10), ("TUN", 2022, 12)]


async def test_only_what_is_new_since_a_moment() -> None:
    assert await values(Query("MIG_MOB", updated_after=FIRST)) == [("TUN", 2022, 12)]


async def test_a_release_can_be_asked_for_by_name() -> None:
    found = await values(Query("MIG_MOB", vintages=frozenset({"UIS-2025-09"}), end=2022, start=2022))
    assert found == [("NAM", 2022, None), ("TUN", 2022, 10)]


async def test_a_dataflow_has_its_own_indicators() -> None:
    assert await values(Query("MIG_EMR")) == [("TUN", 2010, 0.1)]
    assert await values(Query("CDH")) == []


async def test_a_code_that_is_not_there_gives_an_empty_table() -> None:
    assert await values(Query("MIG_MOB", {"REF_AREA": frozenset({"XXX"})})) == []


def test_a_query_that_cannot_be_meant_is_refused() -> None:
    with pytest.raises(UnknownDataflow):
        Query("MIG_MOBILITY")
    with pytest.raises(Invalid) as refused:
        Query("MIG_MOB", {"AGE": frozenset({"_T"})}, start=2022, end=2021, as_of=datetime(2026, 1, 1))  # noqa: DTZ001
    assert {it.code for it in refused.value.violations} == {
        "unknown_dimension",
        "years_reversed",
        "naive_moment",
    }


async def test_the_shipped_figures_are_there_with_their_vintage_and_bounds() -> None:
    table = await reference_observations().select(Query("MIG_MOB", {"REF_AREA": frozenset({"EGY"})}))
    assert {it["VINTAGE"] for it in table.to_pylist()} == {"UIS-2026-02"}
    lists = await reference_observations().select(
        Query("MIG_MOB", {"INDICATOR": frozenset({"QR_MDI_1_TOPK"})})
    )
    intervals = [it for it in lists.to_pylist() if it["OBS_VALUE"] is None]
    assert len(intervals) == 10
    assert all(it["LOWER"] < it["UPPER"] for it in intervals)


async def test_the_name_of_the_content_follows_the_content() -> None:
    same, other = MemoryObservations(tabulate(VERSIONS)), MemoryObservations(tabulate(VERSIONS[1:]))
    assert await same.content() == await KEPT.content() != await other.content()
