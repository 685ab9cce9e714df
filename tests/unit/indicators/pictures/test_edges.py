"""Pictures of odd content: one group, equal rates, near ends, long names, curves that end early."""

import re
from datetime import UTC, datetime
from itertools import combinations
from typing import Any

import pytest
from lxml import etree

from services.indicators.adapters.observations_memory import MemoryObservations, reference_observations
from services.indicators.adapters.rendering import Renderer
from services.indicators.adapters.sources.reference import world
from services.indicators.application.pictures import draw_dispersion, draw_survival
from services.indicators.domain.observations.codes import FlowDirection
from services.indicators.domain.observations.observation import Observation, Series
from services.indicators.domain.observations.table import tabulate
from services.indicators.domain.pictures.dispersion import (
    HEIGHT,
    DispersionPoint,
    comparable,
    dispersion_over_time,
)
from services.indicators.domain.pictures.flow_map import Flow, flow_map
from services.indicators.domain.pictures.funnel import Group, funnel
from services.indicators.domain.pictures.picture import Picture
from services.indicators.domain.pictures.sankey import Link, sankey
from services.indicators.domain.pictures.style import SERIES
from services.indicators.domain.pictures.survival import survival
from services.indicators.domain.recognition.cases import CaseDimension, Outcome
from services.indicators.domain.recognition.statistics import Cohort, summarise
from services.indicators.domain.uncertainty.survival import Duration, kaplan_meier
from tests.unit.indicators.pictures.drawn import EN, LANGUAGES, PROVENANCE

ALL = tuple(it.value for it in Outcome)


def layers(picture: Picture) -> list[dict[str, Any]]:
    chart: dict[str, Any] = picture.spec["vconcat"][0]
    return list(chart["layer"])


def test_an_outcome_has_its_colour_whatever_else_occurs() -> None:
    def colours(outcomes: list[str]) -> dict[str, str]:
        picture = sankey([Link("SYR", it, 9) for it in outcomes], ALL, PROVENANCE, EN, title="t")
        return {it["label"].split()[0]: it["fill"] for it in picture.spec["data"][2]["values"]}

    assert colours(["full", "refusal"])["Refusal"] == colours(list(ALL))["Refusal"] == SERIES[3]


def test_no_outcome_is_cut_short_in_any_language() -> None:
    for code in LANGUAGES.codes:
        picture = sankey(
            [Link("SYR", it, 12_345) for it in ALL], ALL, PROVENANCE, LANGUAGES.get(code), title="t"
        )
        assert not any("…" in it["label"] for it in picture.spec["data"][2]["values"])


def test_equal_rates_have_an_axis_and_points_keep_off_its_ends() -> None:
    chart = layers(funnel([Group("SYR", 90, 90), Group("UKR", 140, 140)], PROVENANCE, EN))[2]["encoding"]
    assert chart["y"]["scale"]["domain"] == [0.9, 1.0]
    low, high = chart["x"]["scale"]["domain"]
    assert low < 90
    assert high > 140


def test_names_in_the_funnel_do_not_run_into_each_other() -> None:
    near = [Group("FJI", 134, 140), Group("ROU", 134, 140), Group("IND", 400, 1000), Group("SYR", 900, 1000)]
    picture = funnel(near, PROVENANCE, EN)
    named = [it["name"] for it in layers(picture)[-1]["data"]["values"]]
    assert len(named) == 3
    assert all(name in picture.description for name in ("Fiji", "Romania"))


def test_a_curve_runs_on_to_the_last_day_on_which_a_case_was_seen() -> None:
    curves = {
        "some": kaplan_meier([Duration(10, decided=True), Duration(80, decided=False)]),
        "none": kaplan_meier([Duration(50, decided=False)]),
    }
    picture = survival(curves, PROVENANCE, EN, deadline_days=70)
    rows = picture.spec["vconcat"][0]["data"]["values"]
    ends = {it["group"]: (it["days"], it["undecided"]) for it in rows}
    assert ends == {"some": (80, 0.5), "none": (50, 1.0)}
    assert len(picture.table.rows) == 3  # both beginnings and the one decision: the end is no step
    (text,) = [it for it in layers(picture) if it["mark"]["type"] == "text"]
    assert text["mark"]["align"] == "right"  # near the end of the axis the words stand before the line


def test_decisions_on_the_first_day_are_in_the_table_and_on_an_axis_that_has_a_length() -> None:
    curve = kaplan_meier([Duration(0, decided=True), Duration(0, decided=False)])
    picture = survival({"all": curve}, PROVENANCE, EN)
    assert [row[3] for row in picture.table.rows] == [1.0, 0.5]
    assert picture.spec["vconcat"][0]["encoding"]["x"]["scale"]["domain"] == [0, 1]


def test_groups_that_are_not_drawn_are_told() -> None:
    groups = summarise([Cohort((code,), Outcome.FULL, False, 9, 5) for code in "ABCDEFGHIJ"], [])
    picture = draw_survival(groups, [CaseDimension.FIELD], EN, as_of="2026-11-24", deadline_days=None)
    assert "others, not drawn: 2." in picture.provenance.notes[0]


async def test_origins_without_figures_are_told() -> None:
    picture = await draw_dispersion(reference_observations(), ["TUN", "ATG"], None, EN)
    assert "not drawn: Antigua & Barbuda." in picture.provenance.notes[0]
    assert "the UNESCO Institute for Statistics" in picture.provenance.source


def test_names_at_the_ends_of_lines_stand_apart() -> None:
    values = (0.70, 0.7005, 0.701, 0.80, 0.99)
    points = [DispersionPoint(f"C{at}", 2020, it, it) for at, it in enumerate(values)]
    heights = [
        it["height"] for it in layers(dispersion_over_time(points, PROVENANCE, EN))[-1]["data"]["values"]
    ]
    assert all(abs(a - b) * HEIGHT / (0.99 - 0.70) > 16 for a, b in combinations(heights, 2))


def test_two_flows_between_the_same_places_do_not_lie_on_each_other() -> None:
    both = [Flow("DEU", "ITA", 90), Flow("ITA", "DEU", 60)]
    drawn = layers(flow_map(both, world(), PROVENANCE, EN, title="t"))[4]["data"]["values"]
    first, second = (it["geometry"]["coordinates"] for it in drawn)
    middle = len(first) // 2
    assert max(abs(a - b) for a, b in zip(first[middle], second[middle], strict=True)) > 0.5


def test_years_for_which_few_hosts_have_reported_are_not_compared() -> None:
    students = {2015: 3.0, 2016: 400.0, 2017: 900.0, 2018: 1000.0, 2019: 500.0, 2020: 249.0, 2021: 1.0}
    points = [DispersionPoint("TUN", year, 0.7, 0.7, held) for year, held in students.items()]
    published = DispersionPoint("CHN", 2021, 0.8, 0.8)
    kept, left_out = comparable([published, *reversed(points)])
    assert [(it.origin, it.year) for it in left_out] == [("TUN", it) for it in (2015, 2016, 2020, 2021)]
    assert {it.year for it in kept if it.origin == "TUN"} == {2017, 2018, 2019}
    assert published in kept, "what is published without its students is not doubted"


@pytest.mark.parametrize("values", [(0.0, 0.5), (0.05, 0.99), (0.4, 1.0), (0.3, 0.8)])
async def test_the_axis_shows_no_value_that_the_index_cannot_have(values: tuple[float, float]) -> None:
    points = [DispersionPoint("TUN", 2018 + at, it, it) for at, it in enumerate(values)]
    drawn = etree.fromstring((await Renderer().svg(dispersion_over_time(points, PROVENANCE, EN))).encode())
    shown = ["".join(it.itertext()).replace("\u2212", "-") for it in drawn.iter("{*}text")]
    ticks = [float(it) for it in shown if re.fullmatch(r"-?[01]?\.\d+", it)]
    assert ticks
    assert all(0 <= it <= 1 for it in ticks), ticks


async def test_what_is_left_out_is_told_by_origin_and_year() -> None:
    known = datetime(2026, 11, 24, tzinfo=UTC)
    flows = {2018: (300.0, 300.0), 2019: (400.0, 500.0), 2020: (30.0, 1.0), 2021: (2.0, 1.0)}
    observations = [
        Observation(Series("IN", host, FlowDirection.IN, "PER", "TUN"), year, count, "UIS-2026-02", known)
        for year, counts in flows.items()
        for host, count in zip(("FRA", "DEU"), counts, strict=True)
    ]
    picture = await draw_dispersion(MemoryObservations(tabulate(observations)), ["TUN"], None, EN)
    assert [row[1] for row in picture.table.rows] == [2018, 2019]
    assert "not drawn: Tunisia (2020 and 2021)." in picture.provenance.notes[0]
