"""The trace of a decision: every rule that was weighed, under the hash that the decision names."""

import hashlib
import json

from tests.support.machine import SAMPLE, Running


async def test_a_decision_is_traced_from_its_hashes(platform: Running) -> None:
    status, decided = await platform.evaluate(SAMPLE)
    assert status == 201
    status, trace = await platform.ask("GET", f"/v1/evaluations/{decided['id']}/trace")
    assert status == 200
    canonical = json.dumps(trace, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert "sha256:" + hashlib.sha256(canonical.encode()).hexdigest() == decided["trace_hash"]
    assert trace["release"] == decided["release"]
    (outcome,) = (it for it in trace["traces"] if it["slot"] == "recognition.outcome")
    assert outcome["outcome"]["rules"] == ["lrc_1997.vi_1"]


async def test_a_decision_that_is_not_there_has_no_trace(platform: Running) -> None:
    status, problem = await platform.ask("GET", "/v1/evaluations/01a20ce0-9d74-733a-bad0-74cb9caa7dfe/trace")
    assert (status, problem["code"]) == (404, "unknown_evaluation")


async def test_a_decision_is_explained_in_the_readers_language(platform: Running) -> None:
    _, decided = await platform.evaluate(SAMPLE)
    path = f"/v1/evaluations/{decided['id']}/explanation"
    status, french = await platform.ask("GET", f"{path}?language=fr")
    assert (status, french["language"]) == (200, "fr")
    said = {it["slot"]: [one["text"] for one in it["sentences"]] for it in french["questions"]}
    assert said["recognition.outcome"][:2] == [
        "Suite à donner à la demande : le titre est reconnu.",
        "Article VI.1 (Convention de Lisbonne sur la reconnaissance) : le titre est reconnu.",
    ]
    assert {it["slot"] for it in decided["provisions"]} <= said.keys()
    assert "acquired_rights" not in said, "nothing is explained that is not said"
    status, problem = await platform.ask("GET", f"{path}?language=la")
    assert (status, problem["status"]) == (422, 422)
