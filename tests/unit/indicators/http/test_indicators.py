"""Indicators from kept observations: each value from one release, with its lineage, and computed again."""

import shlex
import subprocess
import sys
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import Request

from services.indicators.adapters.observations_memory import MemoryObservations, reference_observations
from services.indicators.domain.formulas.catalogue import CATALOGUE
from services.indicators.domain.formulas.formula import Formula, WorkedValue
from services.indicators.domain.formulas.operands import Read
from services.indicators.domain.observations.codes import FlowDirection, Magnitude, Provenance, Sex
from services.indicators.domain.observations.observation import Observation, Series
from services.indicators.domain.observations.table import tabulate
from services.indicators.entrypoints.http.indicators import indicator_routes
from shared.http.app import create_app
from shared.http.health import Health
from shared.security.principals import Principal
from tests.unit.indicators.loading.sample import KNOWN_AT

IN, OUT = FlowDirection.IN, FlowDirection.OUT


async def anybody(_: Request) -> Principal:
    return Principal("norway", "a reader", frozenset())


def figure(
    indicator: str,
    area: str,
    value: float | None,
    *,
    counterpart: str = "W00",
    direction: FlowDirection = IN,
    sex: Sex = Sex.TOTAL,
    release: str = "UIS-1",
    magnitude: Magnitude | None = None,
    year: int = 2020,
) -> Observation:
    series = Series(indicator, area, direction, "PER", counterpart, sex=sex)
    estimated = Provenance.ESTIMATED if indicator == "OUT_MIRROR_EST" else Provenance.REPORTED
    return Observation(series, year, value, release, KNOWN_AT, magnitude=magnitude, provenance=estimated)


def flows(release: str = "UIS-1", **students: dict[str, float | None]) -> list[Observation]:
    """Students by host and origin: ``FRA={"TUN": 3}`` are three from Tunisia in France."""
    return [
        figure("IN", host, value, counterpart=origin, release=release)
        for host, by_origin in students.items()
        for origin, value in by_origin.items()
    ]


def serving(source: MemoryObservations) -> httpx.AsyncClient:
    app = create_app(
        title="indicators",
        version="1",
        routers=[indicator_routes(source, anybody, "1.2.3")],
        health=Health(),
    )
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://indicators")


async def values(
    observations: list[Observation], formula: str, **asked: str | list[str]
) -> list[dict[str, Any]]:
    client = serving(MemoryObservations(tabulate(observations)))
    answer = await client.get(f"/v1/indicators/{formula}", params=asked)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["values"]
    return found


async def test_an_indicator_is_computed_from_one_release_and_says_from_what() -> None:
    (value,) = await _shipped("MENF", area="EGY")
    assert value["value"] == 34_198 - 51_615
    assert {it["vintage"] for it in value["inputs"]} == {"UIS-2026-02"}


async def test_releases_are_never_mixed() -> None:
    kept = [
        figure("IN", "EGY", 10, release="UIS-1"),
        figure("OUT_MIRROR", "EGY", 4, direction=OUT, release="UIS-2"),
    ]
    assert await values(kept, "MENF") == []


async def test_the_female_share_sets_women_beside_everybody() -> None:
    kept = [figure("IN", "EGY", 100), figure("IN", "EGY", 40, sex=Sex.FEMALE)]
    (value,) = await values(kept, "FSH", area="EGY")
    assert (value["value"], value["cell"]["SEX"]) == (40, "T")
    assert [it["observation"].split(".")[-2] for it in value["inputs"]] == ["F", "T"]


async def test_the_market_share_sets_a_host_beside_the_world() -> None:
    kept = [figure("IN", "EGY", 30), figure("IN", "SDG_WORLD", 600)]
    (value,) = await values(kept, "MKT", area="EGY")
    assert value["value"] == 5
    assert await values(kept[:1], "MKT") == [], "no total of the world is no total of the country"


async def test_mirror_and_mirror_with_estimate_each_give_a_ratio_of_their_own() -> None:
    kept = [
        figure("E", "EGY", 1000),
        figure("OUT_MIRROR", "EGY", 40, direction=OUT),
        figure("OUT_MIRROR_EST", "EGY", 50, direction=OUT),
    ]
    found = await values(kept, "MOR")
    assert {(it["inputs"][0]["measure"], it["value"]) for it in found} == {
        ("OUT_MIRROR", 4),
        ("OUT_MIRROR_EST", 5),
    }


async def test_a_ratio_to_nothing_or_to_what_is_not_known_says_why_there_is_none() -> None:
    none = [figure("IN", "EGY", 5), figure("E", "EGY", 0)]
    hidden = [figure("IN", "EGY", 5), figure("E", "EGY", None, magnitude=Magnitude.SUPP)]
    not_applicable = [figure("IN", "EGY", 5), figure("E", "EGY", 0, magnitude=Magnitude.NA)]
    for kept, absence in (
        (none, "zero_denominator"),
        (hidden, "input_missing"),
        (not_applicable, "input_missing"),
    ):
        (value,) = await values(kept, "MSEP")
        assert (value["value"], value["absence"]) == (None, absence)


async def test_what_is_made_of_an_estimate_is_an_estimate() -> None:
    kept = [figure("IN", "EGY", 5), figure("OUT_MIRROR_EST", "EGY", 9, direction=OUT)]
    (value,) = await values(kept, "MENF")
    assert (value["value"], value["flags"]) == (-4, ["estimate"])


async def test_an_indicator_is_computed_from_what_was_known_then() -> None:
    kept = [figure("IN", "EGY", 5), figure("OUT_MIRROR", "EGY", 9, direction=OUT)]
    assert len(await values(kept, "MENF", as_of=KNOWN_AT.isoformat())) == 1
    before = (KNOWN_AT - timedelta(seconds=1)).isoformat()
    assert await values(kept, "MENF", as_of=before) == []


LISTS = flows(
    FRA={"TUN": 100, "MAR": 300, "EUROSTAT_AFR_NSP": 25, "FRA": 999, "EUROSTAT_AFR": 425},
    DEU={"TUN": 50, "MAR": 100},
    ITA={"TUN": 50, "MAR": None},
    BEL={"TUN": None},
    EUROSTAT_EU28={"TUN": 200},
)


async def test_dispersion_is_computed_over_the_hosts_of_an_origin() -> None:
    (value,) = await values(LISTS, "QR_MDI_1", area="TUN")
    assert value["value"] == pytest.approx(1 - (0.5**2 + 2 * 0.25**2))
    assert [it["value"] for it in value["inputs"]] == [None, 50, 100, 50]
    assert set(value["flags"]) == {"partial_coverage", "small_count"}, "Belgium did not say"
    assert value["coverage"] is None, "nobody knows how many are in hosts that do not report"


async def test_dispersion_is_computed_over_the_origins_of_a_host() -> None:
    (value,) = await values(LISTS, "HHI", area="FRA", side="host")
    assert value["value"] == pytest.approx(0.25**2 + 0.75**2), "groups and own students are no origins"
    assert value["coverage"] == pytest.approx(400 / 425)
    assert {it["name"] for it in value["inputs"]} == {"students", "unspecified"}


TOP_LISTS = [
    *(
        figure("OUT_TOP", "TUN", value, counterpart=host, direction=OUT)
        for host, value in {"FRA": 50, "DEU": 30, "ITA": 10, "TUN": 5, "_O": 10}.items()
    ),
    *(
        figure("IN_TOP", "FRA", value, counterpart=origin)
        for origin, value in {"TUN": 50, "MAR": 30, "DZA": 10, "_U_ASIA": 20, "_O": 10}.items()
    ),
    figure("OUT_TOP", "MAR", 8, counterpart="FRA", direction=OUT),
    figure("OUT_TOP", "_U_AFRICA", 8, counterpart="FRA", direction=OUT),
]


async def test_a_kept_top_list_gives_the_interval_that_it_proves() -> None:
    found = {it["area"]: it for it in await values(TOP_LISTS, "QR_MDI_1_TOPK")}
    assert set(found) == {"TUN", "MAR"}, "students whose origin nobody knows are of no origin"
    tunisia, morocco = found["TUN"], found["MAR"]
    assert (tunisia["value"], tunisia["flags"]) == (None, ["interval"])
    assert (tunisia["lower"], tunisia["upper"]) == pytest.approx((0.64, 0.65))
    assert [it["place"] for it in tunisia["inputs"]] == ["DEU", "FRA", "ITA", "_O"], "not Tunisia itself"
    assert (morocco["value"], morocco["lower"], morocco["upper"]) == (0, 0, 0), "one host, and no remainder"
    assert await values(TOP_LISTS, "HHI") == [], "a top list is no whole list"


async def test_the_remainder_of_a_host_may_hold_students_of_no_known_origin() -> None:
    (value,) = await values(TOP_LISTS, "HHI_TOPK", side="host")
    assert (value["lower"], value["upper"]) == pytest.approx((0.35, 35 / 81))
    assert [it["name"] for it in value["inputs"]] == ["named", "named", "named", "remainder", "nowhere"]


async def test_admissible_hosts_are_those_that_gave_a_figure() -> None:
    kept = LISTS + flows(LUX={"TUN": 0})
    (value,) = await values(kept, "HHI_NORM_N", area="TUN")
    assert value["value"] == pytest.approx((0.375 - 1 / 4) / (1 - 1 / 4))


async def test_counts_are_added_up_on_their_own_side_only() -> None:
    (inbound,) = await values(LISTS, "IN", area="FRA")
    assert inbound["value"] == 425
    found = await values(LISTS, "OUT_MIRROR")
    assert {it["area"]: it["value"] for it in found} == {"MAR": 400, "TUN": 200}
    answer = await serving(reference_observations()).get("/v1/indicators/IN", params={"side": "origin"})
    assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (422, "side")


async def test_the_shipped_flows_of_tunisia_give_the_published_dispersion() -> None:
    (value,) = await _shipped("HHI", area="TUN")
    assert value["value"] == pytest.approx(0.324568, abs=5e-7)
    assert len(value["inputs"]) >= 29


async def test_the_recomputation_line_gives_the_same_number() -> None:
    (value,) = await _shipped("HHI", area="TUN")
    python, *arguments = shlex.split(value["recompute"])
    assert python == "python"
    again = subprocess.run(  # noqa: ASYNC221 - nothing else runs
        [sys.executable, *arguments], capture_output=True, text=True, check=True
    )
    assert float(again.stdout) == value["value"]


FROM_ONE_CELL = [
    pytest.param(it, worked, id=f"{it.reference}-{number}")
    for it in CATALOGUE.formulas
    if all(each.accepts and each.read is Read.CELL for each in it.inputs) and not it.id.startswith("REC")
    for number, worked in enumerate(it.worked)
]


@pytest.mark.parametrize(("formula", "worked"), FROM_ONE_CELL)
async def test_every_formula_of_one_cell_is_computed_from_observations_and_again(
    formula: Formula, worked: WorkedValue, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = []
    for it in formula.inputs:
        at = dict(it.at)
        given = worked.inputs[it.name]
        assert given is None or isinstance(given, int | float)
        sex = Sex(at.get("SEX", "T"))
        kept.append(figure(it.accepts[0], at.get("REF_AREA", "EGY"), given, direction=OUT, sex=sex))
    (value,) = await values(kept, formula.id, area="EGY")
    assert value["value"] == (None if worked.expected is None else pytest.approx(worked.expected))
    assert value["absence"] == worked.absence
    assert again(value["recompute"], capsys) == repr(_result(value))


LISTED = [
    pytest.param(it, id=it.reference)
    for it in CATALOGUE.formulas
    if any(each.read in {Read.FLOWS, Read.ARRIVALS, Read.DEPARTURES, Read.NAMED} for each in it.inputs)
]


@pytest.mark.parametrize("formula", LISTED)
async def test_every_formula_over_flows_is_computed_from_observations_and_again(
    formula: Formula, capsys: pytest.CaptureFixture[str]
) -> None:
    lists = flows(FRA={"TUN": 10, "MAR": 30, "EUROSTAT_NSP": 7}, DEU={"TUN": 20, "MAR": 0}, ITA={"TUN": 12})
    for value in await values(lists + TOP_LISTS, formula.id):
        assert again(value["recompute"], capsys) == repr(_result(value))
        given = {it["name"] for it in value["inputs"]}
        assert given <= {it.name for it in formula.inputs}


def again(line: str, capsys: pytest.CaptureFixture[str]) -> str:
    """Execute a line as a shell would, in this process; give what it prints."""
    python, option, code = shlex.split(line)
    assert (python, option) == ("python", "-c")
    capsys.readouterr()
    exec(code, {})  # noqa: S102 - our own line
    return capsys.readouterr().out.strip().splitlines()[-1]


def _result(value: dict[str, Any]) -> float | tuple[float | None, float | None]:
    found: float | None = value["value"]
    return (value["lower"], value["upper"]) if found is None else found


async def test_values_come_in_pages_that_add_up_to_all() -> None:
    kept = [*LISTS, *flows("UIS-2", FRA={"TUN": 1, "DZA": 4}, DEU={"DZA": 4})]
    client = serving(MemoryObservations(tabulate(kept)))
    asked: dict[str, str] = {"limit": "2"}
    found = []
    while True:
        page = (await client.get("/v1/indicators/HHI", params=asked)).json()
        found += page["values"]
        if page["next"] is None:
            break
        asked["cursor"] = page["next"]
    assert found == (await client.get("/v1/indicators/HHI")).json()["values"]
    assert [it["area"] for it in found] == ["DZA", "MAR", "TUN", "TUN"]
    foreign = await client.get("/v1/indicators/C1", params=asked)
    assert (foreign.status_code, foreign.json()["code"]) == (400, "foreign_cursor")


@pytest.mark.parametrize("formula", ["AGG_SUM", "GINI_TOTAL", "REC_RATE", "REC_GAP", "PARITY_ADJ"])
async def test_what_observations_do_not_hold_is_not_computed_from_them(formula: str) -> None:
    answer = await serving(reference_observations()).get(f"/v1/indicators/{formula}")
    assert (answer.status_code, answer.json()["code"]) == (409, "not_from_observations")


async def test_years_in_the_wrong_order_are_named() -> None:
    asked = {"start": 2022, "end": 2020}
    answer = await serving(reference_observations()).get("/v1/indicators/MSEP", params=asked)
    assert answer.status_code == 422
    assert [it["parameter"] for it in answer.json()["errors"]] == ["start"]


async def _shipped(formula: str, **asked: str) -> list[dict[str, Any]]:
    answer = await serving(reference_observations()).get(f"/v1/indicators/{formula}", params=asked)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["values"]
    return found
