"""From bytes to lines of text, without guessing. UTF-8 or a refusal that says which byte is wrong."""

import codecs
import re
from collections.abc import Iterable, Iterator

from services.indicators.domain.integrity.finding import Finding, Severity, Where

_OTHER_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
# UTF-8 that somebody read as Latin-1 or Windows-1252 and wrote again, as in "CuraÃ§ao"; or a lost character.
_SPOILT = re.compile("[\u00c2\u00c3][\u0080-\u00bf]|\u00e2\u20ac|\ufffd")


class Unreadable(Exception):
    """The bytes are not the text they should be; `finding` says what and where."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.detail)
        self.finding = finding


def text_lines(chunks: Iterable[bytes]) -> Iterator[str]:
    """Give the lines, ends included, of UTF-8 text that arrives in chunks; a byte order mark is dropped.

    Raises Unreadable at the first byte that is not UTF-8 and at a NUL.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    pending, number = "", 1
    for position, chunk in enumerate(chunks):
        if position == 0:
            chunk = _without_mark(chunk)  # noqa: PLW2901 - only the first chunk starts with a mark
        try:
            pending += decoder.decode(chunk)
        except UnicodeDecodeError as fault:
            raise Unreadable(_not_utf8(fault, number + pending.count("\n"))) from fault
        *whole, pending = pending.split("\n")
        for line in whole:
            yield _checked(line + "\n", number)
            number += 1
    try:
        pending += decoder.decode(b"", final=True)
    except UnicodeDecodeError as fault:
        raise Unreadable(_not_utf8(fault, number)) from fault
    if pending:
        yield _checked(pending, number)


def _without_mark(chunk: bytes) -> bytes:
    for mark, name in _OTHER_MARKS:
        if chunk.startswith(mark):
            detail = f"the file is {name}; UTF-8 is wanted"
            raise Unreadable(Finding("wrong_encoding", Severity.REFUSAL, detail, Where(line=1)))
    return chunk.removeprefix(codecs.BOM_UTF8)


def _checked(line: str, number: int) -> str:
    if "\0" in line:
        detail = "the text holds a NUL character: another encoding, or a damaged file"
        raise Unreadable(Finding("wrong_encoding", Severity.REFUSAL, detail, Where(line=number)))
    if _SPOILT.search(line):
        detail = f"this text was decoded wrongly before it was written: {line.strip()[:60]!r}"
        raise Unreadable(Finding("spoilt_text", Severity.REFUSAL, detail, Where(line=number)))
    return line


def _not_utf8(fault: UnicodeDecodeError, line: int) -> Finding:
    line += fault.object[: fault.start].count(b"\n")
    byte = fault.object[fault.start]
    around = fault.object[max(0, fault.start - 12) : fault.start + 12]
    readings = ", ".join(f"{name}: {around.decode(name, 'replace')!r}" for name in ("cp1252", "mac_roman"))
    detail = f"byte 0x{byte:02x} is not UTF-8 (it would read, in {readings}); convert the file knowingly"
    return Finding("wrong_encoding", Severity.REFUSAL, detail, Where(line=line))
