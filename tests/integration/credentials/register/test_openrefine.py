"""The dialogue of OpenRefine with the service: manifest, batches as a form, suggestions, preview."""

import json
from typing import Any

import pytest
from httpx import AsyncClient

PATH = "/v1/reconciliation"


async def send(client: AsyncClient, queries: Any, status: int = 200) -> Any:
    text = queries if isinstance(queries, str) else json.dumps(queries)
    answer = await client.post(PATH, data={"queries": text})
    assert answer.status_code == status, answer.text
    return answer.json()


async def test_the_manifest_names_whole_addresses(client: AsyncClient) -> None:
    manifest = (await client.get(PATH)).json()
    assert manifest["versions"] == ["0.1", "0.2"]
    assert manifest["view"]["url"] == "https://symbolon.example/v1/institutions/{{id}}"
    assert manifest["suggest"]["entity"]["service_path"] == "/v1/reconciliation/suggest/entity"
    assert manifest["defaultTypes"][0]["id"] == "institution"


async def test_a_batch_is_answered_under_its_keys(client: AsyncClient) -> None:
    queries = {
        "q0": {"query": "University of Oslo", "type": "institution", "limit": 2},
        "q1": {
            "query": "Vilnius University",
            "properties": [{"pid": "country", "v": {"name": "Lithuania"}}],
        },
        "q2": {"query": "Nowhere Polytechnic of Atlantis"},
    }
    body = await send(client, queries)
    assert set(body) == {"q0", "q1", "q2"}
    best = body["q0"]["result"][0]
    assert (best["id"], best["match"], best["type"][0]["id"]) == ("ror:01xtthb56", True, "institution")
    assert 75 <= best["score"] <= 100
    assert {it["id"] for it in best["features"]} >= {"clean"}
    assert body["q1"]["result"][0]["name"] == "Vilnius University"
    assert not any(it["match"] for it in body["q2"]["result"])
    by_parameter = await client.get(PATH, params={"queries": json.dumps(queries)})
    assert by_parameter.json() == body
    as_json = await client.post(PATH, json=queries)
    assert as_json.json() == body


async def test_suggestions_and_preview(client: AsyncClient) -> None:
    found = (await client.get(f"{PATH}/suggest/entity", params={"prefix": "tirana"})).json()["result"]
    assert len(found) >= 3
    properties = (await client.get(f"{PATH}/suggest/property", params={"prefix": "coun"})).json()["result"]
    assert [it["id"] for it in properties] == ["country"]
    page = await client.get(f"{PATH}/preview", params={"id": found[0]["id"]})
    assert page.headers["content-type"].startswith("text/html")
    assert found[0]["name"] in page.text


@pytest.mark.parametrize(
    ("queries", "status", "code"),
    [
        ("{", 400, "json_invalid"),
        ("[]", 422, "invalid"),
        ({"q": {"query": ""}}, 422, "invalid"),
        ({"q": {"query": "x" * 1001}}, 422, "invalid"),
        ({"q": {"query": "Oslo", "limit": "many"}}, 422, "invalid"),
        ({"q": "Oslo"}, 422, "invalid"),
        ({"q": {"query": "Oslo", "properties": {}}}, 422, "invalid"),
        ('{"q": {"query": "a"}, "q": {"query": "b"}}', 400, "duplicate_member"),
    ],
)
async def test_bad_batches_are_refused_with_the_place(
    client: AsyncClient, queries: Any, status: int, code: str
) -> None:
    problem = await send(client, queries, status=status)
    assert problem["code"] == code


async def test_other_bodies_are_refused(client: AsyncClient) -> None:
    assert (await client.post(PATH, content=b"x", headers={"content-type": "text/plain"})).status_code == 415
    assert (await client.post(PATH, data={"other": "x"})).status_code == 400
