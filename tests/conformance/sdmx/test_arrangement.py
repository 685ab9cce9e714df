"""How data are arranged: the order of rows and series, and the columns that SDMX-CSV may have besides."""

import csv
import io
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from lxml import etree
from pysdmx.io.csv.sdmx20.reader import read as read_with_pysdmx

FLOW = "/sdmx/3.0/data/dataflow/SYMBOLON/MIG_MOB/1.0/*"
AREAS = "c[REF_AREA]=EGY,TUN,SDG_WORLD&c[INDICATOR]=IN,MOR&c[COUNTERPART_AREA]=W00"
CSV = "application/vnd.sdmx.data+csv;version=2.0.0"
XML = "application/vnd.sdmx.data+xml;version=3.0.0"
Row = tuple[str, str, str]
IN_ORDER = [
    *[
        ("IN", "EGY", "2020"),
        ("MOR", "EGY", "2020"),
        ("IN", "SDG_WORLD", "2000"),
        ("IN", "SDG_WORLD", "2023"),
    ],
    *[("MOR", "SDG_WORLD", "2000"), ("MOR", "SDG_WORLD", "2007"), ("MOR", "SDG_WORLD", "2023")],
    *[("IN", "TUN", "2022"), ("MOR", "TUN", "2022")],
]


def rows(address: str, query: str, accept: str = CSV) -> list[dict[str, str]]:
    answer = httpx.get(f"{address}{FLOW}?{query}", headers={"Accept": accept})
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text)))


def cells(address: str, query: str) -> list[Row]:
    return [(it["INDICATOR"], it["REF_AREA"], it["TIME_PERIOD"]) for it in rows(address, query)]


@pytest.mark.parametrize(
    ("sort", "key", "downwards"),
    [
        ("REF_AREA", lambda it: it[1], False),
        ("INDICATOR:desc", lambda it: it[0], True),
        ("TIME_PERIOD:desc", lambda it: it[2], True),
        ("INDICATOR%2BTIME_PERIOD:asc", lambda it: (it[0], it[2]), False),
        ("*", lambda it: it, False),
        ("series_key:desc", lambda it: it[:2], True),
    ],
)
def test_rows_come_in_the_order_that_is_asked_for(
    address: str, sort: str, key: Callable[[Row], Any], downwards: bool
) -> None:
    found = cells(address, f"{AREAS}&sort={sort}")
    assert sorted(found) == sorted(IN_ORDER)
    assert [key(it) for it in found] == sorted([key(it) for it in IN_ORDER], reverse=downwards)


def test_what_is_cut_is_cut_from_the_sorted_rows(address: str) -> None:
    largest = rows(address, f"{AREAS}&sort=OBS_VALUE:desc&limit=3")
    assert [it["OBS_VALUE"] for it in largest] == ["7288072.5", "2110398.5", "34198"]
    assert cells(address, f"{AREAS}&sort=TIME_PERIOD:desc&limit=1&offset=8") == [("MOR", "SDG_WORLD", "2000")]


def test_a_figure_without_the_value_comes_last_whatever_the_direction(address: str) -> None:
    for sort in ("OBS_VALUE", "OBS_VALUE:desc"):
        values = [it["OBS_VALUE"] for it in rows(address, f"c[INDICATOR]=QR_MDI_1_TOPK,IN&sort={sort}")]
        assert values[-1] == ""
        assert "" not in values[: values.index("")]


def test_series_stay_together_and_come_as_their_first_observation(address: str) -> None:
    answer = httpx.get(f"{address}{FLOW}?{AREAS}&sort=OBS_VALUE:desc", headers={"Accept": XML})
    series = [
        (it.get("INDICATOR"), it.get("REF_AREA"), [each.get("TIME_PERIOD") for each in it])
        for it in etree.fromstring(answer.content).iter("Series")
    ]
    assert series[:3] == [
        ("IN", "SDG_WORLD", ["2023", "2000"]),
        ("IN", "EGY", ["2020"]),
        ("IN", "TUN", ["2022"]),
    ]
    assert ("MOR", "SDG_WORLD", ["2023", "2000", "2007"]) in series


def test_a_cross_section_has_the_areas_of_one_year_together(address: str) -> None:
    query = f"{AREAS}&dimensionAtObservation=REF_AREA&sort=series_key:desc"
    answer = httpx.get(f"{address}{FLOW}?{query}", headers={"Accept": XML})
    sections = [
        (it.get("INDICATOR"), it.get("TIME_PERIOD"), [each.get("REF_AREA") for each in it])
        for it in etree.fromstring(answer.content).iter("Series")
    ]
    assert sections[1] == ("MOR", "2022", ["TUN"]), "2023 comes before it"
    assert [it[0] for it in sections] == sorted((it[0] for it in sections), reverse=True)


def test_names_stand_in_columns_of_their_own_behind_their_codes(address: str) -> None:
    answer = httpx.get(f"{address}{FLOW}?{AREAS}", headers={"Accept": f"{CSV}; labels=name; keys=both"})
    assert answer.headers["content-type"] == f"{CSV};labels=name;keys=both"
    head, first = list(csv.reader(io.StringIO(answer.text)))[:2]
    assert head[:6] == ["STRUCTURE", "STRUCTURE_ID", "STRUCTURE_NAME", "ACTION", "SERIES_KEY", "OBS_KEY"]
    assert first[:6] == [
        *("dataflow", "SYMBOLON:MIG_MOB(1.0)", "Mobility of students in tertiary education", "I"),
        *("UIS.IN.EGY.W00.IN.L5T8._T.T.PER", "UIS.IN.EGY.W00.IN.L5T8._T.T.PER.2020"),
    ]
    at = head.index("REF_AREA")
    assert (head[at + 1], first[at + 1]) == ("Area that the figure describes", "Egypt")
    at = head.index("OBS_VALUE")
    assert (head[at + 1], first[at], first[at + 1]) == ("Value", "34198", "")
    assert len(head) == len(first)


@pytest.mark.parametrize("version", ["1.0.0", "2.0.0"])
def test_both_code_and_name_stand_in_one_cell(address: str, version: str) -> None:
    accept = f"application/vnd.sdmx.data+csv;version={version};labels=both;timeFormat=normalized"
    first = rows(address, AREAS, accept)[0]
    assert first["REF_AREA: Area that the figure describes"] == "EGY: Egypt"
    assert first["TIME_PERIOD: Reference year, in which the school year ends"] == "2020-01-01"
    assert first["OBS_VALUE: Value"] == "34198"
    assert first["OBS_STATUS: Observation status"] == "A: Normal value"


def test_the_key_of_a_cross_section_has_the_year_and_not_the_dimension_at_its_observations(
    address: str,
) -> None:
    query = f"{AREAS}&dimensionAtObservation=REF_AREA"
    found = rows(address, query, f"{CSV};keys=series")
    assert found[0]["SERIES_KEY"] == "UIS.IN.W00.IN.L5T8._T.T.PER.2020"
    found = rows(address, f"{query}&measures=none&attributes=none", f"{CSV};keys=both")
    assert {(it["SERIES_KEY"].endswith(it["TIME_PERIOD"]), it["OBS_KEY"]) for it in found} == {(True, "")}
    assert "REF_AREA" not in found[0]


def test_a_reader_finds_the_codes_whatever_the_labels(address: str) -> None:
    read = [
        read_with_pysdmx(httpx.get(f"{address}{FLOW}?{AREAS}", headers={"Accept": f"{CSV};labels={it}"}).text)
        for it in ("id", "both")
    ]
    (plain,), (labelled,) = read
    assert set(labelled.data["REF_AREA"]) == set(plain.data["REF_AREA"]) == {"EGY", "TUN", "SDG_WORLD"}


def test_the_arrangement_is_part_of_the_representation(address: str) -> None:
    tags = {
        httpx.get(f"{address}{FLOW}", headers={"Accept": f"{CSV}{more}"}).headers["etag"]
        for more in ("", ";labels=id", ";labels=both", ";keys=obs", ";timeFormat=normalized")
    }
    assert len(tags) == 4, "what is the default need not be said"


def test_a_history_of_one_state_says_since_when_it_holds(address: str) -> None:
    answer = httpx.get(f"{address}{FLOW}?{AREAS}&includeHistory=true", headers={"Accept": XML})
    (data_set,) = etree.fromstring(answer.content).iter("{*}DataSet")
    assert [value for name, value in data_set.attrib.items() if "validFrom" in name] == [
        "2026-11-23T00:00:00Z"
    ]
