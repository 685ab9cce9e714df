"""The client `sdmx1` reads the shipped figures from the running platform, through the gateway."""

import asyncio
from typing import Any

import pytest

from tests.support.machine import Running

sdmx = pytest.importorskip("sdmx")


def client_of(url: str, key: str) -> Any:
    resources = ("dataflow", "datastructure", "data")
    headers = {name: {"X-API-Key": key} for name in resources}
    source = {"id": "SYMBOLON_GATEWAY", "url": f"{url}/sdmx/2.1", "name": "Symbolon", "headers": headers}
    sdmx.add_source(source, override=True)
    return sdmx.Client("SYMBOLON_GATEWAY")


def read(url: str, key: str) -> tuple[list[str], dict[Any, float]]:
    client = client_of(url, key)
    flows = client.get("dataflow", agency_id="SYMBOLON").dataflow
    message = client.get("data", "MIG_MOB", key="UIS.MOR.AIA......")
    return list(flows), sdmx.to_pandas(message).groupby("TIME_PERIOD").first().to_dict()


async def test_a_statistician_reads_what_the_platform_ships(platform: Running) -> None:
    flows, values = await asyncio.to_thread(read, platform.url, platform.key)
    assert flows == ["MIG_MOB", "MIG_ATT", "MIG_EMR", "CDH", "QR_DEC"]
    assert values == {"2003": 532.7380981445312}


async def test_a_statistician_looks_before_reading(platform: Running) -> None:
    """Series by a key in words; HEAD, a stroke at the end and a refusal at the gateway."""

    def look() -> set[str]:
        client = client_of(platform.url, platform.key)
        found = client.preview_data("MIG_MOB", {"REF_AREA": "TUN", "INDICATOR": "MOR+MSEP"})
        return {str(it["INDICATOR"].value) for it in found}

    assert await asyncio.to_thread(look) == {"MOR", "MSEP"}
    address = f"{platform.url}/sdmx/3.0/data/dataflow/SYMBOLON/MIG_MOB/"
    headers = {"X-API-Key": platform.key, "Accept-Encoding": "identity"}
    async with platform.client.get(address, headers=headers) as whole:
        assert whole.status == 200
        size = str(len(await whole.read()))
    async with platform.client.head(address, headers=headers) as told:
        assert (told.status, told.headers["ETag"]) == (200, whole.headers["ETag"])
        assert told.headers["Content-Length"] == size
    async with platform.client.get(f"{address}NO_VERSION", headers=headers) as refused:
        assert (refused.status, refused.headers["Access-Control-Allow-Origin"]) == (404, "*")


async def test_a_released_table_of_decisions_is_read_by_its_dimensions(platform: Running) -> None:
    """A year without cases: a table of true zeros, which has no hidden cell."""
    wanted = {"cube": "QR_STATUS", "year": 1999}
    status, made = await platform.ask("POST", "/v1/statistics/releases", body=wanted)
    assert status == 201, made

    def read_decisions() -> Any:
        key = "QR_STATUS....._T..refugee.."
        return client_of(platform.url, platform.key).get("data", "QR_DEC", key=key)

    message = await asyncio.to_thread(read_decisions)
    found = sdmx.to_pandas(message).groupby("OUTCOME").first().to_dict()
    assert found == dict.fromkeys(["_T", "full", "partial", "conditional", "refusal", "withdrawn"], 0)


async def test_a_release_is_loaded_through_the_gateway(platform: Running) -> None:
    body = "indicatorId,geoUnit,year,value,qualifier,magnitude\n26637,NAM,1999,4321,,\n"
    address = f"{platform.url}/v1/loads?source=uis-export&release=UIS-test"
    headers = {"X-API-Key": platform.key, "Content-Type": "application/octet-stream"}
    async with platform.client.post(address, data=body.encode(), headers=headers) as answer:
        assert answer.status == 202, await answer.text()
        location = answer.headers["Location"]
    job: dict[str, Any] = {"state": "queued"}
    while job["state"] in {"queued", "running"}:
        await asyncio.sleep(0.1)
        _, job = await platform.ask("GET", location)
    assert (job["state"], job["result"]["observations"]) == ("done", 1), job
    status, report = await platform.ask("GET", job["result"]["report"])
    assert (status, report["report"]["load"]["release"]) == (200, "UIS-test")
    await asyncio.sleep(1.1)  # the catalogue is looked at once a second
    status, found = await platform.ask("GET", "/v1/observations?area=NAM&start=1999&end=1999")
    assert [it["OBS_VALUE"] for it in found["observations"]] == [4321]


async def test_a_page_of_another_origin_may_ask_without_a_key_what_it_may_ask(platform: Running) -> None:
    address = f"{platform.url}/sdmx/3.0/data/dataflow/SYMBOLON/MIG_MOB/1.0/*"
    asked = {"Origin": "https://statistics.example", "Access-Control-Request-Method": "GET"}
    async with platform.client.options(address, headers=asked) as answer:
        assert answer.status == 204
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "X-API-Key" in answer.headers["Access-Control-Allow-Headers"]
    async with platform.client.options(address) as answer:
        assert answer.status == 401, "OPTIONS without the question is a request as any other"
    evaluations = f"{platform.url}/v1/evaluations"
    async with platform.client.options(evaluations, headers=asked) as answer:
        assert answer.status == 405, "what has no preflight answers none"
