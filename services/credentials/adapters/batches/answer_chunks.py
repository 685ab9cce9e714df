"""The answers of one chunk as an Arrow table: each part once in a dictionary, each row a line of numbers."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import orjson
import pyarrow as pa

from services.credentials.adapters.batches.blocks import written
from services.credentials.adapters.batches.rendering import (
    Parts,
    Rendering,
    fragment,
    hash_of_fragments,
)
from services.credentials.domain.equivalence.check import Knowledge
from services.credentials.domain.equivalence.columns import Column, check_all
from services.credentials.domain.equivalence.request import FIELDS
from shared.kernel.errors import Violation

PARTS = ("conclusion", "placement", "legal", "standing", "marks", "name")
BOOKS = b"reference_data"
"""The member of the table's metadata that names the books that the answers rest on, as JSON."""

_PART = pa.dictionary(pa.int32(), pa.binary())

SCHEMA = pa.schema(
    [
        pa.field("row", pa.int32()),
        pa.field("key", pa.string()),
        pa.field("faults", pa.string()),
        pa.field("facts", pa.string()),
        *(pa.field(name, _PART) for name in PARTS),
    ]
)
"""`faults` is JSON and set where there is no answer; `facts` names what was asked; the rest is the answer."""


def answer_rows(rows: Any, knowledge: Knowledge, rendering: Rendering, *, today: date) -> Any:
    """Answer a record batch of `blocks.SCHEMA`; give a table of `SCHEMA`, a line for each row in order."""
    columns = {name: _column(rows.column(name)) for name in FIELDS}
    count = len(rows)
    answers = check_all(knowledge, columns, rows=count, today=today)
    faults = _faults(rows.column("faults").to_pylist(), answers.faults)
    broken = np.array([it is not None for it in faults], np.bool_)
    parts = [rendering.parts(it) for it in answers.distinct]
    codes = np.where(broken, -1, answers.codes)
    return pa.table(
        [
            rows.column("row"),
            rows.column("key"),
            pa.array(faults, pa.string()),
            pa.array(_facts_hashes(columns, ~broken, today), pa.string()),
            *(_dictionary(name, parts, codes) for name in PARTS),
        ],
        schema=SCHEMA.with_metadata({BOOKS: rendering.books}),
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


def _facts_hashes(columns: Mapping[str, Column], good: Any, today: date) -> list[str | None]:
    members: list[list[bytes | None]] = []
    for name, column in columns.items():
        table = [_member(name, text) for text in column.texts]
        absent = fragment(name, today) if name in {"legal_date", "known_at"} else None
        members.append([(table[code] if code >= 0 else None) or absent for code in column.codes.tolist()])
    return [
        hash_of_fragments([it for it in row if it is not None]) if is_good else None
        for row, is_good in zip(zip(*members, strict=True), good.tolist(), strict=True)
    ]


def _member(name: str, text: str) -> bytes | None:
    value = FIELDS[name](text).value
    return None if value is None else fragment(name, value)


def _dictionary(name: str, parts: Sequence[Parts], codes: Any) -> Any:
    values: dict[bytes, int] = {}
    table = []
    for it in parts:
        content = getattr(it, name)
        table.append(values.setdefault(content.encode() if name == "name" else content, len(values)))
    indices = np.array([*table, -1], np.int32)[codes]
    return pa.DictionaryArray.from_arrays(
        pa.array(indices, mask=indices < 0), pa.array(list(values), pa.binary())
    )
