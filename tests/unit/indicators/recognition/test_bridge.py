from dataclasses import replace
from datetime import UTC, datetime
from typing import cast
from uuid import UUID

import pytest

from services.indicators.adapters.observations_memory import MemoryObservations
from services.indicators.application.bridge import NoOrigins, NoStock, Stock, build_bridge
from services.indicators.domain.disclosure.knowledge import Publication
from services.indicators.domain.disclosure.released import ReleasedTable
from services.indicators.domain.formulas.quantity import Absence
from services.indicators.domain.observations.codes import FlowDirection
from services.indicators.domain.observations.observation import Observation, Series
from services.indicators.domain.observations.table import tabulate
from services.indicators.domain.recognition.bridge import bridge, decisions_by_origin
from services.indicators.domain.recognition.released import AuditSummary, StatisticalRelease

TABLE = ReleasedTable(
    population="cases closed in 2026",
    codes={"ORIGIN": ("_T", "SYR", "UKR", "ERI"), "OUTCOME": ("_T", "full", "refusal")},
    values=(120, 100, 20, 70, 60, 10, 50, 40, 10, None, None, None),
    error=4,
    method="",
)


def test_demand_is_decisions_per_thousand_with_the_error_of_the_table() -> None:
    made = bridge(decisions_by_origin(TABLE), TABLE.error, {"SYR": 1400.0, "IND": 600.0, "ERI": 100.0})
    syria, india, eritrea, _ = made.origins
    assert (syria.demand.value, syria.demand.lower, syria.demand.upper) == pytest.approx(
        (50, 1000 * 66 / 1400, 1000 * 74 / 1400)
    )
    assert (india.decisions, india.demand.value, india.demand.upper) == (0, 0, 0)
    assert eritrea.demand.absence is Absence.HIDDEN


def test_the_gap_is_the_share_of_people_without_any_decision_and_hidden_is_not_none() -> None:
    made = bridge(decisions_by_origin(TABLE), TABLE.error, {"SYR": 1400.0, "IND": 600.0, "ERI": 400.0})
    assert made.gap.value == 25
    assert made.uncovered == ("IND",)
    assert made.without_stock == ("UKR",)


def test_a_demand_without_a_stock_is_unknown_and_says_why() -> None:
    made = bridge(decisions_by_origin(TABLE), TABLE.error, {"SYR": 1400.0, "ERI": 0.0})
    by_origin = {it.code: it for it in made.origins}
    assert (by_origin["UKR"].stock, by_origin["UKR"].decisions) == (None, 50)
    assert by_origin["UKR"].demand.absence is Absence.INPUT_MISSING
    assert by_origin["ERI"].stock == 0
    assert by_origin["ERI"].demand.value is None
    assert made.without_stock == ("ERI", "UKR")
    assert made.gap.value == 0  # of those whose number is known


def test_the_total_is_no_origin() -> None:
    assert decisions_by_origin(TABLE) == {"SYR": 70, "UKR": 50, "ERI": None}


RELEASED = StatisticalRelease(
    id=UUID(int=1),
    tenant="norway",
    cube="QR_ORIGIN",
    year=2026,
    counted_at=datetime(2026, 11, 24, tzinfo=UTC),
    released_at=datetime(2026, 11, 24, tzinfo=UTC),
    public_from=datetime(2026, 11, 24, tzinfo=UTC),
    table=TABLE,
    audit=AuditSummary(0, 0, 0, None, 0.0, 0),
    publication=cast("Publication", None),  # the bridge reads what is public alone
)


def students(origin: str, count: float, release: str) -> Observation:
    series = Series("IN", "NOR", FlowDirection.IN, "PER", counterpart=origin)
    return Observation(series, 2024, count, release, datetime(2026, 1, 1, tzinfo=UTC))


SOURCE = MemoryObservations(
    tabulate(
        [
            students("W00", 9000, "ESTAT-2026"),
            students("SYR", 1400, "ESTAT-2026"),
            students("IND", 600, "ESTAT-2026"),
            students("SYR", 1300, "UIS-2026-02"),
        ]
    )
)


async def test_stocks_come_from_one_release_and_the_world_is_no_origin() -> None:
    made = await build_bridge(SOURCE, RELEASED, Stock("IN", "NOR", 2024))
    assert made.vintage == "ESTAT-2026"
    assert {it.code: it.stock for it in made.bridge.origins} == {
        "SYR": 1400,
        "IND": 600,
        **dict.fromkeys(("ERI", "UKR")),
    }
    other = await build_bridge(SOURCE, RELEASED, Stock("IN", "NOR", 2024, data_source="UIS"))
    assert [(it.code, it.stock) for it in other.bridge.origins if it.stock] == [("SYR", 1300)]


def residents(origin: str, count: float, labour_status: str = "_Z") -> Observation:
    series = Series(
        "ATT_STOCK", "NOR", FlowDirection.IN, "PER", counterpart=origin, labour_status=labour_status
    )
    return Observation(series, 2015, count, "DIOC-2015", datetime(2026, 1, 1, tzinfo=UTC))


async def test_stocks_of_residents_come_from_the_attainment_of_migrants() -> None:
    kept = [residents("SYR", 2000), residents("SYR", 1500, labour_status="EMP"), residents("IND", 4000)]
    source = MemoryObservations(tabulate(kept))
    made = await build_bridge(source, RELEASED, Stock("ATT_STOCK", "NOR", 2015))
    assert made.vintage == "DIOC-2015"
    assert {it.code: it.stock for it in made.bridge.origins if it.stock} == {"IND": 4000, "SYR": 2000}
    assert made.bridge.origins[1].demand.value == pytest.approx(35)


async def test_parts_of_a_stock_are_not_taken_for_the_whole() -> None:
    source = MemoryObservations(tabulate([residents("SYR", 1500, labour_status="EMP")]))
    with pytest.raises(NoStock, match="LABOUR_STATUS only"):
        await build_bridge(source, RELEASED, Stock("ATT_STOCK", "NOR", 2015))


async def test_without_figures_or_without_origins_there_is_no_bridge() -> None:
    with pytest.raises(NoStock, match="2019"):
        await build_bridge(SOURCE, RELEASED, Stock("IN", "NOR", 2019))
    by_sex = replace(TABLE, codes={"SEX": ("_T",)}, values=(1,))
    with pytest.raises(NoOrigins):
        await build_bridge(SOURCE, replace(RELEASED, table=by_sex), Stock("IN", "NOR", 2024))
