"""An issuer for tests: keys of its own, credentials as it would sign them."""

import base64
import gzip
import hashlib
import json
import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import jwt
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from services.credentials.adapters.verification.formats import VERIFIERS
from services.credentials.application.verify import Verify
from services.credentials.domain.verification.checks import CheckName
from services.credentials.domain.verification.document import Document, Evidence, Exhibit, Kind, Origin
from services.credentials.domain.verification.report import Report

AT = datetime(2026, 11, 24, tzinfo=UTC)
V2 = "https://www.w3.org/ns/credentials/v2"
_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def base58(content: bytes) -> str:
    number, text = int.from_bytes(content, "big"), ""
    while number:
        number, rest = divmod(number, 58)
        text = _ALPHABET[rest] + text
    return "z" + "1" * (len(content) - len(content.lstrip(b"\0"))) + text


def base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


@dataclass(frozen=True)
class IssuerOfTests:
    key: Ed25519PrivateKey = field(default_factory=lambda: Ed25519PrivateKey.from_private_bytes(b"\7" * 32))

    @classmethod
    def seeded(cls, seed: int) -> "IssuerOfTests":
        return cls(Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32))

    @property
    def multikey(self) -> str:
        raw = self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return base58(b"\xed\x01" + raw)

    @property
    def did(self) -> str:
        return f"did:key:{self.multikey}"

    @property
    def method(self) -> str:
        return f"{self.did}#{self.multikey}"

    def jcs(self, credential: dict[str, Any], **proof: Any) -> dict[str, Any]:
        """Secure a credential by eddsa-jcs-2022."""
        options = {
            "type": "DataIntegrityProof",
            "cryptosuite": "eddsa-jcs-2022",
            "verificationMethod": self.method,
            "proofPurpose": "assertionMethod",
        } | proof
        hashed = b"".join(hashlib.sha256(rfc8785.dumps(it)).digest() for it in (options, credential))
        return {**credential, "proof": {**options, "proofValue": base58(self.key.sign(hashed))}}

    def token(self, payload: dict[str, Any], **header: Any) -> str:
        headers = {"typ": "JWT", "kid": self.method} | header
        return jwt.PyJWS().encode(json.dumps(payload).encode(), self.key, "EdDSA", headers=headers)

    def bitstring_list(self, address: str, *revoked: int, **members: Any) -> dict[str, Any]:
        bits = bytearray(16_384)
        for index in revoked:
            bits[index // 8] |= 0x80 >> index % 8
        return self.jcs(
            credential(
                self.did,
                id=address,
                type=["VerifiableCredential", "BitstringStatusListCredential"],
                credentialSubject={
                    "id": f"{address}#list",
                    "type": "BitstringStatusList",
                    "statusPurpose": "revocation",
                    "encodedList": "u" + base64url(gzip.compress(bytes(bits))),
                },
                **members,
            )
        )

    def token_list(self, address: str, bits: bytes, size: int, **claims: Any) -> str:
        listed = {"bits": size, "lst": base64url(zlib.compress(bits))}
        claims = {"sub": address, "iat": int(AT.timestamp()) - 60, "status_list": listed} | claims
        return self.token(claims, typ="statuslist+jwt")


def credential(issuer: str, **members: Any) -> dict[str, Any]:
    return {
        "@context": [V2],
        "type": ["VerifiableCredential"],
        "issuer": issuer,
        "validFrom": "2020-06-30T00:00:00Z",
        "credentialSubject": {"id": "urn:uuid:5f3a4d0e-6c1b-4a41-9a2e-000000000001"},
    } | members


def shown(document: dict[str, Any] | str | bytes, *exhibits: Exhibit, at: datetime = AT) -> Report:
    if isinstance(document, dict):
        document = json.dumps(document)
    content = document if isinstance(document, bytes) else document.encode()
    return Verify(VERIFIERS, Evidence())(Document(content), Evidence(exhibits), at)


def codes(report: Report, name: CheckName) -> list[str]:
    return [it.code for it in report.of(name)]


def exhibit(kind: Kind, content: Any, name: str | None = None, *, operator: bool = False) -> Exhibit:
    written = content.encode() if isinstance(content, str) else json.dumps(content).encode()
    return Exhibit(kind, written, Origin.OPERATOR if operator else Origin.REQUEST, name)
