"""`POST /v1/loads` on a real PostgreSQL: the file comes in, a worker loads it, a signed report is there."""

import io
import json
import zipfile

import pytest

from services.indicators.adapters.signing import is_genuine
from tests.support.loading_platform import Platform

GOOD = "indicatorId,geoUnit,year,value,qualifier,magnitude\n26637,NAM,2020,4321,,\n"
MAPPING = {
    "indicator": "ATT_STOCK",
    "direction": "_Z",
    "unit": "PER",
    "columns": {
        "REF_AREA": {"column": "country", "countries": True},
        "COUNTERPART_AREA": {"column": "coub", "countries": True},
        "EDU_LEVEL": {"column": "edu", "codes": {"3": "L5T8"}},
        "LABOUR_STATUS": {"column": "lfs", "codes": {"1": "EMP", "2": "UNE"}},
    },
    "value_column": "number",
    "year_column": None,
    "year": 2010,
}


async def test_a_release_is_loaded_by_a_job_and_its_report_can_be_verified(platform: Platform) -> None:
    job = await platform.load(
        GOOD.encode(), source="uis-export", release="UIS-2026-02", published="2026-02-27"
    )
    result = job["result"]
    assert isinstance(result, dict)
    assert (job["state"], result["accepted"], result["observations"]) == ("done", True, 1)
    answer = await platform.client.get(result["report"])
    document = answer.json()
    report = answer.content.partition(b'{"report":')[2].rpartition(b',"signature":')[0]
    assert is_genuine(report, document["signature"])
    assert document["report"]["load"]["published"] == "2026-02-27"
    (load,) = (await platform.client.get("/v1/loads")).json()["loads"]
    assert (load["release"], load["observations"]) == ("UIS-2026-02", 1)


async def test_loads_are_listed_page_by_page(platform: Platform) -> None:
    for month in ("01", "02", "03"):
        await platform.load(
            GOOD.replace("NAM", "QQQ").encode(), source="uis-export", release=f"UIS-2026-{month}"
        )
    first = (await platform.client.get("/v1/loads", params={"limit": 2})).json()
    second = (await platform.client.get("/v1/loads", params={"limit": 2, "cursor": first["next"]})).json()
    listed = [it["release"] for it in (*first["loads"], *second["loads"])]
    assert (listed, second["next"]) == (["UIS-2026-03", "UIS-2026-02", "UIS-2026-01"], None)
    foreign = await platform.client.get("/v1/loads", params={"cursor": "nonsense"})
    assert (foreign.status_code, foreign.json()["code"]) == (400, "foreign_cursor")


async def test_a_refused_file_ends_the_job_with_the_reasons(platform: Platform) -> None:
    job = await platform.load(GOOD.replace("NAM", "QQQ").encode(), source="uis-export", release="UIS-2026-02")
    result = job["result"]
    assert isinstance(result, dict)
    assert (job["state"], result["accepted"], result["findings"]) == ("done", False, {"unknown_area": 1})


async def test_a_table_comes_with_its_mapping_in_a_bundle(platform: Platform) -> None:
    bundle = io.BytesIO()
    with zipfile.ZipFile(bundle, "w") as archive:
        archive.writestr("dioc/stocks.csv", "country,coub,edu,lfs,number\nFRA,TUN,3,1,1200\nFRA,TUN,3,2,90\n")
        archive.writestr("dioc/dioc.mapping.json", json.dumps(MAPPING))
    job = await platform.load(bundle.getvalue(), source="dioc", release="DIOC-2010", bundle="true")
    result = job["result"]
    assert isinstance(result, dict)
    assert (result["accepted"], result["observations"]) == (True, 2), result


@pytest.mark.parametrize(
    ("parameters", "status", "code"),
    [
        ({"source": "atlantis", "release": "UIS-1"}, 404, "unknown_source"),
        ({"source": "uis-export", "release": "OECD-1"}, 422, "invalid"),
        ({"source": "uis-export"}, 422, "invalid"),
        ({"source": "uis-export", "release": "UIS-1", "name": ".."}, 422, "invalid"),
        ({"source": "uis-export", "release": "UIS-1", "bundle": "true"}, 422, "invalid"),
    ],
)
async def test_a_wrong_request_is_refused_at_once(
    platform: Platform, parameters: dict[str, str], status: int, code: str
) -> None:
    answer = await platform.client.post("/v1/loads", params=parameters, content=GOOD.encode())
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_loading_needs_its_scope(platform: Platform) -> None:
    asked = {"source": "uis-export", "release": "UIS-1"}
    answer = await platform.client.post("/v1/loads", params=asked, content=b"", headers={"x-reader": "1"})
    assert (answer.status_code, answer.json()["code"]) == (403, "scope_required")


async def test_the_same_request_sent_again_is_one_job(platform: Platform) -> None:
    asked = {"source": "uis-export", "release": "UIS-2026-02"}
    once = {"Idempotency-Key": "a-key"}
    first = await platform.client.post("/v1/loads", params=asked, content=GOOD.encode(), headers=once)
    again = await platform.client.post("/v1/loads", params=asked, content=GOOD.encode(), headers=once)
    assert first.json()["id"] == again.json()["id"]
    other = await platform.client.post("/v1/loads", params=asked, content=GOOD.encode() + b"\n", headers=once)
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")
