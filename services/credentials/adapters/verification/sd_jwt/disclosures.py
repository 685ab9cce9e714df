"""Selective disclosure (RFC 9901, section 7.1): what the holder shows must be among what was signed."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from services.credentials.adapters.verification.multibase import NotMultibase, decode_base64url
from shared.http import strict_json

HASHES = {"sha-256": hashlib.sha256, "sha-384": hashlib.sha384, "sha-512": hashlib.sha512}
MAX_DISCLOSURES = 500
MAX_DEPTH = 64
_RESERVED = ("_sd", "...")


class NotDisclosed(Exception):
    """A disclosure is malformed, or not one that the issuer signed; `code` says which."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


def digest(text: str, algorithm: str) -> str:
    """Hash a text as SD-JWT does."""
    hashed = HASHES[algorithm](text.encode("ascii", "replace")).digest()
    return base64.urlsafe_b64encode(hashed).rstrip(b"=").decode()


def disclosed(payload: Mapping[str, Any], disclosures: list[str]) -> Mapping[str, Any]:
    """Put what is disclosed into its places. Raises NotDisclosed."""
    algorithm = payload.get("_sd_alg", "sha-256")
    if not isinstance(algorithm, str) or algorithm not in HASHES:
        raise NotDisclosed("hash_not_read", "the hash of the disclosures is not one that is read here")
    if len(disclosures) > MAX_DISCLOSURES:
        raise NotDisclosed("too_many_disclosures", f"there are more than {MAX_DISCLOSURES} disclosures")
    shown = {digest(it, algorithm): _read(it) for it in disclosures}
    if len(shown) != len(disclosures):
        raise NotDisclosed("disclosure_twice", "a disclosure is shown twice")
    placing = _Placing(shown)
    members: Mapping[str, Any] = placing.place({k: v for k, v in payload.items() if k != "_sd_alg"}, 0)
    if placing.used != set(shown):
        raise NotDisclosed("digest_mismatch", "a disclosure is not among those that the issuer signed")
    return members


def _read(text: str) -> list[Any]:
    try:
        parts = strict_json.parse(decode_base64url(text))
    except (NotMultibase, strict_json.NotStrictJson):
        raise NotDisclosed("digest_mismatch", "a disclosure is not one that any issuer signs") from None
    if not isinstance(parts, list) or len(parts) not in {2, 3} or not isinstance(parts[0], str):
        raise NotDisclosed("disclosure_malformed", "a disclosure has a salt, a name perhaps, and a value")
    if len(parts) == 3 and (not isinstance(parts[1], str) or parts[1] in _RESERVED):
        raise NotDisclosed("disclosure_malformed", "the name in a disclosure is none that may be disclosed")
    return parts


@dataclass
class _Placing:
    shown: Mapping[str, list[Any]]
    used: set[str] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)

    def place(self, value: Any, depth: int) -> Any:
        if depth > MAX_DEPTH:
            raise NotDisclosed("too_deep", f"disclosures nest deeper than {MAX_DEPTH} levels")
        if isinstance(value, dict):
            return self._object(value, depth)
        if isinstance(value, list):
            return [it for entry in value for it in self._item(entry, depth)]
        return value

    def _object(self, members: Mapping[str, Any], depth: int) -> dict[str, Any]:
        placed = {name: self.place(it, depth + 1) for name, it in members.items() if name != "_sd"}
        for named in _digests(members.get("_sd", [])):
            parts = self._take(named, 3)
            if parts is not None:
                if parts[1] in placed:
                    raise NotDisclosed("name_twice", "a disclosure names a member that is there already")
                placed[parts[1]] = self.place(parts[2], depth + 1)
        return placed

    def _item(self, entry: Any, depth: int) -> list[Any]:
        if not (isinstance(entry, dict) and set(entry) == {"..."}):
            return [self.place(entry, depth + 1)]
        parts = self._take(_digests([entry["..."]])[0], 2)
        return [] if parts is None else [self.place(parts[1], depth + 1)]

    def _take(self, named: str, length: int) -> list[Any] | None:
        if named in self.seen:
            raise NotDisclosed("digest_twice", "a digest occurs twice in what was signed")
        self.seen.add(named)
        parts = self.shown.get(named)
        if parts is None:
            return None  # not shown, or a decoy
        if len(parts) != length:
            raise NotDisclosed("disclosure_malformed", "a disclosure is for another kind of place")
        self.used.add(named)
        return parts


def _digests(value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(it, str) for it in value):
        raise NotDisclosed("disclosure_malformed", "the digests of disclosures are texts in a list")
    return value
