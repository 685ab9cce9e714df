"""A statement as a W3C Verifiable Credential, and the list of those that no longer stand."""

import base64
import gzip
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.credentials.domain.casework.case import Decision
from services.credentials.domain.statements.credential import (
    Issuer,
    Place,
    credential,
    held_by,
    status_list,
)
from services.credentials.domain.statements.status_list import ENTRIES, encode
from shared.kernel.canonical import Json
from tests.unit.credentials.statements.decided import BRIEF, NOT_CONFIRMED, REFUSED, statement

ISSUER = Issuer.of("https://recognition.example/", "norway")


def subject(content: dict[str, Json]) -> dict[str, Json]:
    found = content["credentialSubject"]
    assert isinstance(found, dict)
    return found


def test_a_refusal_says_everything_that_its_holder_needs() -> None:
    content = credential(statement(), ISSUER, Place(1, 4711))
    assert content["type"] == ["VerifiableCredential", "RecognitionStatement"]
    assert content["issuer"] == {"id": "https://recognition.example/v1/issuers/norway", "name": "HK-dir"}
    assert content["validFrom"] == "2026-11-24T12:00:00Z"
    told = subject(content)
    assert (told["outcome"], told["legalForce"], told["purpose"]) == ("refusal", "decision", "further study")
    assert told["competentAuthority"] == {"name": "HK-dir", "country": "NOR"}
    assert told["appeal"] == {"body": "Felles klagenemnd", "law": "forvaltningsloven § 28", "days": 21}
    assert told["measures"] == ["Take the bridging course in statistics."]
    assert told["grounds"] == [
        {
            "kind": "substantial_difference",
            "aspect": "learning outcomes",
            "evidence": "comparison of the two curricula",
            "leaves": "nothing",
        }
    ]
    assert told["reasons"] == [
        {
            "code": "substantial_difference",
            "text": "Substantial difference: shown.",
            "instrument": "lrc_1997",
            "article": "VI.1",
            "provisionText": "https://recognition.example/v1/instruments/lrc_1997/provisions",
            "release": "sha256:release",
        }
    ]
    assert told["replay"] == {
        "evaluation": "urn:uuid:00000000-0000-0000-0000-000000000003",
        "recommended": "refuse",
        "facts": REFUSED.replay.facts_hash,
        "referenceData": "sha256:data",
        "release": "sha256:release",
        "knowledgeDate": "2010-03-01",
        "trace": "sha256:trace",
        "ruling": "ruling/2",
    }


def test_what_is_not_confirmed_with_the_depositary_is_said_in_the_statement() -> None:
    warnings = subject(credential(statement(), ISSUER, Place(1, 0)))["warnings"]
    assert warnings == [{"code": NOT_CONFIRMED.code, "text": NOT_CONFIRMED.text}]


def test_grounds_of_a_refusal_have_no_place_in_a_kinder_decision() -> None:
    told = subject(credential(statement(Decision.FULL, stated=BRIEF), ISSUER, Place(1, 0)))
    assert (told["reasons"], told["grounds"]) == ([], [])


def test_it_is_withdrawn_by_one_bit_at_the_issuers_address() -> None:
    entry = credential(statement(), ISSUER, Place(2, 4711))["credentialStatus"]
    assert entry == {
        "id": "https://recognition.example/v1/issuers/norway/status-lists/2#4711",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "4711",
        "statusListCredential": "https://recognition.example/v1/issuers/norway/status-lists/2",
    }


def test_the_holder_is_named_only_where_a_name_is_handed_in() -> None:
    content = credential(statement(), ISSUER, Place(1, 0))
    assert held_by(content, None) == content
    assert subject(held_by(content, "Ada Example"))["holder"] == {"name": "Ada Example"}
    assert "holder" not in subject(content)


@given(st.sets(st.integers(0, ENTRIES - 1), max_size=40))
def test_the_list_has_a_bit_for_each_that_was_withdrawn_and_no_other(withdrawn: set[int]) -> None:
    """Read as the standard says: multibase, base64url, GZIP, the left-most bit first."""
    encoded = encode(withdrawn)
    assert encoded[0] == "u"
    bits = gzip.decompress(base64.urlsafe_b64decode(encoded[1:] + "=" * (-len(encoded[1:]) % 4)))
    assert len(bits) * 8 == ENTRIES
    set_in = ((place * 8, byte) for place, byte in enumerate(bits) if byte)
    assert {first + it for first, byte in set_in for it in range(8) if byte & 0x80 >> it} == withdrawn


def test_the_list_has_no_place_beyond_its_end() -> None:
    with pytest.raises(IndexError):
        encode([ENTRIES])


def test_a_list_stays_the_same_for_five_minutes_and_says_until_when_it_may_be_relied_on() -> None:
    moment = datetime(2026, 11, 24, 12, 1, tzinfo=UTC)
    first = status_list([7], ISSUER, 1, moment)
    assert status_list([7], ISSUER, 1, moment + timedelta(minutes=3)) == first
    assert status_list([7], ISSUER, 1, moment + timedelta(minutes=4)) != first
    assert (first["validFrom"], first["validUntil"]) == ("2026-11-24T12:00:00Z", "2026-11-25T12:00:00Z")
