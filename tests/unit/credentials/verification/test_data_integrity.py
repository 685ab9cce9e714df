"""Data Integrity proofs: what is shown, by whose key, and what a document may not get away with."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.credentials.domain.verification.checks import CheckName, Result
from services.credentials.domain.verification.document import Kind
from services.credentials.domain.verification.report import Authenticity, standing
from tests.unit.credentials.verification.signing import (
    IssuerOfTests,
    codes,
    credential,
    exhibit,
    shown,
)

ISSUER = IssuerOfTests()
SIGNED = ISSUER.jcs(credential(ISSUER.did))
OTHER = IssuerOfTests.seeded(1)
WEB = "did:web:university.example"
KNOWN = exhibit(
    Kind.ISSUER_LIST,
    {"issuers": [{"id": ISSUER.did, "name": "A university", "source": "the ministry's register"}]},
    operator=True,
)


def controller(did: str, key: IssuerOfTests = ISSUER) -> dict[str, Any]:
    listed = {"id": f"{did}#k", "type": "Multikey", "controller": did, "publicKeyMultibase": key.multikey}
    return {"id": did, "verificationMethod": [listed], "assertionMethod": [f"{did}#k"]}


def test_a_credential_of_a_known_issuer_is_authentic() -> None:
    report = shown(SIGNED, KNOWN)
    assert standing(report).authenticity is Authenticity.AUTHENTIC
    assert report.issuer is not None
    assert report.issuer.listed_name == "A university"


def test_a_good_signature_of_an_unknown_issuer_is_open() -> None:
    report = shown(SIGNED)
    assert codes(report, CheckName.INTEGRITY) == ["signature_holds"]
    assert codes(report, CheckName.ISSUER_TRUSTED) == ["no_issuer_list"]
    assert standing(report).authenticity is Authenticity.OPEN


def test_a_list_of_issuers_that_came_with_the_request_is_not_looked_at() -> None:
    brought = exhibit(Kind.ISSUER_LIST, json.loads(KNOWN.content))
    assert codes(shown(SIGNED, brought), CheckName.ISSUER_TRUSTED) == ["no_issuer_list"]


def test_changed_content_is_altered() -> None:
    report = shown({**SIGNED, "validFrom": "2019-06-30T00:00:00Z"}, KNOWN)
    assert codes(report, CheckName.INTEGRITY) == ["signature_mismatch"]
    assert standing(report).authenticity is Authenticity.ALTERED


@given(data=st.data())
def test_no_changed_byte_of_a_signed_document_passes(data: st.DataObject) -> None:
    content = bytearray(json.dumps(SIGNED).encode())
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] = data.draw(st.integers(0, 255).filter(lambda it: it != content[place]))
    report = shown(bytes(content), KNOWN)
    try:
        same = json.loads(content) == SIGNED  # a space for a line's end, say
    except (json.JSONDecodeError, UnicodeDecodeError):
        same = False
    assert same or all(it.result is not Result.PASSED for it in report.of(CheckName.INTEGRITY))


def test_a_controller_document_of_the_operator_binds_a_did_web() -> None:
    signed = ISSUER.jcs(credential(WEB), verificationMethod=f"{WEB}#k")
    report = shown(signed, exhibit(Kind.CONTROLLER_DOCUMENT, controller(WEB), operator=True))
    assert codes(report, CheckName.INTEGRITY) == ["signature_holds"]
    assert codes(report, CheckName.ISSUER_BOUND) == ["key_of_issuer"]


def test_a_controller_document_of_the_request_shows_the_key_and_binds_nobody() -> None:
    signed = ISSUER.jcs(credential(WEB), verificationMethod=f"{WEB}#k")
    brought = exhibit(Kind.CONTROLLER_DOCUMENT, controller(WEB))
    report = shown(signed, brought)
    assert codes(report, CheckName.INTEGRITY) == ["signature_holds"]
    assert codes(report, CheckName.ISSUER_BOUND) == ["controller_document_unproven"]


def test_a_wrong_key_that_somebody_brought_makes_no_document_altered() -> None:
    signed = ISSUER.jcs(credential(WEB), verificationMethod=f"{WEB}#k")
    report = shown(signed, exhibit(Kind.CONTROLLER_DOCUMENT, controller(WEB, OTHER)))
    assert codes(report, CheckName.INTEGRITY) == ["key_does_not_verify"]
    assert standing(report).authenticity is Authenticity.OPEN


def test_a_did_web_whose_document_is_not_at_hand_is_unknown() -> None:
    signed = ISSUER.jcs(credential(WEB), verificationMethod=f"{WEB}#k")
    assert codes(shown(signed), CheckName.INTEGRITY) == ["controller_document_missing"]


def test_an_address_with_the_key_behind_it_is_no_proof_of_identity() -> None:
    address = "https://university.example/issuers/1"
    signed = ISSUER.jcs(credential(address), verificationMethod=f"{address}#{ISSUER.multikey}")
    assert codes(shown(signed), CheckName.INTEGRITY) == ["controller_document_missing"]
    unlisted = exhibit(Kind.CONTROLLER_DOCUMENT, {"id": address, "assertionMethod": []}, operator=True)
    assert codes(shown(signed, unlisted), CheckName.INTEGRITY) == ["method_not_listed"]


def test_a_key_for_logging_in_makes_no_assertion() -> None:
    document = controller(WEB) | {"authentication": [f"{WEB}#k"], "assertionMethod": []}
    signed = ISSUER.jcs(credential(WEB), verificationMethod=f"{WEB}#k")
    report = shown(signed, exhibit(Kind.CONTROLLER_DOCUMENT, document, operator=True))
    assert codes(report, CheckName.INTEGRITY) == ["method_not_listed"]
    assert codes(
        shown(ISSUER.jcs(credential(ISSUER.did), proofPurpose="authentication")), CheckName.INTEGRITY
    ) == ["wrong_purpose"]


def test_an_issuer_whose_document_lists_another_key_did_not_sign() -> None:
    document = exhibit(Kind.CONTROLLER_DOCUMENT, controller(WEB, OTHER), operator=True)
    report = shown(ISSUER.jcs(credential(WEB)), document)
    assert [(it.result, it.code) for it in report.of(CheckName.ISSUER_BOUND)] == [
        ("failed", "key_not_listed")
    ]


def test_dates_are_those_of_the_time_that_is_asked_about() -> None:
    ended = ISSUER.jcs(credential(ISSUER.did, validUntil="2021-01-01T00:00:00Z"))
    assert codes(shown(ended), CheckName.VALIDITY) == ["expired"]
    begun = ISSUER.jcs(credential(ISSUER.did, validFrom="2030-01-01T00:00:00Z"))
    assert codes(shown(begun), CheckName.VALIDITY) == ["not_yet_valid"]
    assert codes(shown(ISSUER.jcs(credential(ISSUER.did, validFrom="yesterday"))), CheckName.VALIDITY) == [
        "date_unreadable"
    ]


def test_an_ended_proof_is_named() -> None:
    signed = ISSUER.jcs(credential(ISSUER.did), expires="2021-01-01T00:00:00Z")
    assert "proof_expired" in codes(shown(signed), CheckName.VALIDITY)


@pytest.mark.parametrize(
    "proof",
    [
        7,
        [[]],
        {},
        {"type": "DataIntegrityProof"},
        {"type": "RsaSignature2018"},
        {"type": ["DataIntegrityProof"]},
    ],
)
def test_what_is_no_proof_passes_nothing(proof: Any) -> None:
    report = shown({**credential(ISSUER.did), "proof": proof}, KNOWN)
    assert all(it.result is not Result.PASSED for it in report.of(CheckName.INTEGRITY))


def test_many_proofs_are_not_begun() -> None:
    report = shown({**SIGNED, "proof": [SIGNED["proof"]] * 17})
    assert codes(report, CheckName.INTEGRITY) == ["too_many_proofs"]


def test_a_proof_after_another_needs_that_other() -> None:
    signed = ISSUER.jcs(credential(ISSUER.did), previousProof="urn:uuid:1")
    assert codes(shown(signed), CheckName.INTEGRITY) == ["previous_proof_missing"]


def test_a_long_identifier_of_a_key_costs_nothing() -> None:
    proof = {**SIGNED["proof"], "verificationMethod": "did:key:z" + "6" * 500_000}
    assert codes(shown({**SIGNED, "proof": proof}), CheckName.INTEGRITY) == ["method_malformed"]


def test_deep_documents_are_refused_unread() -> None:
    report = shown('{"@context": ' + "[" * 50_000 + "]" * 50_000 + "}")
    assert codes(report, CheckName.STRUCTURE) == ["too_deep"]


@given(st.binary(max_size=300))
def test_any_bytes_make_a_report(content: bytes) -> None:
    for lead in (b"", b'{"@context":', b"eyJ", b"eyJ~"):
        report = shown(lead + content)
        assert standing(report).authenticity is Authenticity.OPEN
