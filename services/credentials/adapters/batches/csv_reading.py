"""CSV on its way in: UTF-8, a header, one check a row; a bad row gives precise faults and harms no other."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from services.credentials.adapters.batches.blocks import COLUMNS, KEY, Block, Gathering
from services.credentials.adapters.batches.records import LARGEST_RECORD, Broken, Record, Records
from services.credentials.domain.equivalence.request import REQUIRED
from shared.kernel.errors import Invalid, Violation

MOST_COLUMNS = 100
"""Columns up to which each one that is wrong is named."""
DELIMITERS = (",", ";", "\t")
UTF8_MARK = b"\xef\xbb\xbf"
FOREIGN_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x1f\x8b", b"PK\x03\x04")
"""UTF-16 either way round, gzip, and spreadsheets, which are zip archives."""

_BROKEN = {
    Broken.TOO_LARGE: f"the row is larger than {LARGEST_RECORD} bytes",
    Broken.UNCLOSED_QUOTE: "a quoted field that begins here is never closed; the rows after it were read",
}


class NotATable(Invalid):
    """The body as a whole cannot be read: nothing of it was taken."""

    code = "not_a_table"
    title = "The table cannot be read"


class CsvReading:
    """Reads a stream of CSV into blocks. Raises NotATable where header or encoding rule it out whole."""

    def __init__(self, gathering: Gathering, *, known: Sequence[str] = ()) -> None:
        self._gathering = gathering
        self._given = frozenset(known)
        self._records = Records()
        self._start: bytes | None = b""
        self._columns: list[str] = []
        self._delimiter = ","

    def feed(self, piece: bytes) -> Iterator[Block]:
        """Take the next bytes; give the blocks that are full."""
        if self._start is not None:
            self._start += piece
            if len(self._start) < len(UTF8_MARK) + 1:
                return
            piece, self._start = _without_mark(self._start), None
        yield from self._rows(self._records.feed(piece))

    def end(self) -> Iterator[Block]:
        """Give what is left."""
        if self._start:
            yield from self._rows(self._records.feed(_without_mark(self._start)))
        yield from self._rows(self._records.end())
        if not self._columns:
            raise NotATable(Violation("", "empty", "the table is empty; its first row names the columns"))
        yield from self._gathering.end()

    def _rows(self, records: Iterator[Record]) -> Iterator[Block]:
        if not self._columns and (first := next(records, None)) is not None:
            self._header(first)
        for whole, group in groupby(records, key=_is_whole):
            run = list(group)
            yield from self._whole(run) if whole else self._broken(run)

    def _broken(self, run: Iterable[Record]) -> Iterator[Block]:
        for record in run:
            if record.broken is not None:
                fault = _fault(record, record.broken.value, _BROKEN[record.broken])
                yield from _given(self._gathering.refuse(fault))

    def _whole(self, run: list[Record]) -> Iterator[Block]:
        """Read records at once; where one of them is at fault, one by one."""
        try:
            rows = list(self._cells([it.content.decode() for it in run]))
        except (UnicodeDecodeError, csv.Error):
            for record in run:
                yield from self._alone(record)
            return
        for record, cells in zip(run, rows, strict=True):
            yield from self._taken(record, cells)

    def _alone(self, record: Record) -> Iterator[Block]:
        try:
            (cells,) = self._cells([record.content.decode(errors="surrogateescape")])
        except csv.Error as error:
            fault = _fault(record, "malformed_row", f"not CSV by RFC 4180: {error}")
            yield from _given(self._gathering.refuse(fault))
        else:
            yield from self._taken(record, cells, self._undecodable(record, cells))

    def _taken(self, record: Record, cells: list[str], faults: Sequence[Violation] = ()) -> Iterator[Block]:
        if len(cells) == len(self._columns):
            yield from _given(self._gathering.add(cells, faults))
        else:
            detail = f"the row has {len(cells)} fields, the header {len(self._columns)}"
            key = dict(zip(self._columns, cells, strict=False)).get(KEY)
            fault = _fault(record, "wrong_number_of_fields", detail)
            yield from _given(self._gathering.refuse(fault, key=key))

    def _undecodable(self, record: Record, cells: list[str]) -> list[Violation]:
        """Empty the cells whose bytes are not UTF-8, and name their columns."""
        faults = []
        for place, (name, cell) in enumerate(zip(self._columns, cells, strict=False)):
            if any("\udc80" <= it <= "\udcff" for it in cell):
                cells[place] = ""
                faults.append(
                    Violation(f"/{name}", "invalid_utf8", f"{name} is not UTF-8 (line {record.line})")
                )
        return faults

    def _cells(self, texts: list[str]) -> Iterator[list[str]]:
        return csv.reader(texts, delimiter=self._delimiter, strict=True)

    def _header(self, record: Record) -> None:
        if record.broken is not None:
            raise NotATable(_fault(record, record.broken.value, _BROKEN[record.broken]))
        try:
            text = record.content.decode("utf-8")
        except UnicodeDecodeError:
            raise NotATable(Violation("", "invalid_utf8", "the header is not UTF-8")) from None
        self._delimiter = max(DELIMITERS, key=text.count)
        self._records.delimiter = self._delimiter.encode()
        try:
            columns = [it.strip().lower() for it in next(self._cells([text]), [])]
        except csv.Error as error:
            raise NotATable(_fault(record, "malformed_header", f"not CSV by RFC 4180: {error}")) from None
        check_columns(columns, self._given)
        self._columns = self._gathering.columns = columns
        self._records.fields = len(columns)


def check_columns(columns: Sequence[str], given: frozenset[str]) -> None:
    """Raise NotATable with every column that is unknown, doubled or missing; `given` come as parameters."""
    if len(columns) > MOST_COLUMNS:
        detail = f"the table has {len(columns):,} columns; a check has {len(COLUMNS)}"
        raise NotATable(Violation("", "too_many_columns", detail))
    violations = [
        Violation(f"/{name[:40]}", "unknown_column", f"{name[:40]!r} is none of: {', '.join(COLUMNS)}")
        for name in dict.fromkeys(columns)
        if name not in COLUMNS
    ]
    violations += [
        Violation(f"/{name[:40]}", "doubled_column", f"the column {name[:40]!r} stands twice")
        for name in dict.fromkeys(columns)
        if columns.count(name) > 1
    ]
    violations += [
        Violation(f"/{name}", "missing_column", f"the column {name} is required")
        for name in REQUIRED
        if name not in columns and name not in given
    ]
    if violations:
        raise NotATable(*violations)


def _without_mark(start: bytes) -> bytes:
    if start.startswith(FOREIGN_MARKS):
        raise NotATable(
            Violation("", "not_utf8_text", "send CSV as UTF-8 text: this is another kind of file")
        )
    return start.removeprefix(UTF8_MARK)


def _is_whole(record: Record) -> bool:
    """Say whether the record can be read; a blank line is none."""
    return record.broken is None and bool(record.content.strip())


def _given(block: Block | None) -> Iterator[Block]:
    if block is not None:
        yield block


def _fault(record: Record, code: str, detail: str) -> Violation:
    return Violation("", code, f"{detail} (line {record.line})")
