"""Applications over HTTP: opened once, each step on a state that was read, no refusal without its ground."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast
from uuid import uuid4

import httpx
import pytest
from fastapi import Request

from services.credentials.adapters.tables import idempotency_keys, outbox
from services.credentials.adapters.work import CredentialsWorks
from services.credentials.entrypoints.http.casework import casework_routes
from shared.db.engine import create_engine
from shared.db.unit_of_work import UnitsOfWork
from shared.http.app import create_app
from shared.http.health import Health
from shared.http.idempotency import IdempotencyKeys
from shared.messaging.outbox import Outbox
from shared.security.principals import Principal
from tests.support.platform import Database


@dataclass
class MovingClock:
    """A clock that a test moves on."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment


SYRIAN = {
    "qualification_country": "SYR",
    "recognition_country": "NOR",
    "qualification_type": "degree",
    "level": "L6",
    "legal_status": "refugee",
}


async def anybody(_: Request) -> Principal:
    return Principal("norway", "a key", frozenset())


@pytest.fixture(name="clock")
def _clock() -> MovingClock:
    return MovingClock(datetime(2026, 11, 24, 12, tzinfo=UTC))


@pytest.fixture(name="client")
async def _client(database: Database, clock: MovingClock) -> AsyncIterator[httpx.AsyncClient]:
    engine = create_engine(database.urls["credentials"].app, application_name="test-applications")
    parts = SimpleNamespace(
        authenticate=anybody,
        open_work=CredentialsWorks(UnitsOfWork(engine, Outbox(outbox)), clock),
        idempotency_keys=IdempotencyKeys(idempotency_keys),
        after_commit=lambda: None,
        clock=clock,
    )
    routers = [casework_routes(cast("Any", parts))]
    app = create_app(title="credentials", version="1", routers=routers, health=Health())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://credentials") as client:
        yield client
    await engine.dispose()


async def test_an_application_is_opened_once_and_decided_on_the_state_that_was_read(
    client: httpx.AsyncClient,
) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    opened = await client.post("/v1/applications", json=SYRIAN, headers=key)
    again = await client.post("/v1/applications", json=SYRIAN, headers=key)
    assert (opened.status_code, again.json()) == (201, opened.json())
    place, etag = opened.headers["Location"], opened.headers["ETag"]
    decision = {"outcome": "full"}
    blind = await client.post(f"{place}/decisions", json=decision)
    assert (blind.status_code, blind.json()["code"]) == (428, "if_match_required")
    decided = await client.post(f"{place}/decisions", json=decision, headers={"If-Match": etag})
    assert (decided.status_code, decided.json()["state"]) == (200, "decided")
    stale = await client.post(f"{place}/decisions", json=decision, headers={"If-Match": etag})
    assert (stale.status_code, stale.json()["code"]) == (412, "changed_meanwhile")
    present = {"If-Match": decided.headers["ETag"]}
    twice = await client.post(f"{place}/decisions", json=decision, headers=present)
    assert (twice.status_code, twice.json()["code"]) == (409, "not_in_this_state")
    appealed = await client.post(f"{place}/appeals", headers=present)
    assert appealed.json()["state"] == "under_appeal"
    ended = await client.post(
        f"{place}/appeals:end", json={"result": "remitted"}, headers={"If-Match": appealed.headers["ETag"]}
    )
    assert (ended.json()["state"], ended.json()["decision_due"]) == ("open", True)
    assert (await client.get(place)).json() == ended.json()


async def test_a_refusal_without_an_evaluation_that_carries_it_is_not_issued(
    client: httpx.AsyncClient,
) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    opened = await client.post("/v1/applications", json=SYRIAN, headers=key)
    place, match = opened.headers["Location"], {"If-Match": opened.headers["ETag"]}
    bare = await client.post(f"{place}/decisions", json={"outcome": "refusal"}, headers=match)
    assert (bare.status_code, bare.json()["code"]) == (409, "decision_not_carried")
    unheard = {"outcome": "refusal", "evaluation_id": str(uuid4())}
    unknown = await client.post(f"{place}/decisions", json=unheard, headers=match)
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_evaluation")
    assert (await client.get(place)).json()["state"] == "open"


async def test_silence_is_open_to_appeal_when_the_time_to_decide_has_passed(
    client: httpx.AsyncClient, clock: MovingClock
) -> None:
    limit = {"number": 2, "unit": "months", "fixed_by": "authority", "announced": "https://x.example/times"}
    body = {**SYRIAN, "limit": limit, "owed": ["transcript"]}
    opened = await client.post("/v1/applications", json=body, headers={"Idempotency-Key": str(uuid4())})
    place = opened.headers["Location"]
    time = opened.json()["time"]
    assert (time["limit"], time["began_at"], time["owed"]) == (limit, None, ["transcript"])

    async def step(path: str, **body: Any) -> httpx.Response:
        tag = (await client.get(place)).headers["ETag"]
        return await client.post(f"{place}/{path}", json=body, headers={"If-Match": tag})

    clock.moment += timedelta(days=100)
    early = await step("appeals")
    assert (early.status_code, early.json()["code"]) == (409, "not_overdue")
    assert "since 2026-11-24 the applicant owes transcript" in early.json()["detail"]
    strange = await step("supplies", items=["identity"])
    assert (strange.status_code, strange.json()["code"]) == (409, "not_owed")
    nothing = await step("supplies")
    assert (nothing.status_code, nothing.json()["errors"][0]["detail"]) == (422, "name at least one item")
    both = await step("supplies", items=["transcript"], unobtainable=["transcript"])
    assert (both.status_code, both.json()["errors"][0]["code"]) == (422, "both")
    supplied = await step("supplies", items=["transcript"])
    assert (supplied.json()["time"]["last_day"], supplied.json()["time"]["overdue"]) == ("2027-05-04", False)
    asked = await step("requests", items=["translation"])
    assert asked.json()["time"]["pauses"][1]["items"] == ["translation"]
    clock.moment += timedelta(days=10)
    supplied = await step("supplies", unobtainable=["translation"])
    assert supplied.json()["time"]["last_day"] == "2027-05-14"
    clock.moment += timedelta(days=62)
    appealed = (await step("appeals")).json()
    assert (appealed["state"], appealed["open_appeal_against"]) == ("under_appeal", "silence")
    ended = (await step("appeals:end", result="overturned")).json()
    assert (ended["decision_due"], ended["time"]["last_day"]) == (True, "2027-07-15")


async def test_where_no_limit_was_fixed_the_appeal_is_taken_and_says_so(client: httpx.AsyncClient) -> None:
    opened = await client.post("/v1/applications", json=SYRIAN, headers={"Idempotency-Key": str(uuid4())})
    match = {"If-Match": opened.headers["ETag"]}
    appealed = await client.post(f"{opened.headers['Location']}/appeals", headers=match)
    time = appealed.json()["time"]
    assert appealed.json()["open_appeal_against"] == "silence"
    assert (time["limit"], time["last_day"], time["overdue"]) == (None, None, None)


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"limit": {"number": True}}, "/limit/number", "int_type"),
        ({"limit": {"number": "4"}}, "/limit/number", "int_type"),
        ({"limit": {"number": 0}}, "/limit/number", "greater_than_equal"),
        ({"limit": {"announced": " \u200b"}}, "/limit/announced", "says_nothing"),
        ({"owed": ["fee"]}, "/owed/0", "enum"),
        ({"qualification_country": "NOR"}, "", "same_country"),
    ],
)
async def test_an_application_that_makes_no_sense_is_not_opened(
    client: httpx.AsyncClient, change: dict[str, Any], pointer: str, code: str
) -> None:
    limit = {"number": 4, "unit": "months", "fixed_by": "authority", "announced": "https://x.example"}
    body = {**SYRIAN, "limit": limit, **change}
    body["limit"] = limit | change.get("limit", {})
    answer = await client.post("/v1/applications", json=body, headers={"Idempotency-Key": str(uuid4())})
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["pointer"], error["code"]) == (422, pointer, code)


async def test_what_names_a_person_has_no_place(client: httpx.AsyncClient) -> None:
    body = {**SYRIAN, "name": "somebody"}
    answer = await client.post("/v1/applications", json=body, headers={"Idempotency-Key": str(uuid4())})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/name")
