"""Status lists as bytes: decoded within a limit, and read in the order of bits that each format has."""

import zlib

from services.credentials.adapters.verification.multibase import (
    NotMultibase,
    decode_base64url,
    decode_multibase,
)

MAX_LIST_BYTES = 4 * 1024 * 1024
"""decompressed: 32 million credentials of one bit"""
_MAX_TEXT = 1_000_000


class UnreadableList(ValueError):
    """The list is malformed, or larger than it may be."""


def decode_bitstring(text: str) -> bytes:
    """Decode `encodedList` (W3C Bitstring Status List 1.0: `u`, base64url of GZIP). Raises UnreadableList."""
    if not text.startswith("u"):
        raise UnreadableList("the list is not written in multibase base64url")
    try:
        return _decompressed(decode_multibase(text, limit=_MAX_TEXT), gzip=True)
    except NotMultibase as error:
        raise UnreadableList(str(error)) from None


def decode_token_list(text: str) -> bytes:
    """Decode `lst` (IETF Token Status List: base64url of ZLIB). Raises UnreadableList."""
    try:
        return _decompressed(decode_base64url(text), gzip=False)
    except NotMultibase as error:
        raise UnreadableList(str(error)) from None


def bitstring_status(content: bytes, index: int, size: int = 1) -> int:
    """Read an entry of a Bitstring Status List: the first bit is the highest of the first byte."""
    first = index * size
    if first + size > len(content) * 8:
        raise UnreadableList("the list is shorter than the credential's index")
    value = 0
    for place in range(first, first + size):
        value = value << 1 | content[place // 8] >> (7 - place % 8) & 1
    return value


def token_status(content: bytes, index: int, size: int) -> int:
    """Read an entry of a Token Status List: the first entry is in the lowest bits of the first byte."""
    place = index * size
    if place + size > len(content) * 8:
        raise UnreadableList("the list is shorter than the credential's index")
    return content[place // 8] >> place % 8 & (1 << size) - 1


def _decompressed(content: bytes, *, gzip: bool) -> bytes:
    engine = zlib.decompressobj(wbits=31 if gzip else 15)
    try:
        found = engine.decompress(content, MAX_LIST_BYTES + 1)
    except zlib.error:
        raise UnreadableList("the list is not compressed as it should be") from None
    if len(found) > MAX_LIST_BYTES:
        raise UnreadableList(f"the list is larger than {MAX_LIST_BYTES} bytes")
    if not engine.eof:
        raise UnreadableList("the list is cut off")
    return found
