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
    """Feed it pieces, then end it; it gives the records in their order.

    `delimiter` and `fields`, the number of fields of a record, may be set after the first one, the header.
    Newlines inside quotes are believed only where the record that they are part of has that many fields:
    otherwise the quote that opened it was a slip.
    """

    def __init__(self) -> None:
        self.fields: int | None = None
        self.delimiter = b","
        self._held = bytearray()
        self._line = 0
        self._skipping = False
        self._open = bytearray()
        self._opened = 0
        self._scanned = 0
        self._counted = 0

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

    @property
    def delimiter(self) -> bytes:
        """The byte between two fields."""
        return self._delimiter

    @delimiter.setter
    def delimiter(self, delimiter: bytes) -> None:
        self._delimiter = delimiter
        field = rb'(?:"(?:[^"]|"")*+"|[^"%b]*+)' % re.escape(delimiter)
        self._is_closed = re.compile(rb"%b(?:%b%b)*+\r?" % (field, re.escape(delimiter), field)).fullmatch

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
            while self._open:
                yield from self._give_up()
            yield Record(self._line, b"", Broken.TOO_LARGE)
        elif self._open:
            yield from self._continue(line)
        elif b'"' in line and not self._is_closed(line) and self._scan(line, 0, 0) is _STILL_OPEN:
            self._open += line
            self._opened = self._line
        else:
            yield _sized(self._line, line)

    def _continue(self, line: bytes) -> Iterator[Record]:
        """Take a line that begins inside a quoted field, or several without any quote."""
        self._open += b"\n"
        self._open += line
        found = self._scan(self._open, self._scanned, self._counted) if b'"' in line else _STILL_OPEN
        if found is _STILL_OPEN and len(self._open) <= LARGEST_SKIPPED:
            return
        if found is _STILL_OPEN or (self.fields is not None and found != self.fields):
            yield from self._give_up()
            return
        whole = bytes(self._open)
        self._open.clear()
        yield _sized(self._opened, whole)

    def _give_up(self) -> Iterator[Record]:
        """Blame the line on which the quote opened, and read the lines after it again."""
        lines = bytes(self._open).split(b"\n")
        self._open.clear()
        self._line = self._opened
        yield Record(self._line, lines[0][:LARGEST_RECORD], Broken.UNCLOSED_QUOTE)
        for line in lines[1:]:
            yield from self._take(line)

    def _scan(self, record: bytes | bytearray, place: int, count: int) -> int | None:
        """Count the fields of a record, from `place` on, where `count` fields have begun.

        `_STILL_OPEN` where a quoted field has no end yet; the next call goes on from there, so that each byte
        is looked at once. What stands between a closing quote and the next delimiter is `_MALFORMED`.
        """
        inside = count > 0
        while True:
            if not inside:
                count += 1
            if inside or record[place : place + 1] == b'"':
                closed = _TO_CLOSING_QUOTE.match(record, place if inside else place + 1)
                if closed is None:
                    self._scanned, self._counted = len(record), count
                    return _STILL_OPEN
                place, inside = closed.end(), False
                if record[place : place + 1] not in (b"", b"\r", self.delimiter):
                    return _MALFORMED
            place = record.find(self.delimiter, place) + 1
            if place == 0:
                return count


_STILL_OPEN = None
_MALFORMED = -1


def _sized(line: int, content: bytes) -> Record:
    if len(content) > LARGEST_RECORD:
        return Record(line, b"", Broken.TOO_LARGE)
    return Record(line, content[:-1] if content.endswith(b"\r") else content)
