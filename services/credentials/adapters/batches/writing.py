"""Answers on their way out: NDJSON, CSV or Parquet, chunk by chunk as they are asked for."""

import io
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from services.credentials.adapters.batches.answer_chunks import BOOKS, CONTENT, AnswerChunk
from services.credentials.adapters.batches.flat import COLUMNS
from services.credentials.adapters.batches.rendering import PARTS, assemble

CSV, NDJSON, PARQUET = "text/csv", "application/x-ndjson", "application/vnd.apache.parquet"
SLICE_ROWS, TABLE_ROWS = 1_000, 5_000

FORMULA = re.compile(r"[=+\-@\t\r]")
"""What makes a spreadsheet run a cell instead of showing it; such a cell gets an apostrophe in front."""


class Writer(ABC):
    """Writes chunks of answers in one format; `end` gives what belongs after the last."""

    media_type = ""

    @abstractmethod
    def write(self, chunk: AnswerChunk) -> Iterator[bytes]:
        """Give the bytes of a chunk, in pieces of moderate size."""

    def end(self) -> bytes:
        """Give what closes the document."""
        return b""


class NdjsonWriter(Writer):
    """One line a row: number, key, and the answer or the errors."""

    media_type = NDJSON

    def write(self, chunk: AnswerChunk) -> Iterator[bytes]:
        """Give lines, a thousand at a time."""
        books = chunk.rows.schema.metadata[BOOKS]
        contents = {name: _contents(it) for name, it in chunk.parts.items()}
        for start in range(0, len(chunk), SLICE_ROWS):
            yield b"".join(_lines(chunk.rows.slice(start, SLICE_ROWS), contents, books))


class CsvWriter(Writer):
    """A line for each row, with the members of the answer that fit a table; a header first."""

    media_type = CSV

    def __init__(self) -> None:
        self._header = True

    def write(self, chunk: AnswerChunk) -> Iterator[bytes]:
        """Give lines, some thousand at a time."""
        for rows in flat(chunk, safe=True):
            sink = io.BytesIO()
            options = pa.csv.WriteOptions(include_header=self._header, quoting_style="needed")
            pa.csv.write_csv(rows, sink, options)
            self._header = False
            yield sink.getvalue()


class ParquetWriter(Writer):
    """The same columns as CSV, typed, in row groups of some thousand."""

    media_type = PARQUET

    def __init__(self) -> None:
        self._sink = _Outlet()
        self._writer: Any = None

    def write(self, chunk: AnswerChunk) -> Iterator[bytes]:
        """Give what each row group adds to the file."""
        for rows in flat(chunk, safe=False):
            if self._writer is None:
                self._writer = pq.ParquetWriter(self._sink, rows.schema, compression="zstd")
            self._writer.write_table(rows)
            yield self._sink.taken()

    def end(self) -> bytes:
        """Give the file's directory."""
        if self._writer is not None:
            self._writer.close()
        return self._sink.taken()


class _Outlet(io.RawIOBase):
    """A file that hands on what is written to it and keeps none of it."""

    def __init__(self) -> None:
        super().__init__()
        self._held: list[bytes] = []
        self._written = 0

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        piece = bytes(content)
        self._held.append(piece)
        self._written += len(piece)
        return len(piece)

    def tell(self) -> int:
        return self._written

    def taken(self) -> bytes:
        """Give what was written since the last time."""
        pieces, self._held = self._held, []
        return b"".join(pieces)


WRITERS: Mapping[str, Callable[[], Writer]] = {
    CSV: CsvWriter,
    NDJSON: NdjsonWriter,
    PARQUET: ParquetWriter,
}
"""A maker of writers for each media type."""


def flat(chunk: AnswerChunk, *, safe: bool) -> Iterator[Any]:
    """Give the chunk as plain tables of some thousand rows: the cells of the parts spread over the rows.

    `safe` puts an apostrophe before every text that a spreadsheet would run.
    """
    made: Callable[[Any], Any] = _neutralised if safe else lambda column: column
    cells = {
        name: {column: made(table.column(column)) for column in table.schema.names if column != CONTENT}
        for name, table in chunk.parts.items()
    }
    for start in range(0, len(chunk), TABLE_ROWS):
        rows = chunk.rows.slice(start, TABLE_ROWS)
        columns: dict[str, Any] = {
            "row": rows.column("row"),
            "key": made(rows.column("key")),
            "facts_hash": _hex(rows.column("facts")),
            "answer_hash": _hex(rows.column("name")),
            "errors": made(rows.column("faults")),
        }
        for name, found in cells.items():
            places = rows.column(name)
            columns |= {column: values.take(places) for column, values in found.items()}
        yield pa.table({name: columns[name] for name in COLUMNS})


def _lines(rows: Any, contents: Mapping[str, Any], books: bytes) -> Iterator[bytes]:
    columns = [_objects(rows.column(name), contents[name]) for name in PARTS]
    lines = zip(
        *(rows.column(name).to_pylist() for name in ("row", "key", "faults", "facts", "name")),
        zip(*columns, strict=True),
        strict=True,
    )
    for row, key, faults, facts, name, parts in lines:
        head = b'{"row":%d,"key":%b' % (row, orjson.dumps(key))
        if faults is not None:
            yield b'%b,"errors":%b}\n' % (head, faults.encode())
        else:
            answer = assemble(parts, facts=facts, name=name, books=books)
            yield b'%b,"answer":%b}\n' % (head, answer)


def _objects(places: Any, contents: Any) -> Any:
    found: Any = contents[np.asarray(places.fill_null(len(contents) - 1))]
    return found.tolist()


def _contents(table: Any) -> Any:
    """Give the JSON of the parts, and None behind the last."""
    found = np.empty(len(table) + 1, np.object_)
    found[:-1] = table.column(CONTENT).to_pylist()
    return found


def _hex(hashes: Any) -> Any:
    return pa.array([it and "sha256:" + it.hex() for it in hashes.to_pylist()], pa.string())


def _neutralised(column: Any) -> Any:
    if not pa.types.is_string(column.type):
        return column
    runs = pc.match_substring_regex(column, "^" + FORMULA.pattern)
    return pc.if_else(runs, pc.binary_join_element_wise("'", column, ""), column)
