"""JSON Web Signatures in compact form (RFC 7515), with a closed list of algorithms (RFC 8725)."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, SECP384R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt import get_algorithm_by_name

from services.credentials.adapters.verification.controllers import Controllers, Method, Unresolved
from services.credentials.adapters.verification.keys import RSA_BITS, PublicKey, UnreadableKey, of_jwk
from services.credentials.adapters.verification.multibase import NotMultibase, decode_base64url
from shared.http import strict_json

ALGORITHMS = {
    "EdDSA": "Ed25519",
    "ES256": "P-256",
    "ES384": "P-384",
    "PS256": "RSA",
    "RS256": "RSA",  # older than PSS, unbroken, and what Open Badges 3.0 and EU seals are made with
}
MAX_CERTIFICATES = 10
EMBEDDED = ""
"""The controller of a key that a signature brings along: nobody that is named."""


class NotASignature(Exception):
    """The text is no signature that is read here; `code` says why."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature that was read and not yet verified."""

    header: Mapping[str, Any]
    payload: Mapping[str, Any]
    signing_input: bytes
    signature: bytes

    @property
    def algorithm(self) -> str:
        """The algorithm, one of those that are taken."""
        return str(self.header["alg"])


def read_signed(token: str) -> Signed:
    """Read a compact signature over a JSON object. Raises NotASignature."""
    parts = token.split(".")
    if len(parts) != 3:
        raise NotASignature("token_malformed", "a compact signature has three parts")
    header, payload = (_json(it) for it in parts[:2])
    algorithm = header.get("alg")
    if not isinstance(algorithm, str) or algorithm not in ALGORITHMS:
        known = ", ".join(ALGORITHMS)
        detail = f"the algorithm is none of those that are taken ({known}); `none` and HMAC prove nothing"
        raise NotASignature("algorithm_refused", detail)
    if "crit" in header or header.get("b64") is False:
        raise NotASignature("extension_not_read", "the signature depends on an extension that is not read")
    return Signed(header, payload, f"{parts[0]}.{parts[1]}".encode(), _bytes(parts[2]))


def holds(signed: Signed, key: PublicKey) -> bool:
    """Say whether the signature is by `key`; a key of another kind than the algorithm's never holds."""
    if _kind(key) != ALGORITHMS[signed.algorithm]:
        return False
    algorithm = get_algorithm_by_name(signed.algorithm)
    return bool(algorithm.verify(signed.signing_input, key, signed.signature))


def method_of(signed: Signed, issuer: str | None, controllers: Controllers) -> Method:
    """Find the key: named, brought along (`jwk`, `x5c`), or the issuer's only one. Raises Unresolved."""
    kid = signed.header.get("kid")
    if isinstance(kid, str) and (kid.startswith("did:") or "#" in kid):
        return controllers.method(f"{issuer}{kid}" if kid.startswith("#") else kid)
    if "x5c" in signed.header:
        return Method(EMBEDDED, _certified(signed.header["x5c"]), proven=False, meant=True)
    if isinstance(signed.header.get("jwk"), dict):
        return Method(EMBEDDED, _embedded(signed.header["jwk"]), proven=False, meant=True)
    if issuer is None:
        raise Unresolved("key_not_named", "the signature names neither a key nor an issuer")
    if isinstance(kid, str) and not issuer.startswith(("did:key:", "did:jwk:")):
        return controllers.method(f"{issuer}#{kid}")
    return controllers.sole_method(issuer)


def _kind(key: PublicKey) -> str | None:
    match key:
        case Ed25519PublicKey():
            return "Ed25519"
        case EllipticCurvePublicKey(curve=SECP256R1()):
            return "P-256"
        case EllipticCurvePublicKey(curve=SECP384R1()):
            return "P-384"
        case RSAPublicKey() if key.key_size in RSA_BITS:
            return "RSA"
    return None


def _certified(chain: Any) -> PublicKey:
    try:
        if not isinstance(chain, list) or not 0 < len(chain) <= MAX_CERTIFICATES:
            raise Unresolved("key_unreadable", f"x5c holds 1 to {MAX_CERTIFICATES} certificates")
        leaf = x509.load_der_x509_certificate(base64.b64decode(chain[0], validate=True))
        key = leaf.public_key()
    except (ValueError, TypeError, binascii.Error):
        raise Unresolved("key_unreadable", "the certificate in x5c cannot be read") from None
    if not isinstance(key, Ed25519PublicKey | EllipticCurvePublicKey | RSAPublicKey):
        raise Unresolved("key_unreadable", "the certificate's key is of a kind that is not taken")
    return key


def _embedded(members: Mapping[str, Any]) -> PublicKey:
    try:
        return of_jwk(members)
    except UnreadableKey as error:
        raise Unresolved("key_unreadable", str(error)) from None


def _bytes(text: str) -> bytes:
    try:
        return decode_base64url(text)
    except NotMultibase as error:
        raise NotASignature("token_malformed", str(error)) from None


def _json(text: str) -> Mapping[str, Any]:
    try:
        members = strict_json.parse(_bytes(text))
    except strict_json.NotStrictJson as error:
        raise NotASignature("token_malformed", error.detail) from None
    if not isinstance(members, dict):
        raise NotASignature("token_malformed", "header and payload are objects")
    return members
