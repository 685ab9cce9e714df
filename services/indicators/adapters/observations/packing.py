"""Figures, one for each cell, as one file of columns (Arrow IPC), which `Segment` opens.

A column that says the same in every row is kept once, codes take the fewest bytes, and the rows stand in the
order of their keys: so a million figures are some 25 MB that are read only where a query looks.
"""

import json
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from services.indicators.domain.observations.selection import coded, ordered
from services.indicators.domain.observations.structures import DIMENSIONS
from services.indicators.domain.observations.table import CODE, SCHEMA

CONSTANTS = b"symbolon.constants"


class DuplicateCell(ValueError):
    """Two rows are versions of one cell."""


def pack(table: pa.Table) -> bytes:
    """Write a table of `SCHEMA` down as a segment; equal figures give equal bytes. Raises DuplicateCell."""
    rows = table.combine_chunks()
    order, first_of_cell = ordered(rows, DIMENSIONS)
    if not first_of_cell.all():
        raise DuplicateCell(f"{int((~first_of_cell).sum())} cells have two figures")
    rows = rows.take(pa.array(order))
    constants: dict[str, Any] = {}
    arrays, fields = [], []
    for field in SCHEMA:
        column = rows[field.name]
        if field.type == CODE:
            codes, places = coded(column)
            used: NDArray[np.int32] = np.unique(places)
            if used.size == 1:
                constants[field.name] = codes[int(used[0])] if int(used[0]) >= 0 else None
                continue
            column = _narrow(codes, places, used)
        elif column.null_count == len(column):
            constants[field.name] = None
            continue
        elif field.name == "UPDATED" and len(column.unique()) == 1:
            constants[field.name] = column[0].as_py().isoformat()
            continue
        arrays.append(column)
        fields.append(pa.field(field.name, column.type))
    metadata = {CONSTANTS: json.dumps(constants, sort_keys=True).encode()}
    narrow = pa.table(arrays, schema=pa.schema(fields, metadata=metadata))
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, narrow.schema) as writer:
        writer.write_table(narrow)
    packed: bytes = sink.getvalue().to_pybytes()
    return packed


def _narrow(codes: list[str], places: NDArray[np.int32], used: NDArray[np.int32]) -> pa.DictionaryArray:
    kept = sorted(codes[place] for place in used if place >= 0)
    positions = {code: place for place, code in enumerate(kept)}
    narrow = np.int16 if len(kept) <= np.iinfo(np.int16).max else np.int32
    # A null has the place -1, which is the last.
    of_place = np.array([*(positions.get(code, -1) for code in codes), -1], dtype=np.int32)
    indices = of_place[places]
    narrowed = pa.array(indices.astype(narrow), mask=indices < 0)
    return pa.DictionaryArray.from_arrays(narrowed, pa.array(kept, pa.string()))
