"""Whatever a signer puts in: every document is answered by a report, and none makes a verifier fall."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.credentials.domain.verification.document import Kind
from tests.unit.credentials.verification.signing import IssuerOfTests, credential, exhibit, shown

ISSUER = IssuerOfTests()
LIST = "https://university.example/status/1"
NAMES = """@context id type issuer iss sub vc validFrom validUntil nbf exp iat jti cnf jwk _sd _sd_alg ...
    status status_list idx uri credentialStatus statusListCredential statusListIndex statusPurpose
    statusSize credentialSubject encodedList bits lst ttl verificationMethod assertionMethod publicKeyJwk
    publicKeyMultibase kty crv x n e keys jwks proof cryptosuite proofValue previousProof created expires
    controller @value @language issuers name""".split()
TEXTS = [LIST, ISSUER.did, ISSUER.method, ISSUER.multikey, "BitstringStatusListEntry", "BitstringStatusList"]
TEXTS += [
    "revocation",
    "https://www.w3.org/ns/credentials/v2",
    "EC",
    "P-256",
    "OKP",
    "Ed25519",
    "RSA",
    "AQAB",
]
TEXTS += [
    "BitstringStatusListCredential",
    "DataIntegrityProof",
    "eddsa-rdfc-2022",
    "sha-256",
    "_:b0",
    "",
    "u",
]
SCALARS = (
    st.none() | st.booleans() | st.integers(-9, 2**53 - 1) | st.floats(allow_nan=False, allow_infinity=False)
)
JSON = st.recursive(
    SCALARS
    | st.sampled_from(TEXTS)
    | st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=4),
    lambda it: st.lists(it, max_size=3) | st.dictionaries(st.sampled_from(NAMES), it, max_size=4),
    max_leaves=12,
)
MEMBERS = st.dictionaries(st.sampled_from(NAMES), JSON, max_size=6)
ENTRY = {
    "type": "BitstringStatusListEntry",
    "statusPurpose": "revocation",
    "statusListIndex": "7",
    "statusListCredential": LIST,
}
LISTED = ISSUER.jcs(credential(ISSUER.did, credentialStatus=ENTRY))


@given(MEMBERS)
def test_any_members_of_a_document(members: dict[str, Any]) -> None:
    assert shown(credential(ISSUER.did) | members).checks


@given(MEMBERS)
def test_any_proof(members: dict[str, Any]) -> None:
    assert shown(LISTED | {"proof": LISTED["proof"] | members}).checks


@given(MEMBERS, MEMBERS)
def test_any_claims_and_any_head(claims: dict[str, Any], header: dict[str, Any]) -> None:
    token = ISSUER.token({**claims, "iss": ISSUER.did}, **header)
    assert shown(token).checks
    assert shown(token + "~").checks
    assert shown(f"{token}~{token}").checks


@given(MEMBERS, MEMBERS)
def test_any_evidence(members: dict[str, Any], subject: dict[str, Any]) -> None:
    signed = ISSUER.bitstring_list(LIST)
    changed = ISSUER.jcs({k: v for k, v in signed.items() if k != "proof"} | {"credentialSubject": subject})
    listed = exhibit(Kind.STATUS_LIST, ISSUER.token({"sub": LIST, "iat": 1, **members}, typ="statuslist+jwt"))
    others = [
        exhibit(kind, {"id": "did:web:a.example", **members})
        for kind in (Kind.CONTROLLER_DOCUMENT, Kind.JWK_SET, Kind.STATUS_LIST, Kind.CERTIFICATE)
    ]
    assert shown(LISTED, exhibit(Kind.STATUS_LIST, changed), listed, *others).checks
