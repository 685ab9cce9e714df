"""Published files loaded as an operator loads them: what the signed reports say, and what is read after."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from services.indicators.adapters.observations.contents import Contents
from services.indicators.adapters.observations.store import StoredObservations
from services.indicators.adapters.signing import is_genuine
from services.indicators.application.load import Order
from services.indicators.domain.observations.source import Query
from services.indicators.load_container import LoadContainer
from tests.conformance.indicators.third_party import third_party
from tests.support.loading import unheard

UIS_2026 = ("uis-export", "UIS-2026-02", ("uis_je/data.csv",))
SPRING_2025 = (
    "uis-export",
    "UIS-2025-spring",
    ("uis/uis_26637_inbound.csv", "uis/uis_MENF5T8_netflow.csv"),
)
OWID_2025 = (
    "owid",
    "OWID-2025",
    ("owid/share-of-students-from-abroad.csv", "owid/share-of-students-studying-abroad.csv"),
)
TOP_LISTS = (
    "uis-top-lists",
    "UIS360-2022",
    (
        "uis360/popular-destinations-by-origin.csv",
        "uis360/popular-origins-by-destination.csv",
        "uis360/country-names.csv",
    ),
)
NAMIBIA = {
    "column": "partner",
    "stands_for": "NA",
    "decided_by": "SOURCES.md: an upstream step lost the code",
}


def an_order(
    release: tuple[str, str, tuple[str, ...]], *companions: str, also: tuple[Path, ...] = ()
) -> Order:
    source, name, files = release
    paths = (*(third_party(file) for file in files), *also)
    return Order(source, name, paths, companions=frozenset(companions))


async def report_of(parts: LoadContainer, order: Order) -> dict[str, Any]:
    """Load, verify the signature, and read the report."""
    loaded = await parts.load(order, unheard)
    signed = await parts.loads.report(loaded.load.id)
    assert is_genuine(signed.report, signed.signature)
    report: dict[str, Any] = json.loads(signed.report)
    return report


def rule(report: dict[str, Any], name: str) -> tuple[int, int]:
    (found,) = (it for it in report["rules"] if it["rule"] == name)
    return found["passed"], found["places"]


async def test_the_february_release_is_taken_in_with_its_sixty_inconsistent_rows_named(
    parts: LoadContainer,
) -> None:
    report = await report_of(parts, an_order(UIS_2026))
    assert (report["load"]["accepted"], report["load"]["observations"]) == (True, 32_217)
    named = Counter(it["where"]["area"] for it in report["findings"] if it["code"] == "one_denominator")
    assert named.total() == 60
    assert named.most_common(3) == [("LAO", 10), ("MNG", 8), ("MDG", 7)]
    assert rule(report, "world_conservation") == (24, 24)


async def test_the_spring_series_of_two_publishers_recompute_but_for_the_emirates(
    parts: LoadContainer,
) -> None:
    counts = await report_of(parts, an_order(SPRING_2025))
    assert counts["load"]["accepted"]
    report = await report_of(parts, an_order(OWID_2025, "UIS-2025-spring"))
    assert rule(report, "outbound_recomputes") == (1992, 1994)
    named = [it["where"] for it in report["findings"] if it["code"] == "outbound_recomputes"]
    assert named == [{"area": "ARE", "year": 2019}, {"area": "ARE", "year": 2020}]


async def test_eurostats_table_needs_a_persons_decision_and_then_keeps_every_figure(
    parts: LoadContainer, tmp_path: Path
) -> None:
    partners = ("eurostat-partners", "ESTAT-2025-09", ("eurostat/educ_uoe_mobs02.parquet",))
    refused = await report_of(parts, an_order(partners))
    assert [it["code"] for it in refused["findings"]] == ["namibia_lost"]
    decision = tmp_path / "namibia.correction.json"
    decision.write_text(json.dumps(NAMIBIA))
    await report_of(parts, an_order(UIS_2026))
    await report_of(parts, an_order(TOP_LISTS))
    report = await report_of(parts, an_order(partners, also=(decision,)))
    assert report["load"]["observations"] == 1_299_543
    passed, places = rule(report, "both_sexes_in_each_cell")
    assert passed / places == pytest.approx(0.9998, abs=2e-4)
    source = StoredObservations(parts.engine, Contents(parts.engine, tmp_path / "mapped"))
    namibia = Query("MIG_MOB", {"COUNTERPART_AREA": frozenset({"NAM"}), "REF_AREA": frozenset({"DEU"})})
    rows = (await source.select(namibia)).to_pylist()
    assert {it["ORIGIN_BASIS"] for it in rows} == {"PRIOR_EDU"}
    assert len(rows) > 50
    _held_against_uis(report)


def _held_against_uis(report: dict[str, Any]) -> None:
    """Eurostat's table beside the release of February 2026 and the top lists: what differs is named."""
    assert report["load"]["accepted"]
    (checked,) = (it for it in report["rules"] if it["rule"] == "eurostat_and_uis_inbound")
    assert (checked["places"], checked["passed"], checked["exact"]) == (384, 370, 358)
    named = [it for it in report["findings"] if it["code"] == "eurostat_and_uis_inbound"]
    assert {("HRV", 2016), ("BEL", 2015), ("MKD", 2020)} <= {
        (it["where"]["area"], it["where"]["year"]) for it in named
    }
    assert all(set(it["evidence"]) == {"ESTAT-2025-09", "UIS-2026-02"} for it in named)
    passed, places = rule(report, "eurostat_and_uis_by_origin")
    assert places > 5_000
    assert passed / places > 0.96


async def test_the_brain_drain_rates_are_loaded(parts: LoadContainer) -> None:
    report = await report_of(parts, an_order(("iab", "IAB-2013", ("iab/iabbd_8010_v1_emigration.dta",))))
    assert report["load"]["observations"] == 4 * 4116
    passed, places = rule(report, "skill_range")
    assert passed == places > 1000
