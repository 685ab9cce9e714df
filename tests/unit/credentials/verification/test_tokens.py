"""Credentials as tokens: a closed list of algorithms, the key that is meant, claims that agree."""

import hashlib
import hmac
import json
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, SECP384R1
from cryptography.hazmat.primitives.asymmetric.ec import generate_private_key as generate_ec
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key as generate_rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

from services.credentials.domain.verification.checks import CheckName, Result
from services.credentials.domain.verification.document import Kind
from services.credentials.domain.verification.report import Authenticity, standing
from tests.unit.credentials.verification.signing import (
    IssuerOfTests,
    base64url,
    codes,
    credential,
    exhibit,
    shown,
)

ISSUER = IssuerOfTests()
OTHER = IssuerOfTests.seeded(1)
ADDRESS = "https://university.example"
PAYLOAD = {"iss": ISSUER.did, "nbf": 1_600_000_000, "vc": credential(ISSUER.did)}


def key_set(public: Any, algorithm: Any, **members: str) -> dict[str, Any]:
    written = algorithm.to_jwk(public, as_dict=True)
    return {"keys": [{key: value for key, value in written.items() if key != "key_ops"} | members]}


KEYS: dict[str, tuple[Any, Any]] = {
    "ES256": (generate_ec(SECP256R1()), ECAlgorithm),
    "ES384": (generate_ec(SECP384R1()), ECAlgorithm),
    "RS256": (generate_rsa(65_537, 2_048), RSAAlgorithm),
    "PS256": (generate_rsa(65_537, 2_048), RSAAlgorithm),
    "EdDSA": (ISSUER.key, OKPAlgorithm),
}


@pytest.mark.parametrize("algorithm", KEYS)
def test_each_algorithm_is_read_with_the_operators_key_set(algorithm: str) -> None:
    private, kind = KEYS[algorithm]
    keys = exhibit(Kind.JWK_SET, key_set(private.public_key(), kind, kid="k1"), ADDRESS, operator=True)
    token = jwt.encode({"iss": ADDRESS, "vc": credential(ADDRESS)}, private, algorithm, headers={"kid": "k1"})
    report = shown(token, keys)
    assert codes(report, CheckName.INTEGRITY) == ["signature_holds"]
    assert codes(report, CheckName.ISSUER_BOUND) == ["key_of_issuer"]


def test_a_key_set_of_the_request_binds_nobody() -> None:
    private, kind = KEYS["ES256"]
    keys = exhibit(Kind.JWK_SET, key_set(private.public_key(), kind), ADDRESS)
    token = jwt.encode({"iss": ADDRESS, "vc": credential(ADDRESS)}, private, "ES256")
    assert codes(shown(token, keys), CheckName.ISSUER_BOUND) == ["controller_document_unproven"]


@pytest.mark.parametrize("algorithm", ["none", "None", "HS256", "", None, 7, []])
def test_what_proves_nothing_is_refused(algorithm: Any) -> None:
    head = base64url(json.dumps({"alg": algorithm, "kid": ISSUER.method}).encode())
    token = f"{head}.{base64url(json.dumps(PAYLOAD).encode())}."
    report = shown(token)
    assert codes(report, CheckName.INTEGRITY) == ["algorithm_refused"]
    assert standing(report).authenticity is Authenticity.OPEN


def test_a_public_key_is_no_secret_of_hmac() -> None:
    private, kind = KEYS["RS256"]
    public = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    head = base64url(json.dumps({"alg": "HS256", "kid": "k1"}).encode())
    signing_input = f"{head}.{base64url(json.dumps(PAYLOAD).encode())}"

    signature = base64url(hmac.new(public, signing_input.encode(), hashlib.sha256).digest())
    keys = exhibit(Kind.JWK_SET, key_set(private.public_key(), kind, kid="k1"), ADDRESS, operator=True)
    assert codes(shown(f"{signing_input}.{signature}", keys), CheckName.INTEGRITY) == ["algorithm_refused"]


def test_a_key_of_another_kind_than_the_algorithm_never_holds() -> None:
    private, _ = KEYS["ES256"]
    token = jwt.encode(PAYLOAD, private, "ES256", headers={"kid": ISSUER.method})
    assert codes(shown(token), CheckName.INTEGRITY) == ["signature_mismatch"]


def test_a_key_that_the_token_brings_along_is_not_yet_the_issuers() -> None:
    mine = key_set(OTHER.key.public_key(), OKPAlgorithm)["keys"][0]
    token = jwt.encode({"iss": ADDRESS, "vc": credential(ADDRESS)}, OTHER.key, "EdDSA", headers={"jwk": mine})
    report = shown(token)
    assert codes(report, CheckName.INTEGRITY) == ["signature_holds"]
    assert codes(report, CheckName.ISSUER_BOUND) == ["issuer_key_not_shown"]


def test_a_token_signed_by_another_than_its_issuer_is_bound_to_nobody() -> None:
    report = shown(OTHER.token(PAYLOAD))
    assert codes(report, CheckName.INTEGRITY) == ["signature_holds"]
    assert codes(report, CheckName.ISSUER_BOUND) == ["issuer_key_not_shown"]


def test_an_extension_that_is_not_read_is_not_passed_over() -> None:
    token = ISSUER.token(PAYLOAD, crit=["exp"], exp=1)
    assert codes(shown(token), CheckName.INTEGRITY) == ["extension_not_read"]


def test_claims_that_contradict_the_credential_are_named() -> None:
    report = shown(ISSUER.token(PAYLOAD | {"vc": credential("did:example:another")}))
    assert codes(report, CheckName.IDENTIFIERS_AGREE) == ["issuer_differs"]


def test_the_earlier_end_counts() -> None:
    inner = credential(ISSUER.did, validUntil="2030-01-01T00:00:00Z")
    report = shown(ISSUER.token(PAYLOAD | {"vc": inner, "exp": 1_700_000_000}))
    assert codes(report, CheckName.VALIDITY) == ["expired"]


@given(st.data())
def test_no_changed_letter_of_a_token_passes(data: st.DataObject) -> None:
    token = ISSUER.token(PAYLOAD)
    place = data.draw(st.integers(0, len(token) - 1))
    letter = data.draw(st.characters(codec="ascii").filter(lambda it: it != token[place]))
    changed = token[:place] + letter + token[place + 1 :]
    if changed.strip() != token:
        report = shown(changed)
        assert all(it.result is not Result.PASSED for it in report.of(CheckName.INTEGRITY))
