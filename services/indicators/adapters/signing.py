"""Reports signed with Ed25519 (RFC 8032), the signature as data beside them.

    {"algorithm": "Ed25519", "key": {"kty": "OKP", "crv": "Ed25519", "x": "..."}, "value": "..."}

`key` is the public key as a JWK (RFC 8037), `value` the signature in base64url. The installation's operator
publishes the key; a reader compares.
"""

import base64
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

ALGORITHM = "Ed25519"


class ReportSigner:
    """Signs with one private key (PEM). Raises ValueError where it is no Ed25519 key."""

    def __init__(self, private_key: bytes) -> None:
        key = load_pem_private_key(private_key, password=None)
        if not isinstance(key, Ed25519PrivateKey):
            raise ValueError("reports are signed with an Ed25519 key")  # noqa: TRY004 - the file is wrong
        self._key = key
        self._public = _encoded(key.public_key().public_bytes_raw())

    def sign(self, content: bytes) -> Mapping[str, Any]:
        """Give the signature as data."""
        return {
            "algorithm": ALGORITHM,
            "key": {"kty": "OKP", "crv": ALGORITHM, "x": self._public},
            "value": _encoded(self._key.sign(content)),
        }


def public_key(pem: bytes) -> str:
    """Give a public key as signatures name it. Raises ValueError where it is no Ed25519 key."""
    key = load_pem_public_key(pem)
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError("reports are signed with an Ed25519 key")  # noqa: TRY004 - the file is wrong
    return _encoded(key.public_bytes_raw())


def is_genuine(content: bytes, signature: Mapping[str, Any]) -> bool:
    """Say whether `signature` was made over `content` with the key that it names.

    Raises ValueError, KeyError or TypeError on what is no signature.
    """
    key = Ed25519PublicKey.from_public_bytes(_decoded(signature["key"]["x"]))
    try:
        key.verify(_decoded(signature["value"]), content)
    except InvalidSignature:
        return False
    return True


def _encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
