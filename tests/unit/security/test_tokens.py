from datetime import UTC, datetime, timedelta

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from shared.security.principals import Principal
from shared.security.tokens import (
    AUDIENCE,
    ISSUER,
    LEEWAY,
    LIFETIME,
    InvalidToken,
    TokenSigner,
    TokenVerifier,
)

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
NORWAY = Principal("norway", "key-1", frozenset({"evaluate"}))


def pair() -> tuple[bytes, bytes]:
    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return private, key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


PRIVATE, PUBLIC = pair()


def test_what_the_gateway_signs_the_services_believe() -> None:
    token = TokenSigner(PRIVATE).sign(NORWAY, now=NOW)
    assert TokenVerifier(PUBLIC).verify(token, now=NOW) == NORWAY


@pytest.mark.parametrize(
    "shift", [LIFETIME + LEEWAY, -LEEWAY - timedelta(seconds=1)], ids=["expired", "early"]
)
def test_a_token_outside_its_minute_is_refused(shift: timedelta) -> None:
    token = TokenSigner(PRIVATE).sign(NORWAY, now=NOW)
    with pytest.raises(InvalidToken):
        TokenVerifier(PUBLIC).verify(token, now=NOW + shift)


def test_a_token_that_was_believed_is_refused_all_the_same_once_it_expires() -> None:
    token, verifier = TokenSigner(PRIVATE).sign(NORWAY, now=NOW), TokenVerifier(PUBLIC)
    verifier.verify(token, now=NOW)
    with pytest.raises(InvalidToken):
        verifier.verify(token, now=NOW + LIFETIME + LEEWAY)


def test_a_token_of_another_signer_is_refused() -> None:
    stranger, _ = pair()
    with pytest.raises(InvalidToken):
        TokenVerifier(PUBLIC).verify(TokenSigner(stranger).sign(NORWAY, now=NOW), now=NOW)


CLAIMS = {
    "iss": ISSUER,
    "aud": AUDIENCE,
    "iat": NOW,
    "exp": NOW + LIFETIME,
    "sub": "x",
    "tenant": "norway",
    "scopes": [],
}


def signed(**changes: object) -> str:
    claims = {name: value for name, value in {**CLAIMS, **changes}.items() if value is not None}
    return jwt.encode(claims, PRIVATE.decode(), algorithm="EdDSA")


@pytest.mark.parametrize(
    "token",
    [
        pytest.param(jwt.encode(CLAIMS, "", algorithm="none"), id="unsigned"),
        pytest.param(jwt.encode(CLAIMS, "a shared secret of thirty-two bytes!"), id="another algorithm"),
        pytest.param(signed(aud="somebody else"), id="another audience"),
        pytest.param(signed(iss="somebody else"), id="another issuer"),
        pytest.param(signed(tenant=None), id="no tenant"),
        pytest.param("not.a.token", id="malformed"),
        pytest.param("", id="empty"),
    ],
)
def test_a_token_that_is_not_exactly_ours_is_refused(token: str) -> None:
    with pytest.raises(InvalidToken):
        TokenVerifier(PUBLIC).verify(token, now=NOW)


def test_a_token_serves_several_requests_and_is_renewed_at_half_its_life() -> None:
    signer = TokenSigner(PRIVATE)
    first = signer.sign(NORWAY, now=NOW)
    assert signer.sign(NORWAY, now=NOW + LIFETIME / 3) == first
    assert signer.sign(NORWAY, now=NOW + LIFETIME / 2) != first
