import io
from typing import Any

import httpx
import pyarrow.parquet
import pytest
from fastapi import Request

from services.indicators.adapters.observations_memory import reference_observations
from services.indicators.domain.observations.source import Sources
from services.indicators.entrypoints.http.formulas import formula_routes
from services.indicators.entrypoints.http.observations import observation_routes
from shared.http.app import create_app
from shared.http.health import Health
from shared.security.principals import Principal
from tests.support.sdmx_service import NoLoads, nothing_released

KEY = "MIG_MOB:UIS.MOR.EGY.W00.OUT.L5T8._T.T.PT:2020"


async def anybody(_: Request) -> Principal:
    return Principal("norway", "a reader", frozenset())


@pytest.fixture(name="client")
def _client() -> httpx.AsyncClient:
    source = reference_observations()
    app = create_app(
        title="indicators",
        version="1",
        routers=[
            formula_routes(anybody),
            observation_routes(Sources(source, nothing_released), NoLoads(), anybody, "1.2.3"),
        ],
        health=Health(),
    )
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://indicators")


async def test_observations_come_as_json_csv_and_parquet_with_the_same_rows(
    client: httpx.AsyncClient,
) -> None:
    asked = {"area": "EGY", "start": "2020"}
    answer = await client.get("/v1/observations", params=asked)
    rows = answer.json()["observations"]
    assert {it["INDICATOR"] for it in rows} == {"IN", "OUT_MIRROR_EST", "MSEP", "MOR"}
    assert {it["VINTAGE"] for it in rows} == {"UIS-2026-02"}
    text = await client.get("/v1/observations", params={**asked, "format": "csv"})
    assert len(text.text.splitlines()) == len(rows) + 1
    packed = await client.get("/v1/observations", params={**asked, "format": "parquet"})
    assert pyarrow.parquet.read_table(io.BytesIO(packed.content)).num_rows == len(rows)


async def test_json_comes_in_pages_and_files_come_whole(client: httpx.AsyncClient) -> None:
    asked: dict[str, Any] = {"area": ["EGY", "TUN"], "end": 2022}
    whole = (await client.get("/v1/observations", params=asked)).json()
    assert whole["next"] is None
    pages, cursor = [], ""
    while cursor is not None:
        here = {**asked, "limit": 7, **({"cursor": cursor} if cursor else {})}
        page = (await client.get("/v1/observations", params=here)).json()
        pages.append(page["observations"])
        cursor = page["next"]
    assert [it for page in pages for it in page] == whole["observations"]
    assert {len(page) for page in pages[:-1]} == {7}
    other = {"area": "EGY", "cursor": (await client.get("/v1/observations?limit=1")).json()["next"]}
    assert (await client.get("/v1/observations", params=other)).json()["code"] == "foreign_cursor"
    refused = await client.get("/v1/observations", params={"format": "csv", "limit": 7})
    assert (refused.status_code, refused.json()["code"]) == (400, "not_in_pages")


async def test_each_row_has_the_name_under_which_it_explains_itself(client: httpx.AsyncClient) -> None:
    rows = (await client.get("/v1/observations", params={"area": "EGY"})).json()["observations"]
    assert f"{KEY}@UIS-2026-02" in {it["id"] for it in rows}
    for row in rows:
        answer = (await client.get(f"/v1/observations/{row['id']}:explain")).json()
        assert (answer["id"], answer["observation"]["OBS_VALUE"]) == (row["id"], row["OBS_VALUE"])


async def test_an_unchanged_answer_is_not_sent_again(client: httpx.AsyncClient) -> None:
    first = await client.get("/v1/observations", params={"area": "EGY"})
    etag = {"If-None-Match": first.headers["ETag"]}
    assert (await client.get("/v1/observations", params={"area": "EGY"}, headers=etag)).status_code == 304
    other = await client.get("/v1/observations", params={"area": "EGY", "format": "csv"}, headers=etag)
    assert other.status_code == 200


async def test_a_question_that_cannot_be_meant_is_a_problem(client: httpx.AsyncClient) -> None:
    reversed_years = await client.get("/v1/observations", params={"start": 2022, "end": 2020})
    assert (reversed_years.status_code, reversed_years.json()["code"]) == (422, "invalid")
    assert [it["parameter"] for it in reversed_years.json()["errors"]] == ["start"]
    flow = await client.get("/v1/observations", params={"dataflow": "NONE"})
    assert (flow.status_code, flow.json()["code"]) == (404, "unknown_dataflow")


async def test_an_observation_explains_itself(client: httpx.AsyncClient) -> None:
    answer = (await client.get(f"/v1/observations/{KEY}:explain")).json()
    assert answer["id"] == f"{KEY}@UIS-2026-02"
    assert answer["formula"]["reference"] == "MOR/1"
    assert answer["code_version"] == "1.2.3"
    assert answer["recomputed"] is None, "the enrolment is not among the shipped figures"
    gone = await client.get("/v1/observations/MIG_MOB:UIS.MOR:2020:explain")
    assert (gone.status_code, gone.json()["code"]) == (404, "unknown_observation")


async def test_every_formula_is_published_with_unit_source_and_test_vectors(
    client: httpx.AsyncClient,
) -> None:
    answer = (await client.get("/v1/formulas")).json()
    assert len(answer["formulas"]) >= 50
    assert all(it["unit"] and it["source"] and it["test_vectors"] for it in answer["formulas"])
    assert [it["name"] for it in answer["reserved"]] == ["UIS_MDI"]
    one = (await client.get("/v1/formulas/MSEP")).json()
    assert one["vtl"]
    assert (await client.get("/v1/formulas/UIS_MDI")).json()["code"] == "name_not_bound"
