"""Every form of a message against the schemas of the standard, and the same figures in all of them."""

import csv
import io
from typing import Any

import httpx
import pytest
from lxml import etree
from pysdmx.io.xml.doc_validation import validate_doc

from tests.support.sdmx_json import rows_of
from tests.support.sdmx_service import validator

DATA = {
    "2.1": "/sdmx/2.1/data/MIG_MOB/.IN+MOR.......?startPeriod=2003",
    "3.0": "/sdmx/3.0/data/dataflow/SYMBOLON/MIG_MOB/1.0/*?c[INDICATOR]=IN,MOR&c[TIME_PERIOD]=ge:2003",
}
XML_2_1 = "application/vnd.sdmx.structurespecificdata+xml;version=2.1"
XML_3_0 = "application/vnd.sdmx.data+xml;version=3.0.0"
JSON = "application/vnd.sdmx.data+json;version=2.0.0"
CSV_1 = "application/vnd.sdmx.data+csv;version=1.0.0"
CSV_2 = "application/vnd.sdmx.data+csv;version=2.0.0"
Figures = dict[tuple[str, ...], float]


def ask(address: str, path: str, accept: str = "*/*") -> httpx.Response:
    answer = httpx.get(address + path, headers={"Accept": accept})
    assert answer.status_code == 200, answer.text
    return answer


def from_csv(text: str) -> Figures:
    rows = list(csv.DictReader(io.StringIO(text)))
    names = [it for it in rows[0] if it in DIMENSIONS]
    return {tuple(row[it] for it in names): float(row["OBS_VALUE"]) for row in rows}


def from_xml(text: str) -> Figures:
    found = {}
    for observation in etree.fromstring(text.encode()).iter("Obs"):
        series = observation.getparent().attrib if observation.getparent().tag == "Series" else {}
        key = {**series, **observation.attrib}
        found[tuple(key[it] for it in DIMENSIONS)] = float(key["OBS_VALUE"])
    return found


def from_json(message: Any) -> Figures:
    return {tuple(row[it] for it in DIMENSIONS): row["OBS_VALUE"] for row in rows_of(message)}


DIMENSIONS = (
    *("DATA_SOURCE", "INDICATOR", "REF_AREA", "COUNTERPART_AREA", "FLOW_DIR", "EDU_LEVEL", "EDU_FIELD"),
    *("SEX", "UNIT_MEASURE", "TIME_PERIOD"),
)


@pytest.mark.parametrize("shape", ["2.1", "3.0"])
@pytest.mark.parametrize("at", ["TIME_PERIOD", "AllDimensions", "REF_AREA", "DATA_SOURCE"])
def test_every_form_holds_the_same_figures_to_the_last_digit(address: str, shape: str, at: str) -> None:
    path = f"{DATA[shape]}&dimensionAtObservation={at}"
    expected = from_csv(ask(address, path, CSV_1).text)
    assert len(expected) == 48, "of Tunisia: 19 figures, and its students in 29 European countries"
    assert ("UIS", "MOR", "AIA", "W00", "OUT", "L5T8", "_T", "T", "PT", "2003") in expected
    assert from_csv(ask(address, path, CSV_2).text) == expected
    assert from_xml(ask(address, path, XML_2_1).text) == expected
    assert from_xml(ask(address, path, XML_3_0).text) == expected
    assert from_json(ask(address, path, JSON).json()) == expected


@pytest.mark.parametrize("at", ["TIME_PERIOD", "AllDimensions", "COUNTERPART_AREA"])
@pytest.mark.parametrize("more", ["", "&includeHistory=true", "&detail=dataonly", "&detail=nodata"])
def test_data_are_valid_under_the_official_schemas(address: str, at: str, more: str) -> None:
    path = f"{DATA['2.1']}&dimensionAtObservation={at}{more}"
    message = ask(address, path, JSON).json()
    assert [it.message for it in validator("data").iter_errors(message)] == []
    for form in (XML_2_1, XML_3_0):
        validate_doc(ask(address, path, form).text)


@pytest.mark.parametrize(
    "path",
    [
        "/sdmx/2.1/structure/all/all/latest",
        "/sdmx/2.1/dataflow/SYMBOLON/MIG_MOB/1.0?references=all",
        "/sdmx/2.1/codelist/SYMBOLON/CL_AREA",
        "/sdmx/2.1/categoryscheme",
        "/sdmx/2.1/transformationscheme",
        "/sdmx/2.1/availableconstraint/MIG_MOB/..TUN.......".removesuffix("."),
        "/sdmx/3.0/structure/dataflow/SYMBOLON/*/+?references=descendants",
        "/sdmx/3.0/availability/dataflow/SYMBOLON/MIG_MOB/1.0/*/REF_AREA",
    ],
)
def test_structures_are_valid_under_the_official_schemas(address: str, path: str) -> None:
    for version in ("2.1", "3.0.0"):
        validate_doc(ask(address, path, f"application/vnd.sdmx.structure+xml;version={version}").text)
    message = ask(address, path, "application/vnd.sdmx.structure+json;version=2.0.0").json()
    assert [it.message for it in validator("structure").iter_errors(message)] == []


def test_availability_counts_series_and_observations(address: str) -> None:
    path = "/sdmx/3.0/availability/dataflow/SYMBOLON/MIG_MOB/1.0/*.MOR.*"
    message = ask(address, path, "application/json").json()
    (constraint,) = message["data"]["dataConstraints"]
    counts = {it["id"]: int(it["title"]) for it in constraint["annotations"]}
    rows = from_csv(ask(address, "/sdmx/2.1/data/MIG_MOB/.MOR.......", CSV_1).text)
    assert counts == {"series_count": len({key[:-1] for key in rows}), "obs_count": len(rows)}
    (region,) = constraint["cubeRegions"]
    areas = next(it for it in region["keyValues"] if it["id"] == "REF_AREA")
    assert {it["value"] for it in areas["values"]} == {key[2] for key in rows}
