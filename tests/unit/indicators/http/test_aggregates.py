"""Regional values from the members' figures: whose rule, who is a member, and whether they are enough."""

from typing import Any

import httpx
import pytest

from services.indicators.adapters.observations_memory import MemoryObservations
from services.indicators.adapters.sources.reference import country_groups
from services.indicators.domain.observations.observation import Observation
from services.indicators.domain.observations.table import tabulate
from services.indicators.entrypoints.http.aggregates import aggregate_routes
from shared.http.app import create_app
from shared.http.health import Health
from tests.unit.indicators.http.test_indicators import OUT, anybody, figure

NORTHERN_AFRICA = ("DZA", "EGY", "ESH", "LBY", "MAR", "SDN", "TUN")


def serving(observations: list[Observation]) -> httpx.AsyncClient:
    source = MemoryObservations(tabulate(observations))
    routes = aggregate_routes(source, country_groups(), anybody, "1.2.3")
    app = create_app(title="indicators", version="1", routers=[routes], health=Health())
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://indicators")


async def aggregates(observations: list[Observation], indicator: str, **asked: str) -> list[dict[str, Any]]:
    asked = {"group": "Northern Africa", "publisher": "GEM", **asked}
    answer = await serving(observations).get(f"/v1/indicators/{indicator}/aggregates", params=asked)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["values"]
    return found


def inbound(year: int, **students: float | None) -> list[Observation]:
    return [figure("IN", area, value, year=year) for area, value in students.items()]


async def test_a_sum_names_every_member_those_without_a_figure_too() -> None:
    (value,) = await aggregates(inbound(2020, DZA=1, EGY=2, MAR=4, TUN=8, SDN=None), "IN", publisher="UIS")
    assert (value["value"], value["area"]) == (15, "SDG_NORTHERN_AFRICA")
    assert value["coverage"] == pytest.approx(4 / 7)
    assert set(value["flags"]) == {"estimate", "partial_coverage"}
    listed = [it for it in value["inputs"] if it["name"] == "values"]
    assert {it["place"] for it in listed if it["value"] is None} == {"ESH", "LBY", "SDN"}


async def test_too_few_members_give_no_value() -> None:
    (value,) = await aggregates(inbound(2020, DZA=1, EGY=2), "IN", publisher="UIS")
    assert (value["value"], value["absence"]) == (None, "coverage_too_low")


async def test_a_country_counts_in_the_group_that_it_was_in() -> None:
    kept = inbound(2010, DZA=1, EGY=2, MAR=4, XDN=8, SDN=100) + inbound(2012, DZA=1, EGY=2, MAR=4, SDN=16)
    before, _, after = await aggregates(kept, "IN", publisher="GEM", start="2010")
    assert (before["year"], before["value"]) == (2010, 15)
    assert (after["year"], after["value"]) == (2012, 23)


async def test_an_older_figure_counts_as_long_as_the_rule_allows() -> None:
    kept = inbound(2015, DZA=1, EGY=2, MAR=4) + inbound(2020, TUN=8)
    by_gem = {it["year"]: it["value"] for it in await aggregates(kept, "IN", publisher="GEM")}
    assert by_gem == {**dict.fromkeys(range(2015, 2020), 7), 2020: None}
    by_uis = {it["year"]: it["value"] for it in await aggregates(kept, "IN", publisher="UIS")}
    assert by_uis == {2015: 7, **dict.fromkeys(range(2016, 2021), None)}


async def test_the_two_publishers_do_not_give_the_same_number() -> None:
    kept = [
        figure(measure, area, value, direction=OUT)
        for area, (rate, out, enrolled) in {
            "DZA": (1, 10, 1000),
            "EGY": (2, 80, 4000),
            "MAR": (9, 90, 1000),
        }.items()
        for measure, value in (("MOR", rate), ("OUT_MIRROR_EST", out), ("E", enrolled))
    ]
    (median,) = await aggregates(kept, "MOR", publisher="GEM")
    (ratio,) = await aggregates(kept, "MOR", publisher="UIS")
    assert (median["formula"], median["value"]) == ("AGG_MEDIAN/1", 2)
    assert (ratio["formula"], ratio["value"]) == ("AGG_RATIO/1", 100 * 180 / 6000)


@pytest.mark.parametrize(
    ("indicator", "asked", "status", "code"),
    [
        ("IN", {"group": "Atlantis"}, 404, "unknown_group"),
        ("IN", {"scheme": "XYZ"}, 404, "unknown_group"),
        ("MENF", {}, 404, "no_aggregation_rule"),
        ("IN", {"publisher": "OECD"}, 422, "invalid"),
        ("IN", {"start": "2020", "end": "2010"}, 422, "invalid"),
    ],
)
async def test_what_cannot_be_aggregated_is_said(
    indicator: str, asked: dict[str, str], status: int, code: str
) -> None:
    client = serving(inbound(2020, DZA=1))
    params = {"group": "Northern Africa", "publisher": "GEM", **asked}
    answer = await client.get(f"/v1/indicators/{indicator}/aggregates", params=params)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
