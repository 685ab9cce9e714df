"""What SDMX-REST says about answers: keys and conditions, conditional requests, compression, refusals."""

import csv
import gzip
import io

import httpx
import pytest

FLOW = "/sdmx/2.1/data/MIG_MOB"
FLOW_3 = "/sdmx/3.0/data/dataflow/SYMBOLON/MIG_MOB/1.0"
CSV = {"Accept": "application/vnd.sdmx.data+csv;version=1.0.0"}


def rows(address: str, path: str) -> list[dict[str, str]]:
    answer = httpx.get(address + path, headers=CSV)
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text)))


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
        (f"{FLOW}/EGY", "*/*", 422),
        (f"{FLOW}?lastNObservations=0", "*/*", 400),
        (f"{FLOW}?lastNObservation=1", "*/*", 400),
        (f"{FLOW}?startPeriod=then", "*/*", 422),
        (f"{FLOW}?startPeriod=2022&endPeriod=2020", "*/*", 422),
        (f"{FLOW}?dimensionAtObservation=REF_AREA", "*/*", 501),
        (f"{FLOW}?detail=some", "*/*", 400),
        (FLOW, "application/pdf", 406),
        (FLOW, "application/vnd.sdmx.data+json;version=1.0.0", 406),
        (FLOW, "application/vnd.sdmx.genericdata+xml;version=2.1", 406),
        ("/sdmx/2.1/data/NO_FLOW", "*/*", 404),
        ("/sdmx/2.1/data/OTHER,MIG_MOB,1.0", "*/*", 404),
        (f"{FLOW_3}?c[NO_DIMENSION]=A", "*/*", 422),
        (f"{FLOW_3}?c[REF_AREA]=like:A", "*/*", 422),
        (f"{FLOW_3}?sort=REF_AREA", "*/*", 501),
        (f"{FLOW_3}?attributes=NO_ATTRIBUTE", "*/*", 400),
        ("/sdmx/3.0/data/provisionagreement/A/B/1.0", "*/*", 501),
        ("/sdmx/2.1/codelist/SYMBOLON/CL_NOWHERE", "*/*", 404),
        ("/sdmx/2.1/codelist?references=cousins", "*/*", 422),
        ("/sdmx/2.1/schema/dataflow/SYMBOLON/MIG_MOB", "*/*", 501),
        ("/sdmx/2.1/nonsense", "*/*", 404),
    ],
)
def test_every_refusal_has_its_status(address: str, path: str, accept: str, status: int) -> None:
    answer = httpx.get(address + path, headers={"Accept": accept})
    assert answer.status_code == status, answer.text
    if status >= 400:
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
