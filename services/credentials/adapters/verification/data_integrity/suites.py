"""The cryptosuites: which key they take, what they hash, how they canonicalise."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    SECP384R1,
    EllipticCurvePublicKey,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256, SHA384

from services.credentials.adapters.verification.keys import PublicKey

Hash = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Suite:
    """A cryptosuite. `rdf` tells RDF canonicalisation from JSON canonicalisation (RFC 8785)."""

    name: str
    rdf: bool
    edwards: bool


_SUITES = {
    it.name: it
    for it in (
        Suite("eddsa-rdfc-2022", rdf=True, edwards=True),
        Suite("eddsa-jcs-2022", rdf=False, edwards=True),
        Suite("ecdsa-rdfc-2019", rdf=True, edwards=False),
        Suite("ecdsa-jcs-2019", rdf=False, edwards=False),
    )
}
_DRAFT_NAMES = {"eddsa-2022": "eddsa-rdfc-2022"}
"""The drafts of vc-di-eddsa before July 2023, and credentials of 1EdTech's test sets, name it so."""


def suite_of(kind: object, cryptosuite: object) -> Suite | None:
    """Find the suite of a proof by its `type` and `cryptosuite`."""
    if kind == "Ed25519Signature2020":  # the same computation under an older name (vc-di-eddsa, section 3.3)
        return Suite("Ed25519Signature2020", rdf=True, edwards=True)
    if kind == "DataIntegrityProof" and isinstance(cryptosuite, str):
        return _SUITES.get(_DRAFT_NAMES.get(cryptosuite, cryptosuite))
    return None


def hash_of(suite: Suite, key: PublicKey) -> Hash | None:
    """Give the hash that the suite uses with this key; None where it takes no such key."""
    if suite.edwards:
        return hashlib.sha256 if isinstance(key, Ed25519PublicKey) else None
    if isinstance(key, EllipticCurvePublicKey):
        if isinstance(key.curve, SECP256R1):
            return hashlib.sha256
        if isinstance(key.curve, SECP384R1):
            return hashlib.sha384
    return None


def holds(key: PublicKey, signature: bytes, signed: bytes) -> bool:
    """Say whether `signature` is one over `signed` by `key`."""
    try:
        if isinstance(key, Ed25519PublicKey):
            key.verify(signature, signed)
            return True
        if isinstance(key, EllipticCurvePublicKey):
            size = (key.curve.key_size + 7) // 8
            if len(signature) != 2 * size:
                return False
            pair = int.from_bytes(signature[:size], "big"), int.from_bytes(signature[size:], "big")
            algorithm = SHA256() if isinstance(key.curve, SECP256R1) else SHA384()
            key.verify(encode_dss_signature(*pair), signed, ECDSA(algorithm))
            return True
    except InvalidSignature:
        return False
    return False
