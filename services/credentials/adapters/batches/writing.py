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

from services.credentials.adapters.batches.answer_chunks import BOOKS, PARTS
from services.credentials.adapters.batches.flat import COLUMNS, flat_parts
from services.credentials.adapters.batches.rendering import Parts, assemble

CSV, NDJSON, PARQUET = "text/csv", "application/x-ndjson", "application/vnd.apache.parquet"
SLICE_ROWS = 1_000

FORMULA = re.compile(r"[=+\-@\t\r]")
"""What makes a spreadsheet run a cell instead of showing it; such a cell gets an apostrophe in front."""


class Writer(ABC):
    """Writes tables of `answer_chunks.SCHEMA` in one format; `end` gives what belongs after the last."""

    media_type = ""

    @abstractmethod
    def write(self, table: Any) -> Iterator[bytes]:
        """Give the bytes of a table, in pieces of moderate size."""

    def end(self) -> bytes:
        """Give what closes the document."""
        return b""


class NdjsonWriter(Writer):
    """One line a row: number, key, and the answer or the errors."""

    media_type = NDJSON

    def write(self, table: Any) -> Iterator[bytes]:
        """Give lines, a thousand at a time."""
        books = table.schema.metadata[BOOKS]
        for start in range(0, len(table), SLICE_ROWS):
            yield b"".join(_lines(table.slice(start, SLICE_ROWS), books))


class CsvWriter(Writer):
    """A line for each row, with the members of the answer that fit a table; a header first."""

    media_type = CSV

    def __init__(self) -> None:
        self._header = True

    def write(self, table: Any) -> Iterator[bytes]:
        """Give the lines of a table."""
        sink = io.BytesIO()
        options = pa.csv.WriteOptions(include_header=self._header, quoting_style="needed")
        pa.csv.write_csv(_neutralised(flat(table)), sink, options)
        self._header = False
        yield sink.getvalue()


class ParquetWriter(Writer):
    """The same columns as CSV, typed; a row group for each chunk."""

    media_type = PARQUET

    def __init__(self) -> None:
        self._sink = _Outlet()
        self._writer: Any = None

    def write(self, table: Any) -> Iterator[bytes]:
        """Give what the row group adds to the file."""
        rows = flat(table)
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


def flat(table: Any) -> Any:
    """Give the table with plain columns: those of each distinct part once, then spread over the rows."""
    columns: dict[str, Any] = {
        "row": table.column("row"),
        "key": table.column("key"),
    }
    for name in ("conclusion", "placement", "legal", "standing", "marks"):
        coded = _one(table.column(name))
        columns |= {
            column: values.take(coded.indices)
            for column, values in flat_parts(name, coded.dictionary.to_pylist()).items()
        }
    columns["facts_hash"] = table.column("facts")
    columns["answer_hash"] = pc.cast(_one(table.column("name")).dictionary_decode(), pa.string())
    columns["errors"] = table.column("faults")
    return pa.table({name: columns[name] for name in COLUMNS})


def _lines(table: Any, books: bytes) -> Iterator[bytes]:
    columns = [_decoded(table.column(name)) for name in PARTS]
    rows = zip(
        table.column("row").to_pylist(),
        table.column("key").to_pylist(),
        table.column("faults").to_pylist(),
        table.column("facts").to_pylist(),
        zip(*columns, strict=True),
        strict=True,
    )
    for row, key, faults, facts, parts in rows:
        head = b'{"row":%d,"key":%b' % (row, orjson.dumps(key))
        if faults is not None:
            yield b'%b,"errors":%b}\n' % (head, faults.encode())
        else:
            conclusion, placement, legal, standing, marks, name = parts
            whole = Parts(conclusion, placement, legal, standing, marks, name.decode())
            answer = assemble(whole, facts_hash=facts, books=books)
            yield b'%b,"answer":%b}\n' % (head, answer)


def _one(column: Any) -> Any:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _decoded(column: Any) -> list[bytes | None]:
    coded = _one(column)
    values = [*coded.dictionary.to_pylist(), None]
    codes = np.asarray(coded.indices.fill_null(len(values) - 1)).tolist()
    return [values[code] for code in codes]


def _neutralised(table: Any) -> Any:
    """Put an apostrophe before every text that a spreadsheet would run."""
    for place, field in enumerate(table.schema):
        if pa.types.is_string(field.type):
            column = table.column(place)
            runs = pc.match_substring_regex(column, "^" + FORMULA.pattern)
            if pc.any(runs).as_py():
                safe = pc.if_else(runs, pc.binary_join_element_wise("'", column, ""), column)
                table = table.set_column(place, field, safe)
    return table
