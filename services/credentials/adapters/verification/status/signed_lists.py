"""A status list as it was signed: what it calls itself, until when it holds, and its bits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from services.credentials.adapters.verification.jose.signatures import NotASignature, read_signed
from services.credentials.adapters.verification.status.bits import (
    UnreadableList,
    bitstring_status,
    decode_bitstring,
    decode_token_list,
    token_status,
)
from services.credentials.adapters.verification.status.entries import Entry, Form
from shared.http import strict_json

TOKEN_TYPE = "statuslist+jwt"  # noqa: S105 - a media type
_TOKEN_SIZES = (1, 2, 4, 8)


@dataclass(frozen=True, slots=True)
class SignedList:
    """`content` is the list's own part of the signed document."""

    form: Form
    address: str
    content: Mapping[str, Any]
    usable_until: datetime | None = None

    def outdated(self, at: datetime) -> bool:
        """Say whether the list has passed the age that it gives itself (`ttl`)."""
        return self.usable_until is not None and at > self.usable_until

    def value(self, entry: Entry) -> int:
        """Read an entry. Raises UnreadableList."""
        if self.form is Form.BITSTRING:
            if entry.purpose not in _texts(self.content.get("statusPurpose")):
                raise UnreadableList("the list is kept for another purpose than the credential says")
            return bitstring_status(
                decode_bitstring(_text(self.content, "encodedList")), entry.index, entry.size
            )
        size = self.content.get("bits")
        if size not in _TOKEN_SIZES:
            raise UnreadableList("a token status list has entries of 1, 2, 4 or 8 bits")
        return token_status(decode_token_list(_text(self.content, "lst")), entry.index, size)


def read_list(content: bytes) -> SignedList | None:
    """Read a list in JSON-LD or as a token, unverified; None where it is no list of a format that is read."""
    try:
        if content.lstrip().startswith(b"{"):
            return _bitstring(strict_json.parse(content))
        signed = read_signed(content.decode("ascii", "replace").strip())
    except (NotASignature, strict_json.NotStrictJson):
        return None
    if signed.header.get("typ") == TOKEN_TYPE:
        return _token(signed.payload)
    inner = signed.payload.get("vc")
    return _bitstring(inner if isinstance(inner, dict) else signed.payload)


def _bitstring(credential: Any) -> SignedList | None:
    match credential:
        case {"id": str(address), "type": kinds, "credentialSubject": {"type": "BitstringStatusList"}}:
            if "BitstringStatusListCredential" in _texts(kinds):
                return SignedList(Form.BITSTRING, address, credential["credentialSubject"])
    return None


def _token(payload: Mapping[str, Any]) -> SignedList | None:
    match payload:
        case {"sub": str(address), "status_list": dict(), "iat": int(issued)}:
            ttl = payload.get("ttl")
            until = None
            if isinstance(ttl, int) and 0 < ttl < 10**9 and 0 <= issued < 10**11:
                until = datetime.fromtimestamp(issued, UTC) + timedelta(seconds=ttl)
            return SignedList(Form.TOKEN, address, payload["status_list"], until)
    return None


def _texts(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else value if isinstance(value, list) else []


def _text(content: Mapping[str, Any], name: str) -> str:
    value = content.get(name)
    if not isinstance(value, str):
        raise UnreadableList(f"the list has no {name}")
    return value
