"""Signatures of releases: who reviewed signs, then the service that publishes countersigns (Ed25519).

What is signed is a statement about a release: its hash (which covers the release before it too), its place in
the chain, and the signer's role. The service's statement includes the reviewers' signatures, so none of them
can be exchanged later. Who loads a release wants both: neither a person nor the service can publish alone.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from shared.kernel.canonical import canonical_json

STATEMENT = "release-statement/1"


class Role(StrEnum):
    """In which role a key signs."""

    REVIEWER = "reviewer"
    SERVICE = "service"


class NotTrusted(Exception):
    """A signature is missing, wrong, or made with a key that is not trusted in its role."""


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature: `key` names the public key by its hash, `value` is base64."""

    role: Role
    key: str
    value: str

    def as_json(self) -> dict[str, str]:
        """Give it as plain JSON."""
        return {"role": self.role.value, "key": self.key, "value": self.value}

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> "Signature":
        """Read it from JSON. Raises NotTrusted where it is none."""
        try:
            return cls(Role(document["role"]), str(document["key"]), str(document["value"]))
        except (KeyError, TypeError, ValueError) as error:
            raise NotTrusted("a signature has role, key and value") from error


def statement(release: str, number: int, role: Role, countersigned: Sequence[Signature] = ()) -> bytes:
    """Give the bytes that are signed for the release of that hash and number.

    `countersigned` are the reviewers' signatures, which the service signs along with the release.
    """
    return canonical_json(
        {
            "format": STATEMENT,
            "release": release,
            "number": number,
            "role": role.value,
            "countersigned": sorted(it.value for it in countersigned),
        }
    )


class ReleaseSigner:
    """Signs in one role. `private_key` is PEM; raises ValueError where it is no Ed25519 key."""

    def __init__(self, private_key: bytes, role: Role) -> None:
        key = load_pem_private_key(private_key, password=None)
        if not isinstance(key, Ed25519PrivateKey):
            raise ValueError("releases are signed with an Ed25519 key")  # noqa: TRY004 - the file is wrong
        self._key = key
        self.role = role

    @property
    def public_key(self) -> str:
        """Give the public key as the file of trusted keys has it."""
        raw = self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return base64.b64encode(raw).decode()

    def sign(self, release: str, number: int, countersigned: Sequence[Signature] = ()) -> Signature:
        """Sign a release."""
        value = self._key.sign(statement(release, number, self.role, countersigned))
        return Signature(self.role, key_name(self.public_key), base64.b64encode(value).decode())


class TrustedKeys:
    """The public keys that may sign, by role. Keys that no longer sign stay, for the releases they signed."""

    def __init__(self, keys: Mapping[Role, Sequence[str]]) -> None:
        self._keys = {
            (role, key_name(it)): Ed25519PublicKey.from_public_bytes(base64.b64decode(it, validate=True))
            for role, listed in keys.items()
            for it in listed
        }

    @classmethod
    def read(cls, content: bytes) -> "TrustedKeys":
        """Read ``{"reviewer": [base64, ...], "service": [base64, ...]}``. Raises ValueError otherwise."""
        try:
            return cls({Role(role): list(listed) for role, listed in json.loads(content).items()})
        except (AttributeError, TypeError, ValueError, binascii.Error) as error:
            raise ValueError("the file of trusted keys lists base64 Ed25519 keys under each role") from error

    def verify(self, release: str, number: int, signatures: Sequence[Signature]) -> None:
        """Accept a release that a reviewer and the service have signed. Raises NotTrusted otherwise.

        Every signature given must be good, not just one of each role.
        """
        reviewers = [it for it in signatures if it.role is Role.REVIEWER]
        for role in Role:
            if not any(it.role is role for it in signatures):
                raise NotTrusted(f"no {role.value} has signed {release}")
        for it in signatures:
            self._verify(
                it, statement(release, number, it.role, reviewers if it.role is Role.SERVICE else ())
            )

    def verify_review(self, release: str, number: int, signatures: Sequence[Signature]) -> None:
        """Accept reviewers' signatures before the service adds its own. Raises NotTrusted."""
        if not signatures or any(it.role is not Role.REVIEWER for it in signatures):
            raise NotTrusted(f"no reviewer has signed {release}")
        for it in signatures:
            self._verify(it, statement(release, number, Role.REVIEWER))

    def _verify(self, signature: Signature, signed: bytes) -> None:
        key = self._keys.get((signature.role, signature.key))
        if key is None:
            raise NotTrusted(f"the key {signature.key} is not trusted as {signature.role.value}")
        try:
            key.verify(base64.b64decode(signature.value, validate=True), signed)
        except (InvalidSignature, binascii.Error) as error:
            raise NotTrusted(f"the {signature.role.value}'s signature is wrong") from error


def key_name(public_key: str) -> str:
    """Name a public key by its hash."""
    return "ed25519:" + hashlib.sha256(base64.b64decode(public_key)).hexdigest()[:32]
