"""The register over HTTP: lists, one institution, its status by date, reconciliation, and bad input."""

from typing import Any

import pytest
from httpx import AsyncClient

OSLO = "ror:01xtthb56"


async def ask(client: AsyncClient, path: str, status: int = 200, **query: Any) -> Any:
    answer = await client.get(path, params=query)
    assert answer.status_code == status, answer.text
    return answer.json()


async def test_pages_hold_every_institution_once(client: AsyncClient) -> None:
    seen: list[str] = []
    cursor = None
    while True:
        query = {"limit": 7} | ({"cursor": cursor} if cursor else {})
        page = await ask(client, "/v1/institutions", **query)
        seen += [it["id"] for it in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) > 50
    assert seen == sorted(seen)


async def test_filters_take_words_in_any_script(client: AsyncClient) -> None:
    for name in ("oslo", "Universitetet i Oslo"):
        page = await ask(client, "/v1/institutions", name=name, country="NOR")
        assert OSLO in [it["id"] for it in page["items"]]
    assert [it["name"] for it in (await ask(client, "/v1/institutions", name="北京大学"))["items"]] == [
        "Peking University"
    ]
    assert (await ask(client, "/v1/institutions", domain="uio.no"))["items"][0]["id"] == OSLO


async def test_a_cursor_of_another_list_is_refused(client: AsyncClient) -> None:
    page = await ask(client, "/v1/institutions", limit=2, country="ALB")
    problem = await ask(client, "/v1/institutions", status=400, limit=2, country="NOR", cursor=page["next"])
    assert problem["code"] == "foreign_cursor"


async def test_one_institution_by_any_identifier_with_its_etag(client: AsyncClient) -> None:
    first = await client.get(f"/v1/institutions/{OSLO}")
    other = await client.get("/v1/institutions/erasmus:N OSLO01")
    assert first.json() == other.json()
    assert first.json()["records"][0]["register"] == "reference"
    again = await client.get(f"/v1/institutions/{OSLO}", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304


async def test_names_carry_their_period(client: AsyncClient) -> None:
    names = (await ask(client, "/v1/institutions/erasmus:D LEIPZIG01"))["names"]
    former = next(it for it in names if it["text"].startswith("Karl-Marx"))
    assert (former["valid_from"], former["valid_to"]) == ("1953-05-05", "1991-02-13")


async def test_status_says_yes_with_its_source_and_unknown_in_silence(client: AsyncClient) -> None:
    today = await ask(client, f"/v1/institutions/{OSLO}/status", on="2020-06-30")
    assert (today["status"], today["provisional"], today["disagree"]) == ("recognised", True, False)
    source = today["sources"][0]
    assert source["marks"] == ["end_not_stated", "provisional"]
    assert source["valid_to"] is None
    earlier = await ask(client, f"/v1/institutions/{OSLO}/status", on="1790-01-01")
    assert (earlier["status"], earlier["reason"]) == ("unknown", "registers_silent")
    assert "not_yet_established" in earlier["notes"]
    unknown_then = await ask(client, f"/v1/institutions/{OSLO}/status", on="2020-06-30", known="2020-06-30")
    assert (unknown_then["status"], unknown_then["sources"]) == ("unknown", [])


@pytest.mark.parametrize(
    ("path", "query", "status", "code"),
    [
        ("/v1/institutions/ror:000000000", {}, 404, "unknown_institution"),
        ("/v1/institutions/nonsense/status", {}, 404, "unknown_institution"),
        (f"/v1/institutions/{OSLO}/status", {"on": "30.06.2020"}, 422, "invalid"),
        (f"/v1/institutions/{OSLO}/status", {"known": "2999-01-01"}, 422, "invalid"),
        ("/v1/institutions", {"country": "Norway"}, 422, "invalid"),
        ("/v1/institutions", {"limit": 0}, 422, "invalid"),
        ("/v1/institutions", {"cursor": "x"}, 400, "foreign_cursor"),
    ],
)
async def test_bad_requests_are_refused_in_words(
    client: AsyncClient, path: str, query: dict[str, Any], status: int, code: str
) -> None:
    problem = await ask(client, path, status=status, **query)
    assert problem["code"] == code
    assert problem["detail"]


async def reconcile(client: AsyncClient, *queries: dict[str, Any], status: int = 200) -> Any:
    answer = await client.post("/v1/institutions:reconcile", json={"queries": list(queries)})
    assert answer.status_code == status, answer.text
    return answer.json()


async def test_reconciling_many_answers_each_in_order_with_evidence(client: AsyncClient) -> None:
    body = await reconcile(
        client,
        {"key": "a", "text": "Dept. of Physics, Universitetet i Oslo, Oslo, Norway"},
        {"key": "b", "text": "Acme Widget Corporation"},
        {"key": "c", "text": "https://www.uio.no/english/"},
        {"key": "d", "text": "Univerzitet u Beogradu", "country": "SRB"},
        {"key": "e", "text": "جامعة دمشق"},
        {"key": "f", "text": "x" * 1000},
    )
    assert [it["key"] for it in body["answers"]] == list("abcdef")
    matches = {it["key"]: it["match"] for it in body["answers"]}
    assert matches["a"] == matches["c"] == OSLO
    assert matches["b"] is None
    assert matches["f"] is None
    assert body["answers"][1]["no_match"] == "nothing_alike"
    evidence = {it["kind"] for it in body["answers"][0]["candidates"][0]["evidence"]}
    assert {"country_agrees", "city_agrees"} <= evidence
    names = {it["key"]: it["candidates"][0]["name"] for it in body["answers"] if it["candidates"]}
    assert names["d"] == "University of Belgrade"
    assert names["e"] == "Damascus University"


async def test_each_fault_of_a_batch_is_named_at_its_place(client: AsyncClient) -> None:
    problem = await reconcile(
        client, {"text": "Oslo", "country": "Norway"}, {"text": ""}, {"name": "x"}, status=422
    )
    pointers = {it["pointer"] for it in problem["errors"]}
    assert {"/queries/0/country", "/queries/1/text", "/queries/2/text", "/queries/2/name"} <= pointers
    assert (await reconcile(client, status=422))["code"] == "invalid"


async def test_every_route_asks_who_is_there(client: AsyncClient) -> None:
    del client.headers["X-Symbolon-Token"]
    for path in ("/v1/institutions", f"/v1/institutions/{OSLO}/status", "/v1/reconciliation"):
        assert (await client.get(path)).status_code == 401
    assert (await client.post("/v1/institutions:reconcile", json={"queries": []})).status_code == 401
