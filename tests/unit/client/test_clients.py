"""What both clients promise: they try again where that is safe, under one key, and say what was wrong."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import stamina

from symbolon import AsyncClient, Client, Refused, Unreachable
from symbolon.batches import Form
from symbolon.call import Call
from symbolon.questions import evaluate, legal_basis
from tests.unit.client.scripted import Reply, Script, answering

FACTS = {"award_country": "ALB", "recognition_country": "NOR"}
BUSY = Reply(503, {"code": "unavailable", "detail": "later"}, {"Retry-After": "0"})

Send = Callable[[Script, Call[Any]], Any]


def blocking(script: Script, asked: Call[Any]) -> Any:
    with Client(script.url, "a-key") as client:
        return client.send(asked)


def asynchronous(script: Script, asked: Call[Any]) -> Any:
    async def send() -> Any:
        async with AsyncClient(script.url, "a-key") as client:
            return await client.send(asked)

    return asyncio.run(send())


@pytest.fixture(autouse=True)
def _impatient() -> Any:
    """Try as often as ever, without the waiting."""
    with stamina.set_testing(True, attempts=5):
        yield


either = pytest.mark.parametrize("send", [blocking, asynchronous])


@either
def test_a_question_carries_key_and_body_and_gives_the_json(send: Send) -> None:
    with answering(Reply(200, {"binding_instruments": ["lrc_1997"]})) as script:
        assert send(script, legal_basis(FACTS)) == {"binding_instruments": ["lrc_1997"]}
    (asked,) = script.asked
    assert (asked.method, asked.path) == ("POST", "/v1/legal-basis:resolve")
    assert asked.headers["x-api-key"] == "a-key"
    assert json.loads(asked.body) == FACTS


@either
@pytest.mark.parametrize("trouble", [BUSY, Reply(0), Reply(429, {}), Reply(502, {}), Reply(504, {})])
def test_what_may_pass_is_tried_again(send: Send, trouble: Reply) -> None:
    with answering(trouble, trouble, Reply(200, {"fine": True})) as script:
        assert send(script, legal_basis(FACTS)) == {"fine": True}
    assert len(script.asked) == 3


@either
def test_what_creates_goes_out_again_under_the_same_key(send: Send) -> None:
    with answering(BUSY, Reply(0), Reply(201, {"id": "1"})) as script:
        assert send(script, evaluate({"purpose": "work"})) == {"id": "1"}
    keys = [it.headers["idempotency-key"] for it in script.asked]
    assert len(keys) == 3
    assert len(set(keys)) == 1


@either
def test_a_refusal_names_the_places_and_is_not_repeated(send: Send) -> None:
    problem = {
        "code": "invalid",
        "detail": "2 places are wrong; see errors",
        "trace_id": "abc",
        "errors": [
            {"pointer": "/award_country", "code": "unknown_country", "detail": "ZZZ is no country"},
            {"parameter": "on", "code": "bad_day", "detail": "no such day"},
        ],
    }
    with answering(Reply(422, problem)) as script, pytest.raises(Refused) as refused:
        send(script, legal_basis(FACTS))
    assert len(script.asked) == 1
    assert (refused.value.status, refused.value.code, refused.value.trace_id) == (422, "invalid", "abc")
    assert [it.place for it in refused.value.faults] == ["/award_country", "on"]
    assert "/award_country: ZZZ is no country" in str(refused.value)


def test_what_is_wrong_is_said_once_at_its_place() -> None:
    fault = {"pointer": "/award_country", "code": "unknown_country", "detail": "'fr' is no country"}
    problem = {
        "title": "The request is not valid",
        "code": "invalid",
        "detail": "'fr' is no country; award_date is required",
        "errors": [fault],
    }
    said = str(Refused.from_problem(422, problem))
    assert said == "The request is not valid (422 invalid)\n  /award_country: 'fr' is no country"


@either
@pytest.mark.parametrize("body", [b"<html>bad gateway</html>", b"[]", b""])
def test_an_answer_that_is_no_problem_document_is_still_a_refusal(send: Send, body: bytes) -> None:
    with answering(Reply(400, body)) as script, pytest.raises(Refused, match="Bad Request"):
        send(script, legal_basis(FACTS))


@either
def test_nobody_there_is_unreachable(send: Send) -> None:
    with answering(Reply(0)) as script, pytest.raises(Unreachable, match="no answer from http://"):
        send(script, legal_basis(FACTS))
    assert len(script.asked) == 5


def test_a_batch_goes_out_in_pieces_and_again_from_its_first_byte(tmp_path: Path) -> None:
    file = tmp_path / "checks.csv"
    file.write_bytes(b"award_country\n" + b"ALB\n" * 200_000)
    with answering(BUSY, Reply(202, {"id": "7"})) as script, Client(script.url, "a-key") as client:
        assert client.start_batch(file) == {"id": "7"}
    assert [it.body for it in script.asked] == [file.read_bytes()] * 2
    assert {it.headers["content-type"] for it in script.asked} == {"text/csv"}
    assert len({it.headers["idempotency-key"] for it in script.asked}) == 1


async def test_the_asynchronous_client_sends_the_same_batch(tmp_path: Path) -> None:
    file = tmp_path / "checks.ndjson"
    file.write_bytes(b'{"award_country": "ALB"}\n' * 50_000)
    with answering(BUSY, Reply(202, {"id": "7"})) as script:
        async with AsyncClient(script.url, "a-key") as client:
            assert await client.start_batch(file) == {"id": "7"}
    assert [it.body for it in script.asked] == [file.read_bytes()] * 2


def test_results_stream_and_a_refusal_of_them_is_told() -> None:
    with answering(Reply(200, b"a,b\n")) as script, Client(script.url, "a-key") as client:
        with client.results("7", Form.CSV) as pieces:
            assert b"".join(pieces) == b"a,b\n"
        assert script.asked[0].headers["accept"] == "text/csv"
    not_done = Reply(409, {"code": "job_not_done", "detail": "the job is running"})
    with (
        answering(not_done) as script,
        Client(script.url, "a-key") as client,
        pytest.raises(Refused, match="the job is running"),
        client.results("7", Form.CSV),
    ):
        pass
