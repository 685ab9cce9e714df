"""A decision on the whole platform: stated, checked by a stranger, and withdrawn on appeal."""

import asyncio
import base64
import hashlib
import json
from typing import Any
from uuid import uuid4

from shared.kernel.clock import SystemClock
from symbolon.statements import Standing, standing, verify
from tests.support.machine import SAMPLE, Running

CASE = {"qualification_country": "ALB", "recognition_country": "NOR", "qualification_type": "degree"}
SHOWN = {
    "aspect": "learning outcomes",
    "grave": True,
    "shown_by_authority": True,
    "evidence": "comparison of the two curricula",
}
STATED = {
    "legal_force": "decision",
    "authority": {"name": "HK-dir"},
    "measures": ["Take the bridging course in statistics."],
    "considered": [
        {"outcome": it, "reason": "none exists"} for it in ("alternative", "partial", "conditional")
    ],
    "appeal": {"body": "Felles klagenemnd", "law": "forvaltningsloven § 28", "days": 21},
    "holder_name": "Ada Unmistakable",
}


async def _public(platform: Running, path: str) -> bytes:
    """Ask as a stranger does: without any key of the API."""
    async with platform.client.get(platform.url + path) as answer:
        assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (200, "*"), path
        return await answer.read()


async def _refused(platform: Running) -> tuple[str, str]:
    """Refuse an application with reasons; give its place and the decision's."""
    dossier = {**SAMPLE, "assessment": {"closed": True, "substantial_differences": [SHOWN]}}
    status, evaluation = await platform.evaluate(dossier)
    assert (status, evaluation["outcome"]) == (201, "refuse")
    headers = {"Idempotency-Key": str(uuid4())}
    _, case = await platform.ask("POST", "/v1/applications", body=CASE, headers=headers)
    place = f"/v1/applications/{case['id']}"
    decision = {"outcome": "refusal", "evaluation_id": evaluation["id"]}
    status, case = await _step(platform, place, "decisions", decision, version=1)
    assert status == 200, case
    return place, f"{place}/decisions/{case['last_decision_id']}/statement"


async def _step(platform: Running, place: str, what: str, body: Any, *, version: int) -> tuple[int, Any]:
    match = {"If-Match": f'"{place.rpartition("/")[2]}.{version}"'}
    return await platform.ask("POST", f"{place}/{what}", body=body, headers=match)


async def _put(platform: Running, path: str, body: Any) -> tuple[int, bytes]:
    headers = {"X-API-Key": platform.key}
    async with platform.client.put(platform.url + path, json=body, headers=headers) as answer:
        return answer.status, await answer.read()


async def test_a_refusal_is_stated_checked_by_a_stranger_and_withdrawn_on_appeal(platform: Running) -> None:
    place, path = await _refused(platform)
    assert (await platform.ask("GET", path))[0] == 404
    bare, wanting = await platform.ask("PUT", path, body={**STATED, "measures": [], "appeal": None})
    assert (bare, [it["pointer"] for it in wanting["errors"]]) == (422, ["/measures", "/appeal"])
    for name, code in (("a\u0001b", "control_character"), (" ", "blank"), ("a\nb", "more_than_a_line")):
        unreadable, told = await platform.ask("PUT", path, body={**STATED, "holder_name": name})
        assert (unreadable, told["errors"][0]["code"]) == (422, code)
    created, signed = await _put(platform, path, STATED)
    assert (created, await _put(platform, path, STATED)) == (201, (200, signed))

    keys = await _public(platform, "/v1/issuers/development/jwks")
    genuine = verify(signed, keys)
    assert verify(signed, await _public(platform, "/v1/issuers/development")) == genuine
    told = genuine.content["credentialSubject"]
    assert (told["outcome"], told["holder"]) == ("refusal", {"name": "Ada Unmistakable"})
    assert ("lrc_1997", "VI.1") in {(it["instrument"], it["article"]) for it in told["reasons"]}

    listed = genuine.content["credentialStatus"]["statusListCredential"].removeprefix(platform.url)
    before = await _public(platform, listed)
    assert standing(genuine, before, keys, now=SystemClock().now()) is Standing.STANDS
    assert (await _step(platform, place, "appeals", None, version=2))[0] == 200
    assert (await _step(platform, place, "appeals:end", {"result": "overturned"}, version=3))[0] == 200
    after = await _public(platform, listed)
    assert standing(genuine, after, keys, now=SystemClock().now()) is Standing.WITHDRAWN


async def test_the_platform_verifies_its_own_statements_as_it_does_everybodys(platform: Running) -> None:
    _, path = await _refused(platform)
    _, signed = await _put(platform, path, STATED)
    listed = json.loads(base64.urlsafe_b64decode(signed.split(b".")[1] + b"=="))["credentialStatus"]
    shown = {
        "controller_document": await _public(platform, "/v1/issuers/development"),
        "status_list": await _public(platform, listed["statusListCredential"].removeprefix(platform.url)),
    }
    evidence = [{"kind": kind, "content": {"text": it.decode()}} for kind, it in shown.items()]
    body = {"document": {"text": signed.decode()}, "evidence": evidence}
    headers = {"Idempotency-Key": str(uuid4())}
    status, report = await platform.ask("POST", "/v1/verifications", body=body, headers=headers)
    assert status in {200, 201}, report
    results = {it["name"]: it["result"] for it in report["checks"]}
    assert (results["integrity"], results["validity"]) == ("passed", "passed")
    # The keys came with the request: they prove neither whose they are nor the list that they sign.
    assert (results["issuer_bound"], results["status"]) == ("unknown", "unknown")
    assert "failed" not in results.values()


async def test_a_statement_that_names_its_holder_is_kept_nowhere(platform: Running) -> None:
    _, path = await _refused(platform)
    await _put(platform, path, STATED)
    status, answer = await platform.ask("GET", path)
    assert (status, answer["code"]) == (409, "statement_not_kept")
    log = await asyncio.to_thread(platform.log.read_text)
    assert "Unmistakable" not in log


async def test_one_that_names_nobody_is_kept_and_given_again(platform: Running) -> None:
    _, path = await _refused(platform)
    _, signed = await _put(platform, path, {**STATED, "holder_name": None})
    headers = {"X-API-Key": platform.key}
    async with platform.client.get(platform.url + path, headers=headers) as answer:
        assert (answer.status, answer.headers["Content-Type"]) == (200, "application/vc+jwt")
        assert await answer.read() == signed
        held = {**headers, "If-None-Match": answer.headers["ETag"]}
    async with platform.client.get(platform.url + path, headers=held) as answer:
        assert answer.status == 304


async def test_a_statement_is_read_as_a_page_in_the_language_asked_for(platform: Running) -> None:
    _, path = await _refused(platform)
    headers = {"X-API-Key": platform.key, "Accept": "text/html"}
    asked = f"{platform.url}{path}?language=fr"
    async with platform.client.put(asked, json=STATED, headers=headers) as answer:
        page = await answer.text()
        assert (answer.status, answer.content_type) == (201, "text/html")
    assert "La reconnaissance est refusée." in page
    assert "Ada Unmistakable" in page
    _, signed = await _put(platform, path, STATED)
    assert hashlib.sha256(signed).hexdigest() in page


async def test_strangers_read_keys_and_lists_and_nothing_else(platform: Running) -> None:
    for method, path, expected in (
        ("GET", "/v1/issuers/nobody", 404),
        ("GET", "/v1/issuers/development/status-lists/9", 404),
        ("GET", "/v1/issuers/no%00body", 422),
        ("GET", f"/v1/applications/{uuid4()}", 401),
        ("POST", "/v1/issuers/development", 401),
    ):
        async with platform.client.request(method, platform.url + path) as answer:
            assert answer.status == expected, path
