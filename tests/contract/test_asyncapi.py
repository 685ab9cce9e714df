"""The description of the events that is kept in `docs/api` is the present one."""

from shared.contracts import asyncapi
from shared.contracts.registry import CONTRACTS
from tests.support.api_documents import ASYNCAPI, text


def test_the_kept_description_of_the_events_is_the_present_one() -> None:
    assert ASYNCAPI.read_text() == text(asyncapi.document()), "changed on purpose? make api"


def test_every_contract_has_its_channel() -> None:
    channels = asyncapi.document()["channels"]
    assert {it["address"] for it in channels.values()} == {it.subject for it in CONTRACTS.values()}
