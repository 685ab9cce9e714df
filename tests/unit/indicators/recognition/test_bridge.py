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
    syria, india, eritrea = made.origins
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


def test_the_total_is_no_origin() -> None:
    assert decisions_by_origin(TABLE) == {"SYR": 70, "UKR": 50, "ERI": None}


RELEASED = StatisticalRelease(
    id=UUID(int=1),
    tenant="norway",
    cube="QR_ORIGIN",
    year=2026,
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
    assert {it.code: it.stock for it in made.bridge.origins} == {"SYR": 1400, "IND": 600}
    other = await build_bridge(SOURCE, RELEASED, Stock("IN", "NOR", 2024, data_source="UIS"))
    assert [(it.code, it.stock) for it in other.bridge.origins] == [("SYR", 1300)]


async def test_without_figures_or_without_origins_there_is_no_bridge() -> None:
    with pytest.raises(NoStock, match="2019"):
        await build_bridge(SOURCE, RELEASED, Stock("IN", "NOR", 2019))
    by_sex = replace(TABLE, codes={"SEX": ("_T",)}, values=(1,))
    with pytest.raises(NoOrigins):
        await build_bridge(SOURCE, replace(RELEASED, table=by_sex), Stock("IN", "NOR", 2024))
