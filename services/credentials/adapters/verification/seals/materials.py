"""What a seal carries beside its signature (TS 119 182-1, 5.3): certificates, answers, time stamps.

None of it is signed by the seal, and none is believed: certificates must make a path, answers and stamps must
verify. What cannot be read is left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from cryptography import x509

from services.credentials.adapters.verification.seals import time_stamps
from services.credentials.adapters.verification.seals.certificates import (
    MAX_CERTIFICATE_BYTES,
    Unreadable,
    decode,
    readable,
)
from services.credentials.adapters.verification.seals.jws import Malformed, Seal, member
from services.credentials.adapters.verification.seals.revocation import MAX_ANSWER_BYTES

MAX_MEMBERS = 32
MAX_TOKENS = 4
MAX_STAMPS = 16
MAX_CERTIFICATES = 32


@dataclass(frozen=True, slots=True)
class Stamped:
    """A time stamp as it was found; `problem` is why it proves nothing."""

    place: str
    covers_earlier: bool
    token: time_stamps.Token | None = None
    problem: str | None = None

    @property
    def taken(self) -> datetime | None:
        """The latest time that it allows."""
        return self.token.taken if self.token else None


@dataclass(slots=True)
class Materials:
    """What was found."""

    certificates: list[x509.Certificate] = field(default_factory=list)
    revocations: list[bytes] = field(default_factory=list)
    """OCSP responses and CRLs"""
    stamps: list[Stamped] = field(default_factory=list)
    """over the signature, in the order in which they were added"""
    counter_signed: bool = False
    content_stamps: list[Stamped] = field(default_factory=list)
    """over the content, from before it was sealed"""


def materials(seal: Seal) -> Materials:
    """Read what a seal carries."""
    found = Materials()
    members = _members(seal)
    for _, name, value in members:
        _collect(found, name, value)
    found.counter_signed = any(name == "cSig" for _, name, _ in members)
    found.certificates = found.certificates[:MAX_CERTIFICATES]
    place = f"{seal.place}/header/etsiU"
    for index, name, value in members:
        if name in _STAMPS and len(found.stamps) < MAX_STAMPS:
            covered = _covered(seal, name, index)
            archive = name == "arcTst"
            found.stamps += _stamps(value, covered, f"{place}/{index}", found.certificates, archive=archive)
    content = seal.header.get("adoTst")
    if isinstance(content, dict):
        place = f"{seal.place}/protected"
        found.content_stamps += _stamps(content, seal.payload, place, found.certificates, archive=False)
    return found


_STAMPS = ("sigTst", "arcTst", "sigRTst", "rfsTst")


def _members(seal: Seal) -> list[tuple[int, str, Any]]:
    found = []
    for index, text in enumerate(seal.unsigned[:MAX_MEMBERS]):
        try:
            ((name, value),) = member(text).items()
        except Malformed:
            continue
        found.append((index, name, value))
    return found


def _covered(seal: Seal, name: str, index: int) -> bytes | None:
    """Give the bytes that a time stamp is over (TS 119 182-1, 5.3); None where that is not computed.

    A signature time stamp is over the signature as text. An archive time stamp is over the payload, the
    header and the signature as they stand, and over the members of `etsiU` before it, as they are encoded.
    """
    signature = seal.signature_text.encode()
    earlier = seal.unsigned[:index]
    if name == "sigTst":
        return signature
    if name != "arcTst" or seal.payload is None or not all(isinstance(it, str) for it in earlier):
        return None
    return b".".join((seal.payload, seal.protected.encode(), signature, "".join(earlier).encode()))


def _stamps(
    value: Any, covered: bytes | None, place: str, known: list[x509.Certificate], *, archive: bool
) -> Iterator[Stamped]:
    tokens = value.get("tstTokens") if isinstance(value, dict) else None
    for item in islice(tokens if isinstance(tokens, list) else [], MAX_TOKENS):
        if covered is None:
            yield Stamped(place, archive, problem="time_stamp_not_checked")
            continue
        try:
            text = item.get("val") if isinstance(item, dict) else None
            token = time_stamps.read(decode(text, most=time_stamps.MAX_TOKEN_BYTES), known)
        except Unreadable:
            yield Stamped(place, archive, problem="time_stamp_unreadable")
        except time_stamps.Broken:
            yield Stamped(place, archive, problem="time_stamp_broken")
        else:
            fits = token.covers(covered)
            yield Stamped(place, archive, token, None if fits else "time_stamp_of_something_else")


def _collect(found: Materials, name: str, value: Any) -> None:
    match name, value:
        case "xVals" | "axVals", list():
            ders = (_value(it.get("x509Cert"), MAX_CERTIFICATE_BYTES) for it in value if isinstance(it, dict))
            found.certificates += readable(it for it in islice(ders, MAX_CERTIFICATES) if it)
        case "rVals" | "arVals", dict():
            found.revocations += _values(value.get("ocspVals")) + _values(value.get("crlVals"))
        case "tstVD" | "anyValData", dict():
            for inner in ("xVals", "rVals"):
                _collect(found, inner, value.get(inner))


def _values(items: Any) -> list[bytes]:
    some = islice(items if isinstance(items, list) else [], MAX_CERTIFICATES)
    return [it for it in (_value(item, MAX_ANSWER_BYTES) for item in some) if it]


def _value(item: Any, most: int) -> bytes | None:
    try:
        return decode(item.get("val"), most=most) if isinstance(item, dict) else None
    except Unreadable:
        return None
