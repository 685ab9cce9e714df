"""Applications over HTTP: opened once, each step on a state that was read, no refusal without its ground."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
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
from shared.kernel.clock import FixedClock
from shared.messaging.outbox import Outbox
from shared.security.principals import Principal
from tests.support.platform import Database

CLOCK = FixedClock(datetime(2026, 11, 24, 12, tzinfo=UTC))
SYRIAN = {
    "qualification_country": "SYR",
    "recognition_country": "NOR",
    "qualification_type": "degree",
    "level": "L6",
    "legal_status": "refugee",
}


async def anybody(_: Request) -> Principal:
    return Principal("norway", "a key", frozenset())


@pytest.fixture(name="client")
async def _client(database: Database) -> AsyncIterator[httpx.AsyncClient]:
    engine = create_engine(database.urls["credentials"].app, application_name="test-applications")
    parts = SimpleNamespace(
        authenticate=anybody,
        open_work=CredentialsWorks(UnitsOfWork(engine, Outbox(outbox)), CLOCK),
        idempotency_keys=IdempotencyKeys(idempotency_keys),
        after_commit=lambda: None,
        clock=CLOCK,
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


async def test_what_names_a_person_has_no_place(client: httpx.AsyncClient) -> None:
    body = {**SYRIAN, "name": "somebody"}
    answer = await client.post("/v1/applications", json=body, headers={"Idempotency-Key": str(uuid4())})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/name")
