"""Multibase as W3C's documents use it: base58btc (`z`) and unpadded base64url (`u`)."""

import base64
import binascii
import re

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_VALUE = {letter: value for value, letter in enumerate(_ALPHABET)}
_BASE64URL = re.compile(r"[A-Za-z0-9_-]*")


class NotMultibase(ValueError):
    """The text is not in a base that is taken, or longer than it may be."""


def decode_multibase(text: str, *, limit: int) -> bytes:
    """Decode at most `limit` characters (base 58 costs their square). Raises NotMultibase."""
    if len(text) > limit:
        raise NotMultibase(f"the value is longer than {limit} characters")
    match text[:1]:
        case "z":
            return _base58(text[1:])
        case "u":
            return decode_base64url(text[1:])
    raise NotMultibase("the value begins with neither z (base58btc) nor u (base64url)")


def decode_base64url(text: str) -> bytes:
    """Decode unpadded base64url (RFC 7515, section 2). Raises NotMultibase; a second spelling is none."""
    if not _BASE64URL.fullmatch(text):
        raise NotMultibase("the value holds what base64url has not")
    try:
        content = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error:
        raise NotMultibase("the value is cut off") from None
    if base64.urlsafe_b64encode(content).rstrip(b"=") != text.encode():
        raise NotMultibase("the value has bits behind its end")
    return content


def _base58(text: str) -> bytes:
    number = 0
    for letter in text:
        if letter not in _VALUE:
            raise NotMultibase("the value holds what base58btc has not")
        number = number * 58 + _VALUE[letter]
    zeros = len(text) - len(text.lstrip("1"))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")
