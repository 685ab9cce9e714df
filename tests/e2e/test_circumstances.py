"""Circumstances over HTTP: stated with their evidence, weighed, told in the answer, traced and replayable."""

from copy import deepcopy
from typing import Any

from tests.support.machine import SAMPLE, Running

PERIOD: dict[str, Any] = deepcopy(SAMPLE) | {"purpose": "credit transfer"}
PERIOD["award"] |= {"qualification_type": "partial", "mode": "campus"}
AGREED = {"value": True, "evidence": "learning agreement of 1 February 2008"}


def stating(**circumstances: object) -> dict[str, Any]:
    return PERIOD | {"circumstances": circumstances}


async def test_a_period_that_was_agreed_beforehand_is_decided_with_lisbon_v_3(platform: Running) -> None:
    transcript = {"value": True, "evidence": "transcript of records"}
    status, answer = await platform.evaluate(stating(agreed_beforehand=AGREED, transcript=transcript))
    assert (status, answer["outcome"], answer["ruling"]) == (201, "recognise", "ruling/2")
    (provision,) = (it for it in answer["provisions"] if it["slot"] == "facilitation")
    assert (provision["instrument"], provision["articles"]) == ("lrc_1997", ["V.3"])
    assert answer["application"]["circumstances"]["agreed_beforehand"] == AGREED
    _, trace = await platform.ask("GET", f"/v1/evaluations/{answer['id']}/trace")
    (facilitation,) = (it for it in trace["traces"] if it["slot"] == "facilitation")
    assert facilitation["outcome"]["act"] == "facilitate_agreed_period"


async def test_what_is_not_stated_is_named_and_holds_nothing_up(platform: Running) -> None:
    status, answer = await platform.evaluate(PERIOD)
    assert (status, answer["outcome"], answer["needs"]) == (201, "recognise", [])
    asked = {it["fact"]: it["owed_by"] for it in answer["open_provisions"]}
    assert asked["circumstances.agreed_beforehand"] == "applicant"


async def test_a_statement_names_its_evidence(platform: Running) -> None:
    status, problem = await platform.evaluate(stating(agreed_beforehand={"value": True, "evidence": " "}))
    assert status == 422
    assert problem["errors"][0]["pointer"] == "/circumstances/agreed_beforehand/evidence"


async def test_an_instrument_that_no_rule_knows_is_refused_where_it_stands(platform: Running) -> None:
    begun = {"instruments": ["lrc_1997", "lrc_1979"], "evidence": "certificate of enrolment"}
    status, problem = await platform.evaluate(stating(studies_begun=begun))
    assert status == 422
    assert [(it["pointer"], it["code"]) for it in problem["errors"]] == [
        ("/circumstances/studies_begun/instruments/1", "unknown_instrument")
    ]


async def test_a_profession_is_named_where_the_purpose_is_to_practise_one(platform: Running) -> None:
    status, problem = await platform.evaluate(PERIOD | {"profession": "architect"})
    assert (status, problem["errors"][0]["pointer"]) == (422, "/profession")
