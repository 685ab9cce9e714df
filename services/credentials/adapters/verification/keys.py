"""Public keys as credentials name them: Multikey, did:key, JSON Web Key. Sizes and curves are limited."""

from collections.abc import Mapping
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    SECP384R1,
    EllipticCurve,
    EllipticCurvePublicKey,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

from services.credentials.adapters.verification.multibase import NotMultibase, decode_multibase

PublicKey = Ed25519PublicKey | EllipticCurvePublicKey | RSAPublicKey

CURVES = ("P-256", "P-384")
RSA_BITS = range(2048, 8193)
MAX_KEY_CHARACTERS = 4_096

_ED25519, _P256, _P384 = b"\xed\x01", b"\x80\x24", b"\x81\x24"  # multicodec, as unsigned varints


class UnreadableKey(ValueError):
    """The key is malformed, or of a kind or size that is not taken."""


def of_multikey(text: str) -> PublicKey:
    """Read a Multikey (W3C Controlled Identifiers 1.0, section 2.2.2). Raises UnreadableKey."""
    try:
        content = decode_multibase(text, limit=200)
    except NotMultibase as error:
        raise UnreadableKey(str(error)) from None
    kind, raw = content[:2], content[2:]
    try:
        if kind == _ED25519:
            return Ed25519PublicKey.from_public_bytes(raw)
        if kind in {_P256, _P384}:
            curve: EllipticCurve = SECP256R1() if kind == _P256 else SECP384R1()
            return EllipticCurvePublicKey.from_encoded_point(curve, raw)
    except ValueError:
        raise UnreadableKey("the key is no point of its curve") from None
    raise UnreadableKey("the key is of a kind that is not taken; Ed25519, P-256 and P-384 are")


def of_jwk(members: Mapping[str, Any]) -> PublicKey:
    """Read a JSON Web Key (RFC 7517). Raises UnreadableKey; private and symmetric keys are not taken."""
    if any(len(str(it)) > MAX_KEY_CHARACTERS for it in members.values()) or "d" in members:
        raise UnreadableKey("the key is too large, or holds its private part")
    match members.get("kty"), members.get("crv"):
        case "OKP", "Ed25519":
            return _read(OKPAlgorithm, members)
        case "EC", curve if curve in CURVES:
            return _read(ECAlgorithm, members)
        case "RSA", None:
            return _limited(_read(RSAAlgorithm, members))
    raise UnreadableKey("the key is of a kind that is not taken; Ed25519, P-256, P-384 and RSA are")


def _read(algorithm: Any, members: Mapping[str, Any]) -> PublicKey:
    try:
        key = algorithm.from_jwk(dict(members))
    except (jwt.InvalidKeyError, ValueError, TypeError, KeyError):
        raise UnreadableKey("the members of the key do not make a key") from None
    if not isinstance(key, Ed25519PublicKey | EllipticCurvePublicKey | RSAPublicKey):
        raise UnreadableKey("this is no public key")
    return key


def _limited(key: PublicKey) -> PublicKey:
    if isinstance(key, RSAPublicKey) and key.key_size not in RSA_BITS:
        raise UnreadableKey(f"an RSA key has {RSA_BITS.start} to {RSA_BITS.stop - 1} bits")
    return key
