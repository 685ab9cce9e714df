"""SD-JWT VC: only what the issuer signed may be shown, and the holder's key is the one that was named."""

import hashlib
import json
from typing import Any

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jwt.algorithms import OKPAlgorithm

from services.credentials.domain.verification.checks import CheckName, Result
from tests.unit.credentials.verification.signing import IssuerOfTests, base64url, codes, shown

ISSUER, HOLDER = IssuerOfTests(), IssuerOfTests.seeded(2)


def disclosure(*parts: Any) -> str:
    return base64url(json.dumps(parts).encode())


def hashed(text: str) -> str:
    return base64url(hashlib.sha256(text.encode()).digest())


DEGREE, COURSE = disclosure("s1", "degree", "Master"), disclosure("s2", "Algebra")
PAYLOAD = {
    "iss": ISSUER.did,
    "vct": "urn:example:diploma",
    "_sd_alg": "sha-256",
    "_sd": [hashed(DEGREE), hashed("a decoy")],
    "courses": [{"...": hashed(COURSE)}, {"...": hashed("another decoy")}],
    "cnf": {"jwk": OKPAlgorithm.to_jwk(HOLDER.key.public_key(), as_dict=True)},
}
TOKEN = ISSUER.token(PAYLOAD, typ="dc+sd-jwt")


def bound(presented: str, holder: IssuerOfTests = HOLDER, **claims: Any) -> str:
    claims = {"nonce": "1", "aud": "https://authority.example", "sd_hash": hashed(presented)} | claims
    return presented + jwt.encode(claims, holder.key, "EdDSA", headers={"typ": "kb+jwt"})


@pytest.mark.parametrize("disclosures", [[], [DEGREE], [DEGREE, COURSE], [COURSE, DEGREE]])
def test_any_choice_of_what_was_signed_holds(disclosures: list[str]) -> None:
    report = shown("~".join([TOKEN, *disclosures, ""]))
    assert codes(report, CheckName.INTEGRITY) == ["signature_holds"]
    assert codes(report, CheckName.DISCLOSURES) == ["disclosures_hold"]
    assert codes(report, CheckName.HOLDER_BOUND) == ["not_presented"]


@pytest.mark.parametrize(
    ("disclosures", "code"),
    [
        ([disclosure("s1", "degree", "Doctor")], "digest_mismatch"),
        ([DEGREE, DEGREE], "disclosure_twice"),
        ([disclosure("s1", "_sd", [])], "disclosure_malformed"),
        ([disclosure("s1")], "disclosure_malformed"),
        (["not base64url!"], "digest_mismatch"),
        ([DEGREE] * 501, "too_many_disclosures"),
    ],
)
def test_what_was_not_signed_does_not_hold(disclosures: list[str], code: str) -> None:
    report = shown("~".join([TOKEN, *disclosures, ""]))
    assert codes(report, CheckName.INTEGRITY) == [code]
    assert report.of(CheckName.DISCLOSURES)[0].result is Result.FAILED


def test_a_disclosure_may_not_overwrite_what_everybody_sees() -> None:
    hidden = disclosure("s", "vct", "urn:example:another")
    token = ISSUER.token(PAYLOAD | {"_sd": [hashed(hidden)]})
    assert codes(shown(f"{token}~{hidden}~"), CheckName.INTEGRITY) == ["name_twice"]


def test_a_disclosure_inside_another_is_found() -> None:
    inner = disclosure("s3", "grade", "1.0")
    outer = disclosure("s4", "result", {"_sd": [hashed(inner)]})
    token = ISSUER.token({"iss": ISSUER.did, "_sd": [hashed(outer)]})
    assert codes(shown(f"{token}~{inner}~{outer}~"), CheckName.INTEGRITY) == ["signature_holds"]
    assert codes(shown(f"{token}~{inner}~"), CheckName.INTEGRITY) == ["digest_mismatch"]


def test_the_holders_key_is_reported_and_freshness_is_not_claimed() -> None:
    report = shown(bound(f"{TOKEN}~{DEGREE}~"))
    assert [(it.result, it.code) for it in report.of(CheckName.HOLDER_BOUND)] == [
        ("unknown", "holder_signed")
    ]


@pytest.mark.parametrize(
    "presented",
    [
        bound(f"{TOKEN}~{DEGREE}~", ISSUER),
        bound(f"{TOKEN}~{DEGREE}~", sd_hash=hashed(f"{TOKEN}~")),
        bound(f"{TOKEN}~{DEGREE}~").replace(f"~{DEGREE}~", f"~{COURSE}~"),
    ],
)
def test_a_proof_of_another_key_or_presentation_does_not_hold(presented: str) -> None:
    assert codes(shown(presented), CheckName.HOLDER_BOUND) == ["holder_mismatch"]


@given(st.data())
def test_no_changed_letter_passes(data: st.DataObject) -> None:
    presented = f"{TOKEN}~{DEGREE}~{COURSE}~"
    place = data.draw(st.integers(0, len(presented) - 2))
    letter = data.draw(st.characters(codec="ascii").filter(lambda it: it != presented[place]))
    report = shown(presented[:place] + letter + presented[place + 1 :])
    assert all(it.result is not Result.PASSED for it in report.of(CheckName.INTEGRITY))
