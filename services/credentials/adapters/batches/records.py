"""Cuts a stream of CSV bytes into records (RFC 4180), whatever the stream holds.

Newlines inside quoted fields belong to the record. A quote that is never closed costs its own line and no
other: what it seemed to swallow is read again. A record that is too large is passed over to its end.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

LARGEST_RECORD = 65_536
LARGEST_SKIPPED = 16 * 1_048_576
"""How far the end of a record that is too large is looked for, in bytes."""

_QUOTED = re.compile(rb'"(?:[^"]|"")*+"')
_TO_CLOSING_QUOTE = re.compile(rb'(?:[^"]|"")*+"')


class Broken(StrEnum):
    """Why a record cannot be read."""

    TOO_LARGE = "row_too_large"
    UNCLOSED_QUOTE = "unclosed_quote"


@dataclass(frozen=True, slots=True)
class Record:
    """One record as it came, without its line end; `line` is where it begins, counted from 1."""

    line: int
    content: bytes
    broken: Broken | None = None


class Records:
    """Feed it pieces, then end it; it gives the records in their order. `delimiter` may be set after one."""

    def __init__(self) -> None:
        self.delimiter = b","
        self._held = bytearray()
        self._line = 0
        self._skipping = False
        self._open = bytearray()
        self._opened = 0

    def feed(self, piece: bytes) -> Iterator[Record]:
        """Take the next bytes; give the records that are complete."""
        self._held += piece
        end = self._held.rfind(b"\n")
        if end >= 0:
            lines = bytes(self._held[:end])
            del self._held[: end + 1]
            yield from self._read(lines)
        if len(self._held) > LARGEST_SKIPPED:
            self._held.clear()
            self._skipping = True

    def end(self) -> Iterator[Record]:
        """Give what is left."""
        if self._held or self._skipping:
            line = bytes(self._held)
            self._held.clear()
            yield from self._take(line)
        while self._open:
            yield from self._give_up()

    def _read(self, lines: bytes) -> Iterator[Record]:
        if self._open and b'"' not in lines:  # all of it lies inside one quoted field
            self._line += lines.count(b"\n") + 1
            yield from self._continue(lines)
            return
        for line in lines.split(b"\n"):
            yield from self._take(line)

    def _take(self, line: bytes) -> Iterator[Record]:
        self._line += 1
        if self._skipping:
            self._skipping = False
            yield from self._close_open()
            yield Record(self._line, b"", Broken.TOO_LARGE)
        elif self._open:
            yield from self._continue(line)
        elif b'"' in line and self._ends_inside_quotes(line, 0):
            self._open += line
            self._opened = self._line
        else:
            yield _sized(self._line, line)

    def _continue(self, line: bytes) -> Iterator[Record]:
        """Take a line that begins inside a quoted field."""
        self._open += b"\n"
        self._open += line
        if b'"' in line:
            closing = _TO_CLOSING_QUOTE.match(line)
            if closing and not self._ends_inside_quotes(line, self._next_field(line, closing.end())):
                whole = bytes(self._open)
                self._open.clear()
                yield _sized(self._opened, whole)
                return
        if len(self._open) > LARGEST_SKIPPED:
            yield from self._give_up()

    def _close_open(self) -> Iterator[Record]:
        while self._open:
            yield from self._give_up()

    def _give_up(self) -> Iterator[Record]:
        """Blame the line on which the quote opened, and read the lines after it again."""
        lines = bytes(self._open).split(b"\n")
        self._open.clear()
        self._line = self._opened
        yield Record(self._line, lines[0][:LARGEST_RECORD], Broken.UNCLOSED_QUOTE)
        for line in lines[1:]:
            yield from self._take(line)

    def _ends_inside_quotes(self, line: bytes, place: int) -> bool:
        """Say whether a quoted field that begins at `place` or later is still open at the end of the line."""
        while 0 <= place < len(line):
            if line[place] == 0x22:
                quoted = _QUOTED.match(line, place)
                if quoted is None:
                    return True
                place = quoted.end()
            place = self._next_field(line, place)
        return False

    def _next_field(self, line: bytes, place: int) -> int:
        found = line.find(self.delimiter, place)
        return -1 if found < 0 else found + 1


def _sized(line: int, content: bytes) -> Record:
    if len(content) > LARGEST_RECORD:
        return Record(line, b"", Broken.TOO_LARGE)
    return Record(line, content[:-1] if content.endswith(b"\r") else content)
