"""The law asked directly: evaluated by any release, explained, and compared with the release before."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from shared.rules.bundle import read_bundle
from tests.support.conventions_api import READER, ConventionsApi, conventions_api
from tests.support.law import publishing_on
from tests.support.platform import Database
from tests.support.rules import DOCUMENTS, revised

FACTS = {
    "award": {"is_higher_education": True, "country": "FRA", "verified": True},
    "host": {"country": "DEU"},
    "substantial_differences": [],
    "assessment": {"closed": True},
}
PARTIES_LATER = revised(
    DOCUMENTS[1][1],
    2,
    lambda it: it.replace("  XXX:", '  ITA: [{from: 2010-12-01, cite: "CETS 165"}]\n  XXX:'),
)


@pytest.fixture
async def api(database: Database, tmp_path: Path) -> AsyncIterator[ConventionsApi]:
    """Two releases: in the second the rule says a condition otherwise, and there is one party more."""
    async with conventions_api(database, tmp_path) as found, publishing_on(database) as law:
        law.keys = found.keys
        await law.ship(DOCUMENTS)
        await law.ship([DOCUMENTS[0], ("parties.yaml", PARTIES_LATER)])
        yield found


async def test_facts_are_evaluated_with_the_trace_alike_to_the_byte(api: ConventionsApi) -> None:
    body = {"facts": FACTS, "legal_date": "2024-05-01", "knowledge_date": "2026-11-24"}
    first = await api.ask(READER, "POST", "/v1/rules:evaluate", body)
    assert first.status == 200, first.body
    (found,) = first.body["traces"]
    assert found["trace"]["outcome"]["act"] == "recognise"
    bundle = await api.ask(READER, "GET", f"/v1/releases/{first.body['release']}/bundle")
    release = read_bundle(json.dumps(bundle.body).encode(), first.body["release"])
    assert found["trace"]["ruleset"] == release.hash
    assert (await api.ask(READER, "POST", "/v1/rules:evaluate", body)).body == first.body


async def test_an_old_release_still_answers_as_it_did(api: ConventionsApi) -> None:
    current = (await api.ask(READER, "GET", "/v1/releases/current")).body
    italian = {**FACTS, "award": {**FACTS["award"], "country": "ITA"}}  # type: ignore[dict-item]
    outcomes = []
    for release in (current["previous"], current["release"]):
        body = {"facts": italian, "release": release}
        answer = await api.ask(READER, "POST", "/v1/rules:evaluate", body)
        outcomes.append(answer.body["traces"][0]["trace"]["outcome"]["state"])
    assert outcomes == ["out_of_scope", "settled"]


async def test_what_was_not_known_yet_does_not_count(api: ConventionsApi) -> None:
    italian = {**FACTS, "award": {**FACTS["award"], "country": "ITA"}}  # type: ignore[dict-item]
    body = {"facts": italian, "legal_date": "2024-05-01", "knowledge_date": "2024-06-01"}
    answer = await api.ask(READER, "POST", "/v1/rules:evaluate", body)
    assert answer.body["traces"][0]["trace"]["outcome"]["state"] == "out_of_scope"


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"facts": {"award": {"colour": "red"}}}, "/award.colour"),
        ({"facts": {"award": {"verified": "yes"}}}, "/award.verified"),
        ({"facts": FACTS, "slots": ["nothing"]}, "/slots"),
        ({"facts": FACTS, "legal_date": "tomorrow"}, "/legal_date"),
    ],
)
async def test_bad_questions_are_refused_at_their_place(
    api: ConventionsApi, change: dict[str, object], pointer: str
) -> None:
    answer = await api.ask(READER, "POST", "/v1/rules:evaluate", change)
    assert answer.status == 422
    assert [it["pointer"] for it in answer.body["errors"]] == [pointer]


async def test_an_unknown_release_is_not_found(api: ConventionsApi) -> None:
    body = {"facts": FACTS, "release": "sha256:" + "0" * 64}
    answer = await api.ask(READER, "POST", "/v1/rules:evaluate", body)
    assert (answer.status, answer.body["code"]) == (404, "unknown_release")


@pytest.mark.parametrize(
    ("language", "start"), [("en", "Article VI.1"), ("fr", "Article VI.1"), ("es", "Artículo")]
)
async def test_an_answer_is_explained_in_each_language(
    api: ConventionsApi, language: str, start: str
) -> None:
    body = {"facts": FACTS, "legal_date": "2024-05-01", "language": language}
    answer = await api.ask(READER, "POST", "/v1/rules:explain", body)
    assert answer.status == 200, answer.body
    (slot,) = answer.body["slots"]
    assert slot["outcome"] == "recognise"
    assert any(it["text"].startswith(start) for it in slot["sentences"])


async def test_the_difference_names_the_party_that_was_added(api: ConventionsApi) -> None:
    answer = await api.ask(READER, "POST", "/v1/rules:diff", {})
    (changed,) = answer.body["documents"]
    assert (changed["id"], changed["versions"]) == ("lrc.parties", [1, 2])
    assert [(it["part"], it["kind"]) for it in changed["changes"]] == [("values/ITA", "added")]
    assert "+  ITA:" in changed["text"]


async def test_the_first_release_has_nothing_before_it(api: ConventionsApi) -> None:
    current = (await api.ask(READER, "GET", "/v1/releases/current")).body
    answer = await api.ask(READER, "POST", "/v1/rules:diff", {"after": current["previous"]})
    assert (answer.status, answer.body["errors"][0]["code"]) == (422, "no_release_before")
