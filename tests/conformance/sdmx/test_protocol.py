"""What SDMX-REST says about answers: keys and conditions, conditional requests, compression, refusals."""

import csv
import gzip
import io
from collections.abc import Callable

import httpx
import pytest
from lxml import etree
from pysdmx.io.xml.doc_validation import validate_doc

from tests.support.sdmx_service import validator

FLOW = "/sdmx/2.1/data/MIG_MOB"
FLOW_3 = "/sdmx/3.0/data/dataflow/SYMBOLON/MIG_MOB/1.0"
CSV = {"Accept": "application/vnd.sdmx.data+csv;version=1.0.0"}


def rows(address: str, path: str) -> list[dict[str, str]]:
    answer = httpx.get(address + path, headers=CSV)
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text)))


def value(row: dict[str, str]) -> float:
    return float(row["OBS_VALUE"] or "nan")


def keys(found: list[dict[str, str]]) -> set[tuple[str, str, str]]:
    return {(it["INDICATOR"], it["REF_AREA"], it["TIME_PERIOD"]) for it in found}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (f"{FLOW}/.MOR.EGY+TUN......", f"{FLOW_3}/*.MOR.EGY.*,*.MOR.TUN.*"),
        (f"{FLOW}/all/UIS?startPeriod=2022&endPeriod=2022", f"{FLOW_3}/UIS?c[TIME_PERIOD]=eq:2022"),
        (f"{FLOW}/..EGY......", f"{FLOW_3}?c[REF_AREA]=EGY"),
        (f"{FLOW}/.MSEP.......?firstNObservations=1", f"{FLOW_3}/*.MSEP?firstNObservations=1"),
        (f"{FLOW}/.IN+MSEP+MOR.EGY......", f"{FLOW_3}/*.*.EGY?c[INDICATOR]=ne:OUT_MIRROR_EST"),
        (f"{FLOW}/.OUT_MIRROR+OUT_MIRROR_EST.......", f"{FLOW_3}?c[INDICATOR]=sw:OUT"),
        (f"{FLOW}?startPeriod=2003&endPeriod=2020", f"{FLOW_3}?c[TIME_PERIOD]=ge:2003%2Ble:2020"),
        (f"{FLOW}/.IN.EGY+DEU......", f"{FLOW_3}?c[REF_AREA]=EGY,DEU&c[INDICATOR]=ew:IN%2Bnc:MS"),
    ],
)
def test_both_shapes_give_the_same_observations(address: str, old: str, new: str) -> None:
    expected = rows(address, old)
    assert expected
    assert rows(address, new) == expected


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("c[OBS_VALUE]=ge:10%2Blt:1000", lambda it: 10 <= value(it) < 1000),
        ("c[OBS_VALUE]=lt:1,gt:100000", lambda it: value(it) < 1 or value(it) > 100000),
        ("c[PROVENANCE]=reported,mirror", lambda it: it["PROVENANCE"] in {"reported", "mirror"}),
        ("c[VINTAGE]=sw:UIS", lambda it: it["VINTAGE"].startswith("UIS")),
        ("c[QUALIFIER]=ne:UIS_EST", lambda it: it["QUALIFIER"] != "UIS_EST"),
        ("c[FOOTNOTE]=co:a", lambda it: "a" in it["FOOTNOTE"]),
        ("c[UPDATED]=ge:2026-11-01", lambda it: it["UPDATED"] >= "2026-11-01"),
        ("c[TIME_PERIOD]=ge:2020-01%2Ble:2021-12", lambda it: "2020" <= it["TIME_PERIOD"] <= "2021"),
        ("c[TIME_PERIOD]=ge:2020-02%2Ble:2022-12", lambda it: "2021" <= it["TIME_PERIOD"] <= "2022"),
    ],
)
def test_conditions_hold_of_every_component(
    address: str, condition: str, holds: Callable[[dict[str, str]], bool]
) -> None:
    everything = rows(address, FLOW_3)
    expected = [it for it in everything if holds(it)]
    answer = httpx.get(f"{address}{FLOW_3}?{condition}", headers=CSV)
    found = list(csv.DictReader(io.StringIO(answer.text)))
    assert found == expected


@pytest.mark.parametrize(
    "path",
    [
        f"{FLOW_3}/",
        "/sdmx/3.0/data/dataflow/SYMBOLON/MIG_MOB",
        "/sdmx/3.0/data/dataflow/SYMBOLON/MIG_MOB/~/*",
        "/sdmx/3.0/data/dataflow/SYMBOLON/MIG_MOB/1.0%2B/*",
        "/sdmx/3.0/data/*/*/MIG_MOB/1+.0.0,2.0",
        f"{FLOW_3}/*?attributes=obs&measures=all",
        f"{FLOW}/all/SYMBOLON,ESTAT+UIS",
        "/sdmx/2.1/data/ALL,MIG_MOB,LATEST",
    ],
)
def test_the_same_dataflow_can_be_named_in_many_ways(address: str, path: str) -> None:
    assert rows(address, path) == rows(address, FLOW_3)


def test_a_provider_of_another_agency_published_nothing(address: str) -> None:
    assert httpx.get(f"{address}{FLOW}/all/OTHER,UIS").status_code == 204


def test_head_tells_what_get_would(address: str) -> None:
    for path in (FLOW, FLOW_3, "/sdmx/2.1/dataflow", "/sdmx/2.1/codelist/SYMBOLON/CL_NOWHERE"):
        asked, told = httpx.get(address + path), httpx.head(address + path)
        assert (told.status_code, told.content) == (asked.status_code, b"")
        assert told.headers.get("ETag") == asked.headers.get("ETag")
        assert told.headers["Content-Type"] == asked.headers["Content-Type"]
    assert httpx.post(address + FLOW).status_code == 405


@pytest.mark.parametrize("version", ["2.1", "3.0.0"])
def test_clients_of_sdmx_ml_are_refused_in_sdmx_ml(address: str, version: str) -> None:
    accept = {"Accept": f"application/vnd.sdmx.structure+xml;version={version}"}
    answer = httpx.get(f"{address}/sdmx/2.1/codelist?references=cousins&detail=<everything>", headers=accept)
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/xml")
    validate_doc(answer.text)
    (message,) = etree.fromstring(answer.content)
    assert message.get("code") == "140", "a syntax error"
    assert [it.text.partition(": ")[2] for it in message][1:] == [
        "'cousins' is unknown",
        "'<everything>' is unknown",
    ]


def test_clients_of_sdmx_json_are_refused_in_sdmx_json(address: str) -> None:
    accept = {"Accept": "application/vnd.sdmx.data+json;version=2.0.0"}
    answer = httpx.get(f"{address}/sdmx/2.1/data/NO_FLOW", headers=accept)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/json")
    assert [it.message for it in validator("data").iter_errors(answer.json())] == []
    assert [it["code"] for it in answer.json()["errors"]] == [100]


def test_offset_and_limit_cut_the_answer(address: str) -> None:
    everything = rows(address, FLOW_3)
    assert rows(address, f"{FLOW_3}?offset=3&limit=4") == everything[3:7]


def test_what_was_not_known_yet_is_not_there(address: str) -> None:
    before = httpx.get(f"{address}{FLOW_3}?asOf=2026-11-22T00:00:00Z")
    assert (before.status_code, before.content) == (204, b"")
    assert rows(address, f"{FLOW_3}?asOf=2026-11-24T00:00:00Z") == rows(address, FLOW_3)
    later = httpx.get(f"{address}{FLOW_3}?updatedAfter=2026-11-24T00:00:00Z")
    assert later.status_code == 204


def test_attributes_can_be_chosen(address: str) -> None:
    (first, *_) = rows(address, f"{FLOW_3}/*.MOR.EGY?attributes=VINTAGE,OBS_STATUS")
    assert list(first)[-3:] == ["OBS_VALUE", "OBS_STATUS", "VINTAGE"]
    (bare, *_) = rows(address, f"{FLOW}/.MOR.EGY......?detail=dataonly")
    assert list(bare)[-1] == "OBS_VALUE"


@pytest.mark.parametrize(
    ("path", "accept", "status"),
    [
        (f"{FLOW}/..ATA......", "*/*", 204),
        (f"{FLOW}/EGY", "*/*", 400),
        (f"{FLOW}?lastNObservations=0", "*/*", 400),
        (f"{FLOW}?lastNObservation=1", "*/*", 400),
        (f"{FLOW}?startPeriod=then", "*/*", 400),
        (f"{FLOW}?startPeriod=2022&endPeriod=2020", "*/*", 422),
        (f"{FLOW}?startPeriod=2022-02&endPeriod=2022-11", "*/*", 204),
        (f"{FLOW}?asOf=2026-01-01T00:00:00Z&updatedAfter=2026-02-01T00:00:00%2B01:00", "*/*", 422),
        (f"{FLOW}?sort=REF_AREA", "*/*", 400),
        (f"{FLOW}?dimensionAtObservation=NO_DIMENSION", "*/*", 400),
        (f"{FLOW}?detail=some", "*/*", 400),
        (FLOW, "application/pdf", 406),
        (FLOW, "application/vnd.sdmx.data+csv;version=1.0.0;labels=name", 406),
        (FLOW, "application/vnd.sdmx.data+csv;version=2.0.0;labels=everything", 406),
        (FLOW, "application/vnd.sdmx.data+json;version=2.0.0;labels=both", 406),
        (FLOW, "application/vnd.sdmx.data+json;version=1.0.0", 406),
        (FLOW, "application/vnd.sdmx.genericdata+xml;version=2.1", 406),
        ("/sdmx/2.1/data/NO_FLOW", "*/*", 404),
        ("/sdmx/2.1/data/OTHER,MIG_MOB,1.0", "*/*", 404),
        (f"{FLOW_3}?c[NO_DIMENSION]=A", "*/*", 422),
        (f"{FLOW_3}?c[REF_AREA]=like:A", "*/*", 400),
        (f"{FLOW_3}?c[OBS_VALUE]=sw:1", "*/*", 400),
        (f"{FLOW_3}?c[TIME_PERIOD]=ge:then", "*/*", 400),
        (f"{FLOW_3}?measures=NO_MEASURE", "*/*", 400),
        (f"{FLOW_3}?sort=NO_COMPONENT", "*/*", 422),
        (f"{FLOW_3}?sort=REF_AREA:up", "*/*", 400),
        (f"{FLOW_3}?sort=series_key&dimensionAtObservation=AllDimensions", "*/*", 422),
        (f"{FLOW_3}?attributes=NO_ATTRIBUTE", "*/*", 400),
        ("/sdmx/3.0/data/provisionagreement/A/B/1.0", "*/*", 501),
        ("/sdmx/2.1/codelist/SYMBOLON/CL_NOWHERE", "*/*", 404),
        ("/sdmx/2.1/codelist?references=cousins", "*/*", 400),
        ("/sdmx/2.1/codelist/SYMBOLON/CL_SEX/1.0/NO_CODE", "*/*", 404),
        ("/sdmx/2.1/dataflow/SYMBOLON/MIG_MOB/1.0/ITEM", "*/*", 400),
        ("/sdmx/2.1/schema/codelist/SYMBOLON/CL_SEX/1.0", "*/*", 404),
        ("/sdmx/3.0/schema/provisionagreement/SYMBOLON/ANY/1.0", "*/*", 404),
        ("/sdmx/3.0/schema/dataflow/SYMBOLON/MIG_MOB", "application/vnd.sdmx.schema+xml;version=3.0.0", 406),
        ("/sdmx/2.1/metadata/MIG_MOB/all/all", "*/*", 501),
        ("/sdmx/3.0/metadata/metadataflow/SYMBOLON/ANY/1.0/all", "*/*", 501),
        ("/sdmx/3.0/registration/id/ANY", "*/*", 501),
        ("/sdmx/3.0/data", "*/*", 501),
        ("/sdmx/3.0/data/dataflow/SYMBOLON/MIG_MOB,CDH", "*/*", 501),
        ("/sdmx/3.0/data/dataflow/SYMBOLON/MIG_MOB/2+.0.0", "*/*", 404),
        ("/sdmx/3.0/availability/dataflow/SYMBOLON/MIG_MOB/1.0/*/NO_DIMENSION", "*/*", 422),
        ("/sdmx/3.0/availability/dataflow/SYMBOLON/MIG_MOB/1.0?references=categoryscheme", "*/*", 400),
        ("/sdmx/2.1/nonsense", "*/*", 404),
        ("/sdmx/4.0/data/MIG_MOB", "*/*", 404),
    ],
)
def test_every_refusal_has_its_status(address: str, path: str, accept: str, status: int) -> None:
    answer = httpx.get(address + path, headers={"Accept": accept})
    assert answer.status_code == status, answer.text
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    if status >= 400 and accept == "*/*":
        assert answer.headers["content-type"] == "application/problem+json"


def test_too_large_an_answer_is_refused_with_a_way_out(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from services.indicators.entrypoints.sdmx import data

    monkeypatch.setattr(data, "MOST_OBSERVATIONS", 10)
    answer = httpx.get(f"{address}{FLOW}?endPeriod=2099")
    assert answer.status_code == 413
    assert "name areas or years" in answer.json()["detail"]


def test_what_the_client_holds_is_not_sent_again(address: str) -> None:
    first = httpx.get(address + FLOW, headers=CSV)
    again = httpx.get(address + FLOW, headers={**CSV, "If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = {"Accept": "application/json", "If-None-Match": first.headers["ETag"]}
    assert httpx.get(address + FLOW, headers=other).status_code == 200
    assert {it.strip() for it in first.headers["Vary"].split(",")} == {"Accept", "Accept-Encoding"}


def test_a_compressed_answer_is_another_representation_of_the_same(address: str) -> None:
    with httpx.Client() as client:
        plain = client.get(address + FLOW, headers={**CSV, "Accept-Encoding": "identity"})
        request = client.build_request("GET", address + FLOW, headers={**CSV, "Accept-Encoding": "gzip"})
        answer = client.send(request, stream=True)
        packed = b"".join(answer.iter_raw())
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed) == plain.content
    assert answer.headers["ETag"] != plain.headers["ETag"]


def test_a_page_of_another_origin_may_ask(address: str) -> None:
    answer = httpx.options(address + FLOW, headers={"Origin": "https://example.org"})
    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "X-API-Key" in answer.headers["Access-Control-Allow-Headers"]
    assert httpx.get(address + FLOW).headers["Access-Control-Allow-Origin"] == "*"
