"""Signed statements of decisions, checked without any connection.

A statement is a W3C Verifiable Credential 2.0 in a JWS (RFC 7515) that its authority signed with Ed25519. The
authority publishes its keys as a controller document (the issuer's own address) or as a JWK Set (`/jwks`
below it), and which statements no longer stand as a status list, signed alike.
"""

import base64
import binascii
import hashlib
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from symbolon.errors import SymbolonError

LARGEST = 4_194_304
LARGEST_LIST = 16_777_216


class NotGenuine(SymbolonError):
    """The document is not what the holders of these keys signed, or cannot be read at all."""


class Standing(StrEnum):
    """What a status list says of a statement."""

    STANDS = "stands"
    WITHDRAWN = "withdrawn"
    UNKNOWN = "unknown"
    """the list is of another day, or of other statements"""


@dataclass(frozen=True, slots=True)
class Genuine:
    """A credential as its issuer signed it; `digest` names its bytes."""

    issuer: str
    key: str
    digest: str
    content: Mapping[str, Any]


def verify(signed: bytes, keys: bytes) -> Genuine:
    """Check a credential with the published keys of its issuer. Raises NotGenuine."""
    text = signed.strip()
    if len(text) > LARGEST:
        raise NotGenuine("the document is larger than any statement")
    head, _, rest = text.partition(b".")
    payload, dot, signature = rest.partition(b".")
    if not dot:
        raise NotGenuine("the document is no signed statement: it has not three parts")
    header = _object(_decoded(head), "the header")
    if header.get("alg") != "EdDSA" or header.get("typ") != "vc+jwt" or "crit" in header:
        raise NotGenuine("the document is not signed as statements are")
    key = header.get("kid")
    public = dict(_listed(_object(keys, "the file of keys"))).get(key if isinstance(key, str) else "")
    if not isinstance(key, str) or public is None:
        raise NotGenuine(f"the keys do not list {key}")
    try:
        public.verify(_decoded(signature), head + b"." + payload)
    except InvalidSignature:
        raise NotGenuine("the signature does not fit: something was changed") from None
    content = _object(_decoded(payload), "the content")
    issuer = content.get("issuer")
    named = issuer.get("id") if isinstance(issuer, dict) else issuer
    if not isinstance(named, str) or key.partition("#")[0] != named:
        raise NotGenuine("the key is another issuer's than the document names")
    return Genuine(named, key, "sha256:" + hashlib.sha256(text).hexdigest(), content)


def standing(statement: Genuine, signed_list: bytes, keys: bytes, *, now: datetime) -> Standing:
    """Say what a signed status list tells of a statement. Raises NotGenuine where the list is not genuine."""
    found = verify(signed_list, keys).content
    try:
        entry, subject = statement.content["credentialStatus"], found["credentialSubject"]
        index, address = int(entry["statusListIndex"]), entry["statusListCredential"]
        since, until = (datetime.fromisoformat(found[it]) for it in ("validFrom", "validUntil"))
        if found["id"] != address or index < 0 or not since <= now <= until:
            return Standing.UNKNOWN
        bits = _unpacked(subject["encodedList"])
        withdrawn = bits[index // 8] >> 7 - index % 8 & 1
    except (KeyError, TypeError, ValueError, IndexError, zlib.error, NotGenuine):
        return Standing.UNKNOWN
    return Standing.WITHDRAWN if withdrawn else Standing.STANDS


def _listed(document: Mapping[str, Any]) -> Iterator[tuple[str, Ed25519PublicKey]]:
    """Give the keys of a JWK Set, or those with which a controller speaks for itself."""
    if isinstance(document.get("keys"), list):
        yield from _keys((it.get("kid"), it) for it in document["keys"] if isinstance(it, dict))
        return
    methods, speaking = document.get("verificationMethod"), document.get("assertionMethod")
    if not isinstance(methods, list) or not isinstance(speaking, list):
        raise NotGenuine("the file of keys is neither a JWK Set nor a controller document")
    standing = [it for it in methods if isinstance(it, dict) and it.get("id") in speaking]
    yield from _keys((it["id"], it.get("publicKeyJwk")) for it in standing if "revoked" not in it)


def _keys(found: Iterator[tuple[Any, Any]]) -> Iterator[tuple[str, Ed25519PublicKey]]:
    for name, jwk in found:
        match jwk:
            case {"kty": "OKP", "crv": "Ed25519", "x": str(point)} if isinstance(name, str):
                try:
                    yield name, Ed25519PublicKey.from_public_bytes(_decoded(point.encode()))
                except ValueError:
                    raise NotGenuine(f"the key {name} is no Ed25519 key") from None


def _unpacked(text: str) -> bytes:
    if not text.startswith("u"):
        raise ValueError("a list is base64url, in multibase")
    unpacking = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    return unpacking.decompress(_decoded(text[1:].encode()), LARGEST_LIST)


def _object(content: bytes, what: str) -> Mapping[str, Any]:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        raise NotGenuine(f"{what} cannot be read") from None
    if not isinstance(found, dict):
        raise NotGenuine(f"{what} is no JSON object")
    return found


def _decoded(text: bytes) -> bytes:
    """Decode base64url in the one form that there is: other spellings of the same bytes are changes."""
    try:
        found = base64.b64decode(text + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error:
        raise NotGenuine("a part of the document is not in base64url") from None
    if base64.urlsafe_b64encode(found).rstrip(b"=") != text:
        raise NotGenuine("a part of the document is not in base64url as it is written")
    return found
