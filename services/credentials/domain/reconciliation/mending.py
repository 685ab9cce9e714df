"""Undoes what other systems did to a text on its way here: wrong encodings, entities, footnote marks."""

import html
import re

_C1 = {chr(byte): byte for byte in range(0x80, 0x100)}
_BYTES = {
    char: byte for byte in range(0x80, 0x100) if (char := bytes([byte]).decode("cp1252", "ignore"))
} | _C1
"""The byte that each letter of Windows' Western code page, or of Latin 1, was read from."""

_LEADS = "ÂÃÄÅÎÏÐÑØÙàáâãäåæçèéêëìíï"
"""What first bytes of UTF-8 look like in Western code pages, for the letters that names are written in."""

_FOLLOWING = "".join(re.escape(it) for it, byte in _BYTES.items() if 0x80 <= byte < 0xC0)
_MISREAD = re.compile(f"(?:[{_LEADS}][{_FOLLOWING}]{{1,2}})+")
_ENTITY = re.compile(r"&(?:#\d{1,6}|#x[0-9a-f]{1,5}|[a-z]{2,8});", re.IGNORECASE)
_ESCAPE = re.compile(r"\\(?=\W)")
_FOOTNOTE = re.compile(r"(?:^|(?<=[,;] )|(?<=\n))(?:\d{1,2}|[a-z])(?=[A-Z][a-zà-ÿ]{2})")


def mended(text: str) -> str:
    """Give the text as its author wrote it, as far as that can be told; other texts come back as they are."""
    if "&" in text:
        text = _ENTITY.sub(lambda it: html.unescape(it.group()), text)
    if "\\" in text:
        text = _ESCAPE.sub("", text)
    if not text.isascii():
        text = _MISREAD.sub(_read_again, text)
    return _FOOTNOTE.sub("", text)


def _read_again(found: re.Match[str]) -> str:
    try:
        return bytes(_BYTES[it] for it in found.group()).decode("utf-8")
    except UnicodeDecodeError:
        return found.group()
