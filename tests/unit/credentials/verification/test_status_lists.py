"""Status lists: what a list that proves itself says, and that every other list says nothing."""

import gzip
from datetime import timedelta
from typing import Any

import pytest

from services.credentials.adapters.verification.status.bits import (
    UnreadableList,
    bitstring_status,
    decode_bitstring,
    token_status,
)
from services.credentials.domain.verification.checks import CheckName, Result
from services.credentials.domain.verification.document import Exhibit, Kind
from services.credentials.domain.verification.report import Report
from tests.unit.credentials.verification.signing import (
    AT,
    IssuerOfTests,
    base64url,
    credential,
    exhibit,
    shown,
)

ISSUER, OTHER = IssuerOfTests(), IssuerOfTests.seeded(1)
LIST = "https://university.example/status/1"


def holding(index: Any, **members: Any) -> dict[str, Any]:
    entry = {
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": index,
        "statusListCredential": LIST,
    } | members
    return ISSUER.jcs(credential(ISSUER.did, credentialStatus=entry))


def listed(document: Any, *, operator: bool = False) -> Exhibit:
    return exhibit(Kind.STATUS_LIST, document, operator=operator)


def told(report: Report) -> tuple[Result, str]:
    (check,) = report.of(CheckName.STATUS)
    return check.result, check.code


def test_a_list_of_the_issuer_tells() -> None:
    signed = listed(ISSUER.bitstring_list(LIST, 50_007))
    assert told(shown(holding("50007"), signed)) == (Result.FAILED, "revoked")
    assert told(shown(holding("50000"), signed)) == (Result.PASSED, "not_marked")


def test_bits_are_counted_from_the_left_in_one_format_and_from_the_right_in_the_other() -> None:
    assert [bitstring_status(b"\x01", it) for it in range(8)] == [0, 0, 0, 0, 0, 0, 0, 1]
    assert [token_status(b"\x01", it, 1) for it in range(8)] == [1, 0, 0, 0, 0, 0, 0, 0]
    assert [token_status(b"\xc9\x44", it, 2) for it in range(8)] == [1, 2, 0, 3, 0, 1, 0, 1]


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (ISSUER.bitstring_list(LIST, validUntil="2026-11-01T00:00:00Z"), "status_list_expired"),
        (ISSUER.bitstring_list(LIST, validFrom="2027-01-01T00:00:00Z"), "status_list_not_yet_valid"),
        (ISSUER.bitstring_list(LIST) | {"validFrom": "2020-01-01T00:00:00Z"}, "status_list_unproven"),
        ({k: v for k, v in ISSUER.bitstring_list(LIST).items() if k != "proof"}, "status_list_unproven"),
        (OTHER.bitstring_list(LIST), "status_list_of_another"),
        (ISSUER.bitstring_list(LIST + "2"), "status_list_missing"),
        ({"id": LIST}, "status_list_missing"),
        ("nonsense", "status_list_missing"),
    ],
)
def test_every_other_list_says_nothing(document: Any, code: str) -> None:
    assert told(shown(holding("7"), listed(document))) == (Result.UNKNOWN, code)


def test_a_bad_list_beside_a_good_one_does_no_harm() -> None:
    good = listed(ISSUER.bitstring_list(LIST, 7))
    assert told(shown(holding("7"), listed(OTHER.bitstring_list(LIST)), good)) == (Result.FAILED, "revoked")


def test_without_a_list_nothing_is_said() -> None:
    assert told(shown(holding("7"))) == (Result.UNKNOWN, "status_list_missing")
    assert told(shown(ISSUER.jcs(credential(ISSUER.did)))) == (Result.UNKNOWN, "no_status")


@pytest.mark.parametrize("index", ["-1", "1.5", "x", "1" * 30, None, [], True])
def test_an_index_that_is_none_says_nothing(index: Any) -> None:
    assert told(shown(holding(index), listed(ISSUER.bitstring_list(LIST))))[0] is Result.UNKNOWN


def test_an_index_behind_the_end_says_nothing() -> None:
    found = told(shown(holding("131072"), listed(ISSUER.bitstring_list(LIST))))
    assert found == (Result.UNKNOWN, "status_list_unreadable")


def test_a_status_of_an_older_kind_is_unknown() -> None:
    assert told(shown(holding("7", type="StatusList2021Entry"))) == (Result.UNKNOWN, "unsupported_status")


def test_a_list_for_another_purpose_says_nothing() -> None:
    found = told(shown(holding("7", statusPurpose="suspension"), listed(ISSUER.bitstring_list(LIST, 7))))
    assert found == (Result.UNKNOWN, "status_list_unreadable")


def test_a_list_that_swells_is_given_up() -> None:
    bomb = "u" + base64url(gzip.compress(bytes(64 * 1024 * 1024)))
    with pytest.raises(UnreadableList, match="larger"):
        decode_bitstring(bomb)


TOKEN = ISSUER.token({"iss": ISSUER.did, "vct": "x", "status": {"status_list": {"idx": 3, "uri": LIST}}})


@pytest.mark.parametrize(
    ("bits", "found"),
    [
        (b"\x00", (Result.PASSED, "not_marked")),
        (b"\x40", (Result.FAILED, "revoked")),
        (b"\x80", (Result.FAILED, "suspended")),
        (b"\xc0", (Result.UNKNOWN, "other_status")),
        (b"", (Result.UNKNOWN, "status_list_unreadable")),
    ],
)
def test_a_token_list_tells_by_its_own_values(bits: bytes, found: tuple[Result, str]) -> None:
    assert told(shown(f"{TOKEN}~", listed(ISSUER.token_list(LIST, bits, 2)))) == found


def test_a_token_list_that_is_older_than_it_may_be_says_nothing() -> None:
    old = int((AT - timedelta(days=2)).timestamp())
    signed = ISSUER.token_list(LIST, b"\x00", 2, iat=old, ttl=3_600)
    assert told(shown(f"{TOKEN}~", listed(signed))) == (Result.UNKNOWN, "status_list_expired")
    ended = ISSUER.token_list(LIST, b"\x00", 2, exp=old)
    assert told(shown(f"{TOKEN}~", listed(ended))) == (Result.UNKNOWN, "status_list_expired")
