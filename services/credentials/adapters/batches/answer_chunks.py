"""The answers of one chunk as Arrow tables: each part once in a table of its own, a row numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import orjson
import pyarrow as pa

from services.credentials.adapters.batches.blocks import written
from services.credentials.adapters.batches.flat import columns_of
from services.credentials.adapters.batches.packing import all_unpacked, packed
from services.credentials.adapters.batches.rendering import (
    PARTS,
    SORTED,
    Part,
    Rendering,
    hash_of_members,
    member,
)
from services.credentials.domain.equivalence.check import Knowledge
from services.credentials.domain.equivalence.columns import check_all
from services.credentials.domain.equivalence.fields import Column, Fields, find_faults, read_fields
from services.credentials.domain.equivalence.numbering import Codes
from services.credentials.domain.equivalence.request import FIELDS
from shared.kernel.errors import Violation

BOOKS = b"reference_data"
"""The member of the table's metadata that names the books that the answers rest on, as JSON."""

CONTENT = "content"
_HASH = pa.binary(32)

ROWS = pa.schema(
    [
        pa.field("row", pa.int32()),
        pa.field("key", pa.string()),
        pa.field("faults", pa.string()),
        pa.field("facts", _HASH),
        pa.field("name", _HASH),
        *(pa.field(name, pa.int32()) for name in PARTS),
    ]
)
"""`faults` is JSON and set where there is no answer; `facts` is the hash of what was asked, `name` that of
the answer; the rest are places in the tables of the parts."""

_TABLES = {
    name: pa.schema([(CONTENT, pa.binary()), *columns_of(name).items()], metadata=None) for name in PARTS
}


@dataclass(frozen=True, slots=True)
class AnswerChunk:
    """A line of `ROWS` for each row; and for each part a table of its JSON and its cells."""

    rows: Any
    parts: Mapping[str, Any]

    def __len__(self) -> int:
        return len(self.rows)

    def after(self, row: int) -> "AnswerChunk":
        """Leave out the first rows."""
        return AnswerChunk(self.rows.slice(row), self.parts)

    def packed(self) -> bytes:
        """Write the chunk as it is kept."""
        return packed(self.rows, *self.parts.values())

    @classmethod
    def unpacked(cls, content: bytes) -> "AnswerChunk":
        """Read what was kept."""
        rows, *parts = all_unpacked(content)
        return cls(rows, dict(zip(PARTS, parts, strict=True)))


def answer_rows(rows: Any, knowledge: Knowledge, rendering: Rendering, *, today: date) -> AnswerChunk:
    """Answer a record batch of `blocks.SCHEMA`, a line for each row in order."""
    count = len(rows)
    fields = read_fields({name: _column(rows.column(name)) for name in FIELDS}, count)
    faults = _faults(rows.column("faults").to_pylist(), find_faults(fields, count, today))
    good = np.array([place for place, it in enumerate(faults) if it is None], np.int64)
    codes: dict[str, Any] = {name: np.full(count, -1, np.int32) for name in PARTS}
    parts: dict[str, list[Part]] = {name: [] for name in PARTS}
    facts, names = np.full(count, None, np.object_), np.full(count, None, np.object_)
    if len(good):
        answers = check_all(knowledge, fields, good, today=today)
        for name in PARTS:
            found = getattr(answers, name)
            table, parts[name] = _distinct(rendering.part(name, it) for it in found.distinct)
            codes[name][good] = table[found.codes]
        digests = [_taken([it.digest for it in parts[name]], codes[name][good]) for name in PARTS]
        names[good] = [rendering.name(it) for it in zip(*digests, strict=True)]
        facts[good] = _facts_hashes(fields, good, today)
    lines = [
        rows.column("row"),
        rows.column("key"),
        pa.array(faults, pa.string()),
        pa.array(facts, _HASH),
        pa.array(names, _HASH),
        *(pa.array(it, mask=it < 0) for it in codes.values()),
    ]
    return AnswerChunk(
        pa.table(lines, schema=ROWS.with_metadata({BOOKS: rendering.books})),
        {name: _table(name, parts[name]) for name in PARTS},
    )


def _column(array: Any) -> Column:
    encoded = array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
    encoded = encoded.dictionary_encode()
    codes = np.asarray(encoded.indices.cast(pa.int64()).fill_null(-1))
    return Column(codes, encoded.dictionary.to_pylist())


def _faults(given: Sequence[str | None], found: Mapping[int, list[Violation]]) -> list[str | None]:
    """Join what was wrong with a row as such with what is wrong with its values; the former goes alone."""
    faults = list(given)
    for row, violations in found.items():
        if faults[row] is None:
            faults[row] = orjson.dumps(written(violations)).decode()
    return faults


def _distinct(parts: Any) -> tuple[Any, list[Part]]:
    """Give parts of the same content one place; and the place of each."""
    places: dict[bytes, int] = {}
    kept: list[Part] = []
    table = []
    for it in parts:
        place = places.setdefault(it.digest, len(kept))
        if place == len(kept):
            kept.append(it)
        table.append(place)
    return np.array(table, np.int32), kept


def _facts_hashes(fields: Fields, rows: Codes, today: date) -> list[bytes]:
    members = []
    for name in SORTED:
        absent = member(name, today) if name in {"legal_date", "known_at"} else b""
        table = [*(member(name, it) for it in fields[name].values), absent]
        members.append(_taken(table, fields[name].numbers[rows]))
    return [hash_of_members(it) for it in zip(*members, strict=True)]


def _taken(table: Sequence[bytes], codes: Any) -> list[bytes]:
    objects = np.empty(len(table), np.object_)
    objects[:] = table
    found: list[bytes] = objects[codes].tolist()
    return found


def _table(name: str, parts: Sequence[Part]) -> Any:
    cells = zip(*(it.cells for it in parts), strict=True) if parts else [()] * len(columns_of(name))
    columns = [[it.content for it in parts], *cells]
    schema = _TABLES[name]
    return pa.table(
        [pa.array(it, field.type) for it, field in zip(columns, schema, strict=True)], schema=schema
    )
