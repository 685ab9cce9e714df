"""From a draft to a signed release over HTTP: written, examined, approved by another, signed, published."""

import base64
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from services.conventions.domain.lifecycle.document import read_document
from shared.rules.bundle import read_bundle
from shared.security.principals import Principal
from shared.security.release_signatures import Signature
from tests.support.conventions_api import (
    AUTHOR,
    BOTH,
    PUBLISHER,
    READER,
    REVIEWER,
    ConventionsApi,
    conventions_api,
)
from tests.support.law import Publishing, publishing_on
from tests.support.platform import Database
from tests.support.rules import DOCUMENTS, RULE, revised


@pytest.fixture
async def api(database: Database, tmp_path: Path) -> AsyncIterator[ConventionsApi]:
    """The api over a first release: the example of the rule language."""
    async with conventions_api(database, tmp_path) as found, publishing_on(database) as publishing:
        law: Publishing = publishing
        law.keys = found.keys
        await law.ship(DOCUMENTS)
        yield found


NO_CASES = {"replay_waiver": "This installation decides no cases, so there are none to replay."}
"""Here conventions runs alone; with credentials beside it: test_replay_before_release.py."""

SECOND = revised(RULE, 2, lambda it: it.replace("award.verified\n", "award.verified && true\n", 1))


async def opened(api: ConventionsApi, text: str = SECOND) -> tuple[str, str]:
    """Open a draft; give its path and its ETag."""
    answer = await api.ask(AUTHOR, "POST", "/v1/drafts", {"text": text})
    assert answer.status == 201, answer.body
    assert answer.etag
    return f"/v1/drafts/{answer.body['id']}", answer.etag


async def moved(api: ConventionsApi, who: Principal, path: str, etag: str, **body: Any) -> str:
    answer = await api.ask(who, "POST", f"{path}/steps", body, If_Match=etag)
    assert answer.status == 201, answer.body
    assert answer.etag
    return answer.etag


async def examined(api: ConventionsApi, path: str, *waivers: str) -> dict[str, Any]:
    """Run the gate over the draft; give the job's result."""
    body = {"drafts": [path.rpartition("/")[2]], "waivers": list(waivers), **NO_CASES}
    asked = await api.ask(AUTHOR, "POST", "/v1/candidates", body)
    assert asked.status == 202, asked.body
    await api.work()
    job = await api.ask(AUTHOR, "GET", asked.headers["Location"])
    assert job.body["state"] == "done", job.body
    assert job.body["done"] == job.body["total"] > 0
    result: dict[str, Any] = job.body["result"]
    return result


def sound(number: int) -> str:
    """A version of the rule that says the same in other words, and passes the gate."""
    return revised(RULE, number, lambda it: it.replace("title: Recognise", "title: Do recognise", 1))


async def approved(api: ConventionsApi, text: str) -> tuple[str, dict[str, Any]]:
    path, etag = await opened(api, text)
    etag = await moved(api, AUTHOR, path, etag, state="in_review")
    result = await passing(api, path)
    await moved(api, REVIEWER, path, etag, state="approved", report=result["report"])
    return path, result


async def passing(api: ConventionsApi, path: str) -> dict[str, Any]:
    """Examine; accept by name what the first report found, as a reviewer may; examine again."""
    first = await examined(api, path)
    report = (await api.ask(READER, "GET", f"/v1/reports/{first['report']}")).body
    result = await examined(api, path, *(it["name"] for it in report["findings"]))
    assert result["passed"], report
    return result


def signature(api: ConventionsApi, result: dict[str, Any]) -> dict[str, str]:
    return api.keys.reviewer.sign(result["candidate"], result["number"]).as_json()


async def published(api: ConventionsApi, path: str, result: dict[str, Any], **changes: Any) -> Any:
    body = {
        "drafts": [path.rpartition("/")[2]],
        "candidate": result["candidate"],
        "signatures": [signature(api, result)],
        **changes,
    }
    return await api.ask(PUBLISHER, "POST", "/v1/releases", body)


async def test_a_rule_goes_its_way_and_is_in_force(api: ConventionsApi) -> None:
    path, result = await approved(api, sound(2))
    answer = await published(api, path, result)
    assert answer.status == 201, answer.body
    current = (await api.ask(READER, "GET", "/v1/releases/current")).body
    assert (current["number"], current["release"]) == (2, result["candidate"])
    api.keys.trusted.verify(current["release"], 2, [Signature.of(it) for it in current["signatures"]])
    states = [it["state"] for it in (await api.ask(READER, "GET", path)).body["history"]]
    assert states == ["draft", "in_review", "approved", "published"]


async def test_the_bytes_that_a_reviewer_signs_are_given_with_the_candidate(api: ConventionsApi) -> None:
    path, etag = await opened(api, sound(2))
    await moved(api, AUTHOR, path, etag, state="in_review")
    result = await examined(api, path)
    assert result["candidate"].encode() in base64.b64decode(result["statement"])


async def test_an_author_does_not_approve_though_the_key_may_review(api: ConventionsApi) -> None:
    path, etag = await opened(api, sound(2))
    etag = await moved(api, AUTHOR, path, etag, state="in_review")
    result = await passing(api, path)
    body = {"state": "approved", "report": result["report"]}
    answer = await api.ask(BOTH, "POST", f"{path}/steps", body, If_Match=etag)
    assert (answer.status, answer.body["code"]) == (403, "own_work")


async def test_an_edit_after_approval_goes_back_to_review_and_its_author_is_out(api: ConventionsApi) -> None:
    path, _ = await approved(api, sound(2))
    draft = await api.ask(AUTHOR, "GET", path)
    text = sound(2).replace("Do recognise", "Always recognise")
    edited = await api.ask(AUTHOR, "PUT", path, {"text": text}, If_Match=str(draft.etag))
    assert edited.body["state"] == "in_review"
    result = await passing(api, path)
    body = {"state": "approved", "report": result["report"]}
    refused = await api.ask(BOTH, "POST", f"{path}/steps", body, If_Match=str(edited.etag))
    assert refused.body["code"] == "own_work"


async def test_nothing_is_approved_on_the_report_of_another_text(api: ConventionsApi) -> None:
    path, etag = await opened(api, sound(2))
    etag = await moved(api, AUTHOR, path, etag, state="in_review")
    other, other_etag = await opened(api, sound(3))
    await moved(api, AUTHOR, other, other_etag, state="in_review")
    result = await passing(api, other)
    for report in (result["report"], "sha256:" + "0" * 64, None):
        body = {"state": "approved", "report": report}
        answer = await api.ask(REVIEWER, "POST", f"{path}/steps", body, If_Match=etag)
        assert (answer.status, answer.body["code"]) == (409, "gate_not_passed")


async def test_what_the_gate_found_stands_in_the_way(api: ConventionsApi) -> None:
    """No test of the rule tells `award.verified && true` from what it could be by mistake."""
    path, etag = await opened(api, SECOND)
    etag = await moved(api, AUTHOR, path, etag, state="in_review")
    result = await examined(api, path)
    assert result["passed"] is False
    report = (await api.ask(READER, "GET", f"/v1/reports/{result['report']}")).body
    assert {it["check"] for it in report["findings"]} == {"mutation"}
    assert report["measures"]["fact_sets"] > 0
    body = {"state": "approved", "report": result["report"]}
    assert (await api.ask(REVIEWER, "POST", f"{path}/steps", body, If_Match=etag)).status == 409


async def test_only_what_was_approved_examined_and_signed_is_published(api: ConventionsApi) -> None:
    path, result = await approved(api, sound(2))
    stranger = api.keys.service.sign(result["candidate"], result["number"]).as_json()
    unsigned = await published(api, path, result, signatures=[stranger])
    assert (unsigned.status, unsigned.body["code"]) == (403, "not_signed")
    other = await published(api, path, {**result, "candidate": "sha256:" + "0" * 64})
    assert (other.status, other.body["code"]) == (409, "not_in_that_state")
    in_review, etag = await opened(api, sound(3))
    await moved(api, AUTHOR, in_review, etag, state="in_review")
    early = await published(api, in_review, await passing(api, in_review))
    assert (early.status, early.body["code"]) == (409, "not_in_that_state")


async def test_a_published_rule_is_withdrawn_by_a_release_that_leaves_it_out(api: ConventionsApi) -> None:
    path, result = await approved(api, sound(2))
    await published(api, path, result)
    withdrawn = (await api.ask(READER, "GET", path)).body["document"]["document"]
    asked = await api.ask(AUTHOR, "POST", "/v1/candidates", {"withdraw": [withdrawn], **NO_CASES})
    await api.work()
    candidate = (await api.ask(AUTHOR, "GET", asked.headers["Location"])).body["result"]
    body = {
        "withdraw": [withdrawn],
        "candidate": candidate["candidate"],
        "signatures": [signature(api, candidate)],
    }
    answer = await api.ask(PUBLISHER, "POST", "/v1/releases", body)
    assert answer.status == 201, answer.body
    assert (await api.ask(READER, "GET", path)).body["state"] == "withdrawn"
    whole = (await api.ask(READER, "GET", f"/v1/releases/{answer.body['release']}")).body
    assert withdrawn not in [it["document"] for it in whole["documents"]]


async def test_a_wrong_document_is_refused_with_line_and_column(api: ConventionsApi) -> None:
    answer = await api.ask(AUTHOR, "POST", "/v1/drafts", {"text": RULE.replace("slot:", "slott:")})
    assert (answer.status, answer.body["code"]) == (422, "rule_refused")
    assert "did you mean slot" in str(answer.body["errors"])


async def test_a_condition_outside_the_language_shows_when_the_candidate_is_examined(
    api: ConventionsApi,
) -> None:
    text = revised(RULE, 2, lambda it: it.replace("authentic: award.verified", "authentic: award.verifed"))
    path, etag = await opened(api, text)
    await moved(api, AUTHOR, path, etag, state="in_review")
    asked = await api.ask(AUTHOR, "POST", "/v1/candidates", {"drafts": [path.rpartition("/")[2]]})
    await api.work()
    job = (await api.ask(AUTHOR, "GET", asked.headers["Location"])).body
    assert (job["state"], job["failure"]["code"]) == ("failed", "rule_refused")
    assert "did you mean award.verified" in job["failure"]["detail"]


@pytest.mark.parametrize(
    ("who", "method", "path", "body"),
    [
        (READER, "POST", "/v1/drafts", {"text": RULE}),
        (REVIEWER, "POST", "/v1/candidates", {}),
        (AUTHOR, "POST", "/v1/releases", {"candidate": "sha256:" + "0" * 64, "signatures": [{}]}),
    ],
)
async def test_each_act_needs_its_scope(
    api: ConventionsApi, who: Principal, method: str, path: str, body: dict[str, Any]
) -> None:
    answer = await api.ask(who, method, path, body)
    assert (answer.status, answer.body["code"]) == (403, "scope_required")


async def test_an_edit_of_what_somebody_else_has_changed_is_refused(api: ConventionsApi) -> None:
    path, etag = await opened(api, sound(2))
    await moved(api, AUTHOR, path, etag, state="in_review")
    stale = await api.ask(AUTHOR, "PUT", path, {"text": sound(3)}, If_Match=etag)
    assert (stale.status, stale.body["code"]) == (412, "changed_meanwhile")
    blind = await api.ask(AUTHOR, "PUT", path, {"text": sound(3)})
    assert (blind.status, blind.body["code"]) == (428, "if_match_required")


async def test_a_release_never_changes_and_says_so(api: ConventionsApi) -> None:
    current = await api.ask(READER, "GET", "/v1/releases/current")
    path = f"/v1/releases/{current.body['release']}/bundle"
    bundle = await api.ask(READER, "GET", path)
    assert "immutable" in bundle.headers["Cache-Control"]
    assert (await api.ask(READER, "GET", path, If_None_Match=str(bundle.etag))).status == 304


async def test_a_candidate_is_fetched_by_its_hash_to_be_replayed(api: ConventionsApi) -> None:
    path, etag = await opened(api, sound(2))
    await moved(api, AUTHOR, path, etag, state="in_review")
    candidate = (await examined(api, path))["candidate"]
    bundle = await api.ask(READER, "GET", f"/v1/candidates/{candidate}/bundle")
    assert read_bundle(json.dumps(bundle.body).encode(), candidate).hash == candidate


async def test_why_a_candidate_goes_without_a_replay_stands_in_the_report_of_its_release(
    api: ConventionsApi,
) -> None:
    path, result = await approved(api, sound(2))
    release = (await published(api, path, result)).body["release"]
    report = (await api.ask(READER, "GET", f"/v1/releases/{release}/report")).body
    assert report["replay"] is None
    assert report["replay_waiver"] == {"reason": NO_CASES["replay_waiver"], "by": "norway/author"}


async def test_a_candidate_with_neither_replay_nor_reason_does_not_pass(api: ConventionsApi) -> None:
    path, etag = await opened(api, sound(2))
    await moved(api, AUTHOR, path, etag, state="in_review")
    body: dict[str, Any] = {"drafts": [path.rpartition("/")[2]]}
    first = (await api.job(AUTHOR, "/v1/candidates", body))["result"]
    report = (await api.ask(READER, "GET", f"/v1/reports/{first['report']}")).body
    waivers = [it["name"] for it in report["findings"]]
    second = (await api.job(AUTHOR, "/v1/candidates", {**body, "waivers": waivers}))["result"]
    report = (await api.ask(READER, "GET", f"/v1/reports/{second['report']}")).body
    assert [it["check"] for it in report["findings"]] == ["replay"]
    job = await api.ask(AUTHOR, "POST", "/v1/candidates", {**body, "replay": str(uuid4())})
    assert (job.status, job.body["code"]) == (422, "invalid")
    assert job.body["errors"][0]["code"] == "no_cases_here"


async def test_what_was_withdrawn_is_not_shipped_again(api: ConventionsApi, database: Database) -> None:
    rule = read_document(RULE).hash
    job = await api.job(AUTHOR, "/v1/candidates", {"withdraw": [rule], **NO_CASES})
    candidate = job["result"]
    body = {
        "withdraw": [rule],
        "candidate": candidate["candidate"],
        "signatures": [signature(api, candidate)],
    }
    assert (await api.ask(PUBLISHER, "POST", "/v1/releases", body)).status == 201
    async with publishing_on(database) as law:
        law.keys = api.keys
        assert await law.ship(DOCUMENTS) is None


async def test_a_release_published_meanwhile_stops_the_one_that_was_prepared_before(
    api: ConventionsApi,
) -> None:
    path, result = await approved(api, sound(2))
    other, other_result = await approved(api, DOCUMENTS[1][1].replace("version: 1\n", "version: 2\n", 1))
    assert (await published(api, other, other_result)).status == 201
    late = await published(api, path, result)
    assert (late.status, late.body["code"]) == (409, "not_in_that_state")
