"""The fixtures of the Digital Credentials Consortium: each says by its name what is the matter with it."""

import json
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.credentials.adapters.verification.formats import VERIFIERS
from services.credentials.application.verify import Verify
from services.credentials.domain.verification.checks import CheckName, Result
from services.credentials.domain.verification.document import Document, Evidence, Exhibit, Kind
from services.credentials.domain.verification.report import Report
from tests.conformance.verification.third_party import AT, operators, published_contexts, third_party

FOLDER = "dcc-vc-test-fixtures"
CREDENTIALS = f"{FOLDER}/verifiableCredentials/v2"
LISTS = f"{FOLDER}/statusLists/didkey-ed25519Signature2020"


@cache
def kept() -> Evidence:
    """The two DID documents, and the published contexts, as an operator would keep them."""
    places = (third_party(f"{FOLDER}/dids/{it}/did.json") for it in ("legacy", "oidf"))
    documents = [operators(Kind.CONTROLLER_DOCUMENT, it.read_bytes()) for it in places]
    return Evidence((*documents, *published_contexts()))


def verified(path: Path, *exhibits: Exhibit) -> Report:
    return Verify(VERIFIERS, kept())(Document(path.read_bytes()), Evidence(exhibits), AT)


def test_every_proof_holds_but_for_the_tampered_and_the_one_without_a_controller() -> None:
    paths = sorted(third_party(CREDENTIALS).rglob("*.json"))
    found: Counter[str] = Counter()
    for path in paths:
        results = {it.code for it in verified(path).of(CheckName.INTEGRITY)}
        assert len(results) == 1, path.name
        found[results.pop()] += 1
    assert found == {
        "signature_holds": len(paths) - 2,
        "signature_mismatch": 1,
        "controller_document_missing": 1,
    }


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("ed25519/didKey/legacy-noStatus-noExpiry-tampered.json", "signature_mismatch"),
        ("ed25519/didWeb/badDidWeb.json", "controller_document_missing"),
        ("ed25519/didWeb/legacy-revokedStatus-noExpiry.json", "signature_holds"),
    ],
)
def test_integrity_is_as_documented(name: str, code: str) -> None:
    found = verified(third_party(f"{CREDENTIALS}/{name}")).of(CheckName.INTEGRITY)
    assert [it.code for it in found] == [code]


def test_a_badge_whose_context_nobody_keeps_is_unknown() -> None:
    path = third_party(f"{CREDENTIALS}/ed25519/didKey/legacy-noStatus-noExpiry.json")
    report = Verify(VERIFIERS, Evidence())(Document(path.read_bytes()), Evidence(), AT)
    (check,) = report.of(CheckName.INTEGRITY)
    assert (check.result, check.code) == (Result.UNKNOWN, "unknown_context")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("ed25519/didKey/legacy-noStatus-expired.json", "expired"),
        ("dataIntegrityProof/didKey/oidf-noStatus-notExpired-notYetValid.json", "not_yet_valid"),
        ("ed25519/didKey/legacy-noStatus-noExpiry.json", "without_end"),
    ],
)
def test_validity_is_as_named(name: str, code: str) -> None:
    found = verified(third_party(f"{CREDENTIALS}/{name}")).of(CheckName.VALIDITY)
    assert [it.code for it in found] == [code]


@pytest.mark.parametrize(
    ("credential", "listed", "code"),
    [
        ("legacy-expiredStatus", "expired", "status_list_expired"),
        ("legacy-tamperedStatus", "tampered", "status_list_unproven"),
        ("legacy-notYetValidStatus", "notYetValid", "status_list_not_yet_valid"),
        ("legacy-missingTypeStatus", "missingBitStringType", "status_list_missing"),
    ],
)
def test_a_list_that_proves_nothing_is_unknown(credential: str, listed: str, code: str) -> None:
    brought = Exhibit(Kind.STATUS_LIST, third_party(f"{LISTS}/{listed}").read_bytes())
    report = verified(third_party(f"{CREDENTIALS}/ed25519/didKey/{credential}-noExpiry.json"), brought)
    (check,) = report.of(CheckName.STATUS)
    assert (check.result, check.code) == (Result.UNKNOWN, code)


REVOKED = "ed25519/didKey/noRegistry-revokedStatus-notExpired.json"


@pytest.mark.parametrize(("known", "code"), [(True, "revoked"), (False, "status_list_of_another")])
def test_a_list_of_another_issuer_counts_where_the_operator_knows_that_one(known: bool, code: str) -> None:
    signed = third_party(f"{LISTS}/e5WK8CbZ1GjycuPombrj").read_bytes()
    path = third_party(f"{CREDENTIALS}/{REVOKED}")
    address = json.loads(path.read_bytes())["credentialStatus"]["statusListCredential"]
    issuer = {"id": json.loads(signed)["issuer"], "name": "The list's issuer", "source": "a test"}
    issuers = operators(Kind.ISSUER_LIST, json.dumps({"issuers": [issuer]}).encode())
    exhibits = [operators(Kind.STATUS_LIST, signed, address)] + [issuers] * known
    (check,) = verified(path, *exhibits).of(CheckName.STATUS)
    assert check.code == code


@given(st.data())
def test_no_changed_byte_of_a_signed_badge_passes(data: st.DataObject) -> None:
    path = third_party(
        f"{CREDENTIALS}/dataIntegrityProof/didKey/legacyRegistry-noStatus-noExpiry-minimal.json"
    )
    content = bytearray(path.read_bytes())
    signed = json.loads(content)
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] = data.draw(st.integers(32, 126).filter(lambda it: it != content[place]))
    report = Verify(VERIFIERS, kept())(Document(bytes(content)), Evidence(), AT)
    try:
        same = json.loads(content) == signed
    except json.JSONDecodeError:
        same = False
    assert same or all(it.result is not Result.PASSED for it in report.of(CheckName.INTEGRITY))
