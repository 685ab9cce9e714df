"""From bytes to lines of text, without guessing. UTF-8 or a refusal that says which byte is wrong."""

import codecs
import re
from collections.abc import Iterable, Iterator
from itertools import chain

from services.indicators.domain.integrity.finding import Finding, Severity, Where

_OTHER_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
_OTHER_FORMS = (
    (b"PK\x03\x04", "a zip archive"),
    (b"\x1f\x8b", "packed with gzip"),
    (b"PAR1", "Parquet"),
    (b"<stata_dta>", "a Stata data set"),
    (b"%PDF", "a PDF document"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
)
_FIRST = 16
"""Bytes that tell other encodings and other forms."""
LONGEST_LINE = 1_000_000
"""Characters of a line. Tables stay far below; a line without end would fill the memory."""
# UTF-8 that somebody read as Latin-1 or Windows-1252 and wrote again, as in "CuraÃ§ao"; or a lost character.
_SPOILT = re.compile("[\u00c2\u00c3][\u0080-\u00bf]|\u00e2\u20ac|\ufffd")


class Unreadable(Exception):
    """The bytes are not the text they should be; `finding` says what and where."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.detail)
        self.finding = finding


def text_lines(chunks: Iterable[bytes], *, longest: int = LONGEST_LINE) -> Iterator[str]:
    """Give the lines, ends included, of UTF-8 text that arrives in chunks; a byte order mark is dropped.

    Lines end in LF, CRLF, or CR where the text begins so. Raises Unreadable at the first byte that is not
    UTF-8, at a NUL, and at a line of more than `longest` characters.
    """
    pending, number, end = "", 1, ""
    for text in _decoded(chunks):
        pending += text
        end = end or _line_end(pending)
        if end:
            *whole, pending = pending.split(end)
            for line in whole:
                yield _checked(line + end, number)
                number += 1
        if len(pending) > longest:
            detail = f"the line does not end within {longest:,} characters"
            raise Unreadable(_wrong("line_too_long", detail, number))
    if pending:
        yield _checked(pending, number)


def text_pieces(chunks: Iterable[bytes]) -> Iterator[str]:
    """Give UTF-8 text that is not in lines piece by piece. Raises Unreadable like `text_lines`."""
    line = 1
    for text in _decoded(chunks):
        yield _checked(text, line)
        line += text.count("\n")


def _decoded(chunks: Iterable[bytes]) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8")()
    line = 1
    for final, chunk in chain(((False, it) for it in _without_mark(chunks)), [(True, b"")]):
        try:
            text = decoder.decode(chunk, final)
        except UnicodeDecodeError as fault:
            raise Unreadable(_not_utf8(fault, line)) from fault
        yield text
        line += text.count("\n") or text.count("\r")


def _without_mark(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Pass the bytes on without a mark of UTF-8; the first say whether they can be text at all."""
    remaining = iter(chunks)
    start = b""
    while len(start) < _FIRST and (piece := next(remaining, None)) is not None:
        start += piece
    for mark, name in _OTHER_MARKS:
        if start.startswith(mark):
            raise Unreadable(_wrong("wrong_encoding", f"the file is {name}; UTF-8 is wanted"))
    for mark, name in _OTHER_FORMS:
        if start.startswith(mark):
            raise Unreadable(_wrong("wrong_form", f"the file is {name}, not text"))
    yield start.removeprefix(codecs.BOM_UTF8)
    yield from remaining


def _line_end(text: str) -> str:
    """Say what ends lines; a last CR says nothing yet, for an LF may follow it."""
    return "\n" if "\n" in text else "\r" if "\r" in text[:-1] else ""


def _checked(line: str, number: int) -> str:
    if "\0" in line:
        detail = "the text holds a NUL character: another encoding, or a damaged file"
        raise Unreadable(_wrong("wrong_encoding", detail, number))
    if _SPOILT.search(line):
        detail = f"this text was decoded wrongly before it was written: {line.strip()[:60]!r}"
        raise Unreadable(_wrong("spoilt_text", detail, number))
    return line


def _not_utf8(fault: UnicodeDecodeError, line: int) -> Finding:
    line += fault.object[: fault.start].count(b"\n")
    byte = fault.object[fault.start]
    around = fault.object[max(0, fault.start - 12) : fault.start + 12]
    readings = ", ".join(f"{name}: {around.decode(name, 'replace')!r}" for name in ("cp1252", "mac_roman"))
    detail = f"byte 0x{byte:02x} is not UTF-8 (it would read, in {readings}); convert the file knowingly"
    return _wrong("wrong_encoding", detail, line)


def _wrong(code: str, detail: str, line: int = 1) -> Finding:
    return Finding(code, Severity.REFUSAL, detail, Where(line=line))
