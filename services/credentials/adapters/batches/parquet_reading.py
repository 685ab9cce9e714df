"""Parquet on its way in: spooled to a file first, as its directory stands at the end; then read in parts."""

from collections.abc import Iterator
from typing import IO, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from services.credentials.adapters.batches.blocks import (
    BLOCK_ROWS,
    KEY,
    MOST_ROWS,
    Block,
    Gathering,
    TooManyRows,
)
from services.credentials.adapters.batches.csv_reading import NotATable, check_columns
from shared.kernel.errors import Violation

LARGEST_FILE = 512 * 1_048_576
LARGEST_CONTENT = 2 * 1024 * 1_048_576
"""Bytes that the columns may hold once they are decompressed."""


def read_parquet(file: IO[bytes], gathering: Gathering, *, known: frozenset[str]) -> Iterator[Block]:
    """Read a spooled file into blocks. Raises NotATable or TooManyRows before any row is read."""
    try:
        parquet = pq.ParquetFile(file)
        _check(parquet, known)
        for batch in parquet.iter_batches(batch_size=BLOCK_ROWS):
            yield from _gather(batch, gathering)
    except (pa.ArrowException, OSError) as error:
        detail = f"not a Parquet file that can be read ({type(error).__name__})"
        raise NotATable(Violation("", "not_parquet", detail)) from None
    if gathering.rows == 0:
        raise NotATable(Violation("", "empty", "the file has no rows"))
    yield from gathering.end()


def _check(parquet: Any, known: frozenset[str]) -> None:
    metadata = parquet.metadata
    if metadata.num_rows > MOST_ROWS:
        raise TooManyRows(Violation("", "too_many_rows", f"a batch has at most {MOST_ROWS:,} rows"))
    content = sum(metadata.row_group(it).total_byte_size for it in range(metadata.num_row_groups))
    if content > LARGEST_CONTENT:
        raise NotATable(Violation("", "too_large", f"the columns hold more than {LARGEST_CONTENT} bytes"))
    schema = parquet.schema_arrow
    check_columns(schema.names, known)
    wrong = [it for it in schema if not _readable(it.name, it.type)]
    if wrong:
        raise NotATable(
            *(
                Violation(f"/{it.name}", "wrong_type", f"the column {it.name} is {it.type}; text is expected")
                for it in wrong
            )
        )


def _readable(name: str, kind: Any) -> bool:
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_null(kind):
        return True
    if pa.types.is_date(kind):
        return name in {"award_date", "legal_date", "known_at"}
    number = pa.types.is_integer(kind) or (pa.types.is_floating(kind) and name != KEY)
    return bool(number and name in {KEY, "grade"})


def _gather(batch: Any, gathering: Gathering) -> Iterator[Block]:
    names = batch.schema.names
    gathering.columns = names
    columns, faults = [], dict[int, list[Violation]]()
    for name, array in zip(names, batch.columns, strict=True):
        texts, bad = _texts(array)
        columns.append(texts)
        for row in bad:
            faults.setdefault(row, []).append(Violation(f"/{name}", "invalid_utf8", f"{name} is not UTF-8"))
    for row, cells in enumerate(zip(*columns, strict=True)):
        block = gathering.add(cells, faults.get(row, ()))
        if block is not None:
            yield block


def _texts(array: Any) -> tuple[list[str | None], list[int]]:
    """Give a column as texts, and the rows whose bytes are none."""
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    if not (pa.types.is_string(array.type) or pa.types.is_large_string(array.type)):
        return pc.cast(array, pa.string()).to_pylist(), []
    try:
        array.validate(full=True)
    except pa.ArrowInvalid:
        return _salvaged(array.cast(pa.large_binary()).to_pylist())
    found: list[str | None] = array.to_pylist()
    return found, []


def _salvaged(cells: list[bytes | None]) -> tuple[list[str | None], list[int]]:
    texts, bad = list[str | None](), []
    for row, cell in enumerate(cells):
        try:
            texts.append(None if cell is None else cell.decode("utf-8"))
        except UnicodeDecodeError:
            texts.append(None)
            bad.append(row)
    return texts, bad
