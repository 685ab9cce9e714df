"""The contracts between services: golden schemas, and the wire format against the CloudEvents library."""

import json

import pytest
from cloudevents.core.bindings.http import HTTPMessage, from_binary_event
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from shared.contracts.cloudevents import NotAnEvent, decode, encode
from shared.contracts.json_schema import SCHEMAS, render
from shared.contracts.registry import CONTRACTS, EvaluationCompleted, EventContract
from tests.support.events import completed


@pytest.mark.parametrize("contract", CONTRACTS.values(), ids=lambda contract: contract.type)
def test_the_golden_schema_is_the_present_one(contract: EventContract) -> None:
    golden = SCHEMAS / f"{contract.type}.json"
    assert golden.read_text() == render()[contract.type], "changed on purpose? python -m shared.contracts"


def test_no_golden_schema_is_left_over() -> None:
    assert {path.stem for path in SCHEMAS.glob("*.json")} == set(CONTRACTS)


def test_no_contract_has_a_place_for_a_person() -> None:
    personal = {"name", "birth", "email", "phone", "address", "holder", "passport", "document_number"}
    for text in render().values():
        names = set(json.loads(text)["properties"])
        assert not {name for name in names for word in personal if word in name}


def test_an_event_comes_back_as_it_went_out() -> None:
    event = completed(tenant="nørge %&\r\n", instruments=("lrc_1997", "global_2019"))
    wire = encode(event)
    assert decode(wire.headers, wire.body) == event


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_the_reference_library_reads_the_same_event(tenant: str) -> None:
    event = completed(tenant=tenant)
    wire = encode(event)
    # The binding for HTTP differs in one place: the media type has its own header there.
    headers = {k: v for k, v in wire.headers.items() if k != "ce-datacontenttype"}
    read = from_binary_event(HTTPMessage({**headers, "Content-Type": "application/json"}, wire.body))
    assert (read.get_id(), read.get_type(), read.get_time()) == (str(event.id), event.type, event.time)
    assert read.get_attributes()["tenant"] == tenant
    assert read.get_data() == json.loads(wire.body)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_no_value_can_break_out_of_its_header(tenant: str) -> None:
    event = completed(tenant=tenant)
    for value in encode(event).headers.values():
        assert value.isascii()
        assert value.isprintable()


def test_the_id_of_the_message_is_the_id_of_the_event() -> None:
    event = completed()
    assert encode(event).headers["Nats-Msg-Id"] == encode(event).headers["ce-id"] == str(event.id)


@pytest.mark.parametrize(
    "broken",
    [
        {"ce-specversion": "0.3"},
        {"ce-type": "somebody.elses.v1"},
        {"ce-id": "not a uuid"},
        {"ce-subject": "not a uuid"},
        {"ce-sequence": "one"},
        {"ce-time": "yesterday"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_message_that_breaks_its_contract_is_no_event(broken: dict[str, str]) -> None:
    wire = encode(completed())
    with pytest.raises(NotAnEvent):
        decode({**wire.headers, **broken}, wire.body)


@pytest.mark.parametrize(
    "missing", ["ce-type", "ce-id", "ce-source", "ce-tenant", "ce-time", "ce-specversion"]
)
def test_a_message_without_an_attribute_is_no_event(missing: str) -> None:
    wire = encode(completed())
    with pytest.raises(NotAnEvent):
        decode({name: value for name, value in wire.headers.items() if name != missing}, wire.body)


def test_what_a_later_sender_adds_is_left_aside_and_what_we_send_is_strict() -> None:
    sent = encode(completed())
    later = json.dumps({**json.loads(sent.body), "added": "in a later version"}).encode()
    assert decode(sent.headers, later).data == decode(sent.headers, sent.body).data
    with pytest.raises(ValidationError):
        EvaluationCompleted.model_validate_json(later)


def test_an_evaluation_from_before_releases_were_sent_is_still_read() -> None:
    wire = encode(completed())
    old = {name: value for name, value in json.loads(wire.body).items() if name != "release"}
    data = decode(wire.headers, json.dumps(old).encode()).data
    assert isinstance(data, EvaluationCompleted)
    assert data.release is None


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b'{"evaluation_id": 1}', b"\xff"])
def test_data_of_another_shape_are_no_event(body: bytes) -> None:
    with pytest.raises(NotAnEvent):
        decode(encode(completed()).headers, body)
