"""Verifications over HTTP: answered once, kept without the credential, each tenant's own."""

import base64
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast
from uuid import uuid4

import httpx
import pytest
from fastapi import Request

from services.credentials.adapters.own_thread import OwnThread
from services.credentials.adapters.tables import idempotency_keys, outbox
from services.credentials.adapters.verification.formats import VERIFIERS
from services.credentials.adapters.work import CredentialsWorks
from services.credentials.application.verify import Verify
from services.credentials.domain.verification.document import Evidence
from services.credentials.entrypoints.http.verification.routes import verification_routes
from shared.db.engine import create_engine
from shared.db.unit_of_work import UnitsOfWork
from shared.http.app import create_app
from shared.http.health import Health
from shared.http.idempotency import IdempotencyKeys
from shared.kernel.clock import FixedClock
from shared.messaging.outbox import Outbox
from shared.security.principals import Principal
from tests.support.platform import Database
from tests.unit.credentials.verification.signing import IssuerOfTests, credential

CLOCK = FixedClock(datetime(2026, 11, 24, 12, tzinfo=UTC))
ISSUER = IssuerOfTests()
SIGNED = ISSUER.jcs(credential(ISSUER.did, name="Diploma of Ada"))


async def whoever(request: Request) -> Principal:
    return Principal(request.headers.get("tenant", "norway"), "a key", frozenset())


@pytest.fixture(name="client")
async def _client(database: Database) -> AsyncIterator[httpx.AsyncClient]:
    engine = create_engine(database.urls["credentials"].app, application_name="test-verifications")
    parts = SimpleNamespace(
        authenticate=whoever,
        open_work=CredentialsWorks(UnitsOfWork(engine, Outbox(outbox)), CLOCK),
        idempotency_keys=IdempotencyKeys(idempotency_keys),
        verify=Verify(VERIFIERS, Evidence()),
        verifying=OwnThread("test-verification"),
        clock=CLOCK,
    )
    routers = [verification_routes(cast("Any", parts))]
    app = create_app(title="credentials", version="1", routers=routers, health=Health())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://credentials") as client:
        yield client
    await engine.dispose()


async def post(client: httpx.AsyncClient, body: Any, key: str | None = None) -> httpx.Response:
    headers = {"Idempotency-Key": key or str(uuid4())}
    return await client.post("/v1/verifications", json=body, headers=headers)


async def test_a_verification_is_answered_once_and_kept_without_the_credential(
    client: httpx.AsyncClient,
) -> None:
    key = str(uuid4())
    first = await post(client, {"document": {"json": SIGNED}}, key)
    assert first.status_code == 201
    answer = first.json()
    assert answer["standing"] == {"authenticity": "open", "because": ["issuer_trusted:no_issuer_list"]}
    assert "Ada" not in first.text
    again = await post(client, {"document": {"json": SIGNED}}, key)
    assert again.json() == answer
    read = await client.get(first.headers["location"])
    assert read.json() == answer
    fresh = await client.get(first.headers["location"], headers={"If-None-Match": read.headers["etag"]})
    assert fresh.status_code == 304


async def test_a_verification_is_its_tenants_own(client: httpx.AsyncClient) -> None:
    made = await post(client, {"document": {"json": SIGNED}})
    read = await client.get(made.headers["location"], headers={"tenant": "estonia"})
    assert (read.status_code, read.json()["code"]) == (404, "unknown_verification")


async def test_the_three_forms_of_a_document_are_one(client: httpx.AsyncClient) -> None:
    token = ISSUER.token({"iss": ISSUER.did, "vc": credential(ISSUER.did)})
    text = await post(client, {"document": {"text": token}})
    coded = await post(client, {"document": {"base64": base64.b64encode(token.encode()).decode()}})
    assert text.json()["format"] == "jwt-vc"
    assert text.json()["sha256"] == coded.json()["sha256"]


async def test_evidence_comes_with_the_request_and_the_time_may_be_named(client: httpx.AsyncClient) -> None:
    address = "https://university.example/status/1"
    entry = {
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "7",
        "statusListCredential": address,
    }
    body = {
        "document": {"json": ISSUER.jcs(credential(ISSUER.did, credentialStatus=entry))},
        "evidence": [{"kind": "status_list", "content": {"json": ISSUER.bitstring_list(address, 7)}}],
        "at": "2026-06-01T00:00:00+02:00",
    }
    answer = (await post(client, body)).json()
    (status,) = [it for it in answer["checks"] if it["name"] == "status"]
    assert (status["result"], status["code"]) == ("failed", "revoked")
    assert answer["times"]["asked"] == "2026-06-01T00:00:00+02:00"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"document": {"base64": "not base64!"}}, "/document/base64"),
        ({"document": {"text": ""}}, "/document"),
        ({"document": {"json": {"a": 2**60}}}, "/document/json"),
        ({"document": {}}, "/document"),
        ({"document": {"text": "a", "json": {}}}, "/document"),
        ({"document": {"text": "a"}, "at": "2026-06-01T00:00:00"}, "/at"),
        (
            {"document": {"text": "a"}, "evidence": [{"kind": "issuer_list", "content": {"json": {}}}]},
            "/evidence/0/kind",
        ),
        (
            {"document": {"text": "a"}, "evidence": [{"kind": "context", "content": {"json": {}}}]},
            "/evidence/0/kind",
        ),
        (
            {"document": {"text": "a"}, "evidence": [{"kind": "status_list", "content": {"base64": "?"}}]},
            "/evidence/0/content/base64",
        ),
    ],
)
async def test_bad_input_is_told_with_its_place(client: httpx.AsyncClient, body: Any, pointer: str) -> None:
    answer = await post(client, body)
    assert answer.status_code == 422
    assert pointer in {it.get("pointer") for it in answer.json()["errors"]}


async def test_what_nobody_knows_is_answered_too(client: httpx.AsyncClient) -> None:
    answer = await post(client, {"document": {"text": "a scan of a diploma"}})
    assert answer.status_code == 201
    assert [it["code"] for it in answer.json()["checks"]] == ["unknown_format"]
    assert answer.json()["format"] is None
