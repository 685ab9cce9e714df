"""What-if on a loaded release: the cube is built from the store, mapped from disk, and the answers add up."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import Request

from services.indicators.adapters.cubes.stored import StoredCubes
from services.indicators.adapters.observations.contents import Contents
from services.indicators.adapters.observations.store import StoredObservations
from services.indicators.adapters.sources.reference import country_groups
from services.indicators.application.load import Order
from services.indicators.application.what_if import WhatIf
from services.indicators.entrypoints.http.what_if import what_if_routes
from services.indicators.load_container import LoadContainer
from shared.http.app import create_app
from shared.http.health import Health
from shared.security.principals import Principal
from tests.support.loading import unheard

TABLE = "freq,unit,partner,sex,isced11,geo\\TIME_PERIOD\t2021\t2022\n" + "".join(
    f"A,NR,{partner},T,ED5-8,{host}\t{was}\t{now}\n"
    for partner, host, was, now in (
        *(("TN", "FR", 90, 100), ("TN", "DE", 45, 50), ("TN", "IT", 40, 50), ("MA", "FR", 290, 300)),
        *(("AFR_NSP", "FR", 0, 40), ("TN", "BE", ":", ":"), ("MA", "DE", 100, 100), ("NA", "DE", 5, 7)),
    )
)


@pytest.fixture(name="client")
async def _client(parts: LoadContainer, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    file = tmp_path / "educ_uoe_mobs02.tsv"
    file.write_text(TABLE)
    loaded = await parts.load(Order("eurostat-partners", "ESTAT-2025-09", (file,)), unheard)
    assert loaded.load.accepted, loaded.report
    mapped = tmp_path / "mapped"
    source = StoredObservations(parts.engine, Contents(parts.engine, mapped), fresh_for=0)

    async def anybody(_: Request) -> Principal:
        return Principal("development", "a reader", frozenset())

    routes = what_if_routes(WhatIf(StoredCubes(source, mapped, country_groups())), anybody)
    app = create_app(title="indicators", version="1", routers=[routes], health=Health())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://x") as client:
        yield client


async def tunisia(client: httpx.AsyncClient, **body: Any) -> dict[str, Any]:
    answer = await client.post("/v1/what-if", json={"areas": ["TUN"], "years": [2022], **body})
    assert answer.status_code == 200, answer.text
    (result,) = answer.json()["results"]
    found: dict[str, Any] = result
    return found


async def test_a_dropped_host_leaves_the_others(client: httpx.AsyncClient) -> None:
    result = await tunisia(client, without_hosts=["FRA"])
    assert result["published"]["students"] == 200
    assert result["published"]["dispersion"] == pytest.approx(1 - (0.5**2 + 2 * 0.25**2))
    assert result["assumed"]["students"] == 100
    assert result["assumed"]["dispersion"] == pytest.approx(0.5)


async def test_unknown_origins_are_shared_out_or_bound_the_figure(client: httpx.AsyncClient) -> None:
    shared = await tunisia(client, unknown="proportional")
    assert shared["assumed"]["students"] == pytest.approx(200 + 40 * 100 / 400)
    bounded = await tunisia(client, unknown="bounds")
    assert (bounded["assumed"]["students"], bounded["most_students"]) == (200, 240)


async def test_a_way_of_counting_that_no_release_has_is_said_not_guessed(client: httpx.AsyncClient) -> None:
    assert (await client.post("/v1/what-if", json={"counting": "mobile"})).status_code == 200
    foreign = await client.post("/v1/what-if", json={"counting": "foreign"})
    assert (foreign.status_code, foreign.json()["code"]) == (404, "no_flows")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"without_hosts": ["TUN"]}, "/without_hosts"),
        ({"areas": ["QQQ"]}, "/areas"),
        ({"years": [1999]}, "/years"),
        ({"sex": "X"}, "/sex"),
    ],
)
async def test_a_code_that_the_release_does_not_have_is_refused(
    client: httpx.AsyncClient, body: dict[str, Any], pointer: str
) -> None:
    answer = await client.post("/v1/what-if", json=body)
    assert answer.status_code == 422
    assert [it["pointer"] for it in answer.json()["errors"]] == [pointer]


async def test_hosts_have_shares_of_the_market(client: httpx.AsyncClient) -> None:
    body = {"side": "host", "years": [2022], "areas": ["FRA"], "without_hosts": ["ITA"]}
    (france,) = (await client.post("/v1/what-if", json=body)).json()["results"]
    assert france["published"]["market_share"] == pytest.approx(100 * 400 / 607)
    assert france["assumed"]["market_share"] == pytest.approx(100 * 400 / 557)


async def test_without_any_host_nobody_is_known_to_be_abroad(client: httpx.AsyncClient) -> None:
    result = await tunisia(client, without_hosts=["DEU", "FRA", "ITA"], unknown="proportional")
    assert (result["published"]["students"], result["assumed"]) == (200, None)


async def test_students_of_unknown_origin_are_counted_and_so_are_those_left(
    client: httpx.AsyncClient,
) -> None:
    for unknown, left in (("none", 40), ("proportional", 0)):
        asked = {"years": [2022], "unknown": unknown}
        answer = (await client.post("/v1/what-if", json=asked)).json()
        assert answer["unknown_origin"] == [{"year": 2022, "students": 40, "left": left}]


async def test_a_load_of_another_release_leaves_the_cube_as_it_is(
    client: httpx.AsyncClient, parts: LoadContainer, tmp_path: Path
) -> None:
    await tunisia(client)
    (tmp_path / "data.csv").write_text(
        "indicatorId,geoUnit,year,value,qualifier,magnitude\n26637,TUN,2020,9,,\n"
    )
    order = Order("uis-export", "UIS-2026-02", (tmp_path / "data.csv",))
    assert (await parts.load(order, unheard)).load.accepted
    await tunisia(client)
    assert len(list((tmp_path / "mapped" / "cubes").iterdir())) == 1
