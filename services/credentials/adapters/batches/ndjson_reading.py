"""NDJSON on its way in: one JSON object a line, strict; a bad line gives precise faults, harms no other."""

from collections.abc import Iterator
from typing import Any

import orjson

from services.credentials.adapters.batches.blocks import COLUMNS, KEY, Block, Gathering
from services.credentials.adapters.batches.csv_reading import UTF8_MARK, NotATable
from services.credentials.adapters.batches.records import LARGEST_RECORD
from services.credentials.domain.equivalence.request import plain_text
from shared.http import strict_json
from shared.kernel.errors import Violation


class NdjsonReading:
    """Reads a stream of lines into blocks."""

    def __init__(self, gathering: Gathering) -> None:
        self._gathering = gathering
        self._held = bytearray()
        self._line = 0
        self._skipping = False

    def feed(self, piece: bytes) -> Iterator[Block]:
        """Take the next bytes; give the blocks that are full."""
        self._held += piece
        end = self._held.rfind(b"\n")
        if end >= 0:
            lines = bytes(self._held[:end]).split(b"\n")
            del self._held[: end + 1]
            for line in lines:
                yield from self._take(line)
        if len(self._held) > LARGEST_RECORD:
            self._held.clear()
            self._skipping = True

    def end(self) -> Iterator[Block]:
        """Give what is left. Raises NotATable where there was no line at all."""
        if self._held or self._skipping:
            yield from self._take(bytes(self._held))
        if self._gathering.rows == 0:
            raise NotATable(Violation("", "empty", "the body is empty; send one JSON object a line"))
        yield from self._gathering.end()

    def _take(self, line: bytes) -> Iterator[Block]:
        self._line += 1
        if self._line == 1:
            line = line.removeprefix(UTF8_MARK)
        if not line.strip() and not self._skipping:
            return
        block = self._row(line)
        self._skipping = False
        if block is not None:
            yield block

    def _row(self, line: bytes) -> Block | None:
        if self._skipping or len(line) > LARGEST_RECORD:
            return self._refuse("row_too_large", f"the row is larger than {LARGEST_RECORD} bytes")
        try:
            document = _parsed(line)
        except strict_json.NotStrictJson as error:
            return self._refuse(error.code, error.detail, error.pointer)
        if not isinstance(document, dict):
            return self._refuse("not_an_object", "a line is a JSON object")
        cells = [document.get(name) for name in COLUMNS]
        faults = self._foreign(document)
        if not all(it is None or isinstance(it, str) for it in cells):
            cells = [_cell(name, value) for name, value in zip(COLUMNS, cells, strict=True)]
            faults += [
                Violation(f"/{name}", "not_a_text", f"a text is expected (line {self._line})")
                for name, cell in zip(COLUMNS, cells, strict=True)
                if cell is None and document.get(name) is not None
            ]
        return self._gathering.add(cells, faults)

    def _foreign(self, document: dict[str, Any]) -> list[Violation]:
        if document.keys() <= _NAMES:
            return []
        return [
            Violation(f"/{name[:40]}", "unknown_field", f"{name[:40]!r} is not a field of a check")
            for name in document
            if name not in _NAMES
        ]

    def _refuse(self, code: str, detail: str, pointer: str = "") -> Block | None:
        return self._gathering.refuse(Violation(pointer, code, f"{detail} (line {self._line})"))


_NAMES = frozenset(COLUMNS)


def _cell(name: str, value: object) -> str | None:
    """Give the text of a member; a key may be a whole number."""
    whole = name == KEY and isinstance(value, int) and not isinstance(value, bool)
    return str(value) if whole else plain_text(name, value)


def _parsed(line: bytes) -> Any:
    """Parse a line as strictly as a single request, the quick way where that gives the same.

    orjson lets one thing pass that strict JSON does not: a member that stands twice. A line with just the
    quotes that the members of a flat object need holds none.
    """
    try:
        document = orjson.loads(line)
    except orjson.JSONDecodeError:
        return strict_json.parse(line)
    if not isinstance(document, dict) or b"\\u0000" in line:
        return strict_json.parse(line)
    quotes = 2 * (len(document) + sum(isinstance(it, str) for it in document.values()))
    return document if line.count(b'"') == quotes else strict_json.parse(line)
