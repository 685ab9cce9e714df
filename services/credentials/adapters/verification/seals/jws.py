"""A JSON Web Signature with one seal, in any of its three forms, exactly as it was signed.

What is signed is text, not what the text means: header and payload are kept as they stand. RFC 7515, RFC 7797
(`b64`), ETSI TS 119 182-1 (JAdES).
"""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared.http.strict_json import NotStrictJson, parse

MAX_SIGNATURES = 8
UNDERSTOOD = frozenset(
    ("b64", "sigT", "sigD", "x5t#o", "sigX5ts", "srCms", "sigPl", "srAts", "adoTst", "sigPId", "etsiU")
)
"""Header parameters that `crit` may name: those of JAdES (TS 119 182-1, 5.1.9) and `b64`."""


class Malformed(ValueError):
    """This is no JWS in the strict sense; the message says why, `code` for programs."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


@dataclass(frozen=True, slots=True)
class Seal:
    """One signature of a JWS. `place` is where it stands in the document, as a JSON Pointer."""

    header: Mapping[str, Any]
    protected: str
    payload: bytes | None
    """the payload as it was signed and stamped; None where it is somewhere else"""
    signature_text: str
    signature: bytes
    unsigned: tuple[Any, ...]
    """the members of `etsiU`: texts where they are encoded, objects where they are not"""
    place: str

    @property
    def signed(self) -> bytes:
        """The bytes that the signature is over (RFC 7515, 5.1; RFC 7797, 3)."""
        return self.protected.encode() + b"." + (self.payload or b"")

    @property
    def content(self) -> bytes:
        """The payload as bytes of its own. Raises Malformed where it is not base64url as the header says."""
        payload = self.payload or b""
        return base64url(payload.decode()) if self.header.get("b64", True) else payload


def looks_like(content: bytes) -> bool:
    """Say, cheaply, whether this is a JWS whose header speaks JAdES."""
    start = content.lstrip()[:1]
    if start == b"{":
        return b'"protected"' in content and b'"signature' in content and b'"@context"' not in content
    header, dot, _ = content[:65_536].lstrip().partition(b".")
    if not dot:
        return False
    try:
        return _speaks_jades(parse(base64url(header.decode())))
    except (Malformed, NotStrictJson, UnicodeDecodeError):
        return False


def _speaks_jades(header: Any) -> bool:
    return isinstance(header, dict) and any(
        name in header for name in ("sigT", "sigD", "x5t#o", "sigX5ts", "sigPId", "adoTst")
    )


def read(content: bytes) -> tuple[Seal, ...]:
    """Read a JWS. Raises Malformed."""
    if content.lstrip()[:1] != b"{":
        return (_compact(content),)
    try:
        document = parse(content)
    except NotStrictJson as error:
        raise Malformed(error.code, error.detail) from None
    if not isinstance(document, dict):
        raise Malformed("not_an_object", "a JWS is a JSON object")
    if "payload" in document and not isinstance(document["payload"], str):
        raise Malformed("payload_not_text", "the payload of a JWS is text")
    if ("signatures" in document) is ("signature" in document):
        raise Malformed("signatures_ambiguous", "a JWS has either one signature or a list of them")
    if "signature" in document:
        _only(document, {"payload", "protected", "header", "signature"})
        return (_seal(document, document.get("payload"), ""),)
    _only(document, {"payload", "signatures"})
    members = document["signatures"]
    if not isinstance(members, list) or not 1 <= len(members) <= MAX_SIGNATURES:
        raise Malformed("signatures_ambiguous", f"a JWS has one to {MAX_SIGNATURES} signatures")
    return tuple(
        _seal(it, document.get("payload"), f"/signatures/{place}") for place, it in enumerate(members)
    )


def _compact(content: bytes) -> Seal:
    try:
        parts = content.decode("ascii").strip().split(".")
    except UnicodeDecodeError:
        raise Malformed("not_ascii", "a compact JWS is ASCII") from None
    if len(parts) != 3:
        raise Malformed("not_three_parts", "a compact JWS has three parts")
    protected, payload, signature = parts
    return _seal({"protected": protected, "signature": signature}, payload or None, "")


def _only(members: Mapping[str, Any], known: set[str]) -> None:
    """Refuse what stands beside a signature and is covered by none: a reader could take it for sealed."""
    if extra := sorted(members.keys() - known):
        raise Malformed(
            "unsealed_members", f"{len(extra)} members beside the sealed ones are covered by no signature"
        )


def _seal(member: Any, payload: str | None, place: str) -> Seal:
    if not isinstance(member, dict):
        raise Malformed("signature_not_an_object", "a signature of a JWS is an object")
    protected, signature = member.get("protected"), member.get("signature")
    if not isinstance(protected, str) or not isinstance(signature, str):
        raise Malformed("signature_incomplete", "a signature has a protected header and a value")
    try:
        header = parse(base64url(protected))
    except NotStrictJson as error:
        raise Malformed("header_unreadable", f"the protected header: {error.detail}") from None
    if not isinstance(header, dict):
        raise Malformed("header_unreadable", "the protected header is an object")
    beside = member.get("header", {})
    if not isinstance(beside, dict) or beside.keys() & header.keys():
        raise Malformed(
            "header_ambiguous", "a header parameter stands in both headers, or the second is no object"
        )
    unsigned = beside.get("etsiU", [])
    if not isinstance(unsigned, list):
        raise Malformed("unsigned_unreadable", "`etsiU` is a list")
    _heed_critical(header, beside)
    _only(beside, {"etsiU", "kid"})
    octets = payload.encode() if payload is not None else None
    return Seal(header, protected, octets, signature, base64url(signature), tuple(unsigned), place)


def _heed_critical(header: Mapping[str, Any], beside: Mapping[str, Any]) -> None:
    """Refuse what the signer wants understood and is not (RFC 7515, 4.1.11)."""
    if not isinstance(header.get("b64", True), bool):
        raise Malformed("b64_unreadable", "`b64` is true or false")
    if "crit" in beside:
        raise Malformed("critical_unreadable", "`crit` stands in the protected header")
    if "crit" not in header:
        if "b64" in header:
            raise Malformed("b64_not_critical", "`b64` must be named in `crit` (RFC 7797, 6)")
        return
    critical = header["crit"]
    if not isinstance(critical, list) or not critical or not all(isinstance(it, str) for it in critical):
        raise Malformed("critical_unreadable", "`crit` is a list of names, and not empty")
    if len(set(critical)) < len(critical):
        raise Malformed("critical_unreadable", "`crit` names a parameter twice")
    if strange := set(critical) - UNDERSTOOD:
        raise Malformed(
            "critical_not_understood", f"`crit` names {len(strange)} parameters that are not understood"
        )
    if missing := set(critical) - header.keys() - beside.keys():
        raise Malformed(
            "critical_absent", f"`crit` names {len(missing)} parameters that the header does not have"
        )
    if "b64" in header and "b64" not in critical:
        raise Malformed("b64_not_critical", "`b64` must be named in `crit` (RFC 7797, 6)")


def base64url(text: str) -> bytes:
    """Read base64url, in the one way in which it may be written. Raises Malformed."""
    try:
        octets = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        raise Malformed("not_base64url", "this is not base64url") from None
    if base64.urlsafe_b64encode(octets).rstrip(b"=").decode() != text:
        raise Malformed(
            "not_base64url", "this is base64url written in another way than the one that is allowed"
        )
    return octets


def member(encoded: Any) -> dict[str, Any]:
    """Read one member of `etsiU`, encoded or not. Raises Malformed."""
    try:
        value = parse(base64url(encoded)) if isinstance(encoded, str) else encoded
    except NotStrictJson as error:
        raise Malformed("unsigned_unreadable", f"a member of `etsiU`: {error.detail}") from None
    if not isinstance(value, dict) or len(value) != 1:
        raise Malformed("unsigned_unreadable", "a member of `etsiU` is an object with one member")
    return value
