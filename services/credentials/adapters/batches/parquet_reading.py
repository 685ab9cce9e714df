"""Parquet on its way in: spooled to a file first, as its directory stands at the end; then read in parts."""

import io
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
"""Bytes that the columns may hold once they are decompressed, as the directory has it."""
LARGEST_GROUP = 128 * 1_048_576
"""The same for one row group: what may have to be held at once."""
LARGEST_DIRECTORY, MOST_ENTRIES = 8 * 1_048_576, 20_000
"""Bytes of the directory at the end of the file, and entries of any list in it."""
_MARK, _MARK_OF_ENCRYPTED = b"PAR1", b"PARE"


def read_parquet(file: IO[bytes], gathering: Gathering, *, known: frozenset[str]) -> Iterator[Block]:
    """Read a spooled file into blocks. Raises NotATable or TooManyRows before any row is read."""
    try:
        _check_end(file)
        parquet = pq.ParquetFile(file, thrift_container_size_limit=MOST_ENTRIES)
        _check(parquet, known)
        texts = [it.name for it in parquet.schema_arrow if not _is_plain(it.type)]
        parquet = pq.ParquetFile(file, read_dictionary=texts, thrift_container_size_limit=MOST_ENTRIES)
        for batch in parquet.iter_batches(batch_size=BLOCK_ROWS):
            yield from _gather(batch, gathering)
    except (pa.ArrowException, OSError) as error:
        if "decrypt" in str(error):
            raise _encrypted() from None
        detail = f"not a Parquet file that can be read ({type(error).__name__})"
        raise NotATable(Violation("", "not_parquet", detail)) from None
    if gathering.rows == 0:
        raise NotATable(Violation("", "empty", "the file has no rows"))
    yield from gathering.end()


def _check_end(file: IO[bytes]) -> None:
    """Look at the last bytes, which say how large the directory is, before anything is parsed."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(size - 8, 0))
    length, mark = int.from_bytes(file.read(4), "little"), file.read(4)
    file.seek(0)
    if mark == _MARK_OF_ENCRYPTED:
        raise _encrypted()
    if mark != _MARK:
        detail = "not a Parquet file, or one that breaks off: its end is missing"
        raise NotATable(Violation("", "not_parquet", detail))
    if length > LARGEST_DIRECTORY:
        detail = f"the directory of the file has {length:,} bytes, more than {LARGEST_DIRECTORY:,}: too many "
        raise NotATable(Violation("", "too_large", detail + "columns or row groups"))


def _encrypted() -> NotATable:
    return NotATable(Violation("", "encrypted", "the file is encrypted; send it in the clear"))


def _check(parquet: Any, known: frozenset[str]) -> None:
    metadata = parquet.metadata
    if metadata.num_rows > MOST_ROWS:
        raise TooManyRows(Violation("", "too_many_rows", f"a batch has at most {MOST_ROWS:,} rows"))
    content = sum(metadata.row_group(it).total_byte_size for it in range(metadata.num_row_groups))
    if content > LARGEST_CONTENT:
        raise NotATable(Violation("", "too_large", f"the columns hold more than {LARGEST_CONTENT:,} bytes"))
    # Not by column: asked about an encrypted column, pyarrow ends the process.
    groups = [metadata.row_group(it).total_byte_size for it in range(metadata.num_row_groups)]
    if max(groups, default=0) > LARGEST_GROUP:
        detail = f"a row group holds {max(groups):,} bytes, more than {LARGEST_GROUP:,}: write smaller groups"
        raise NotATable(Violation("", "too_large", detail))
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


def _is_plain(kind: Any) -> bool:
    """Say whether a column holds days or numbers; the others are read as dictionaries, each text once."""
    return bool(pa.types.is_date(kind) or pa.types.is_integer(kind) or pa.types.is_floating(kind))


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
        values, bad = _texts(array.dictionary)
        codes = array.indices.to_pylist()
        wrong = set(bad)
        return [None if it is None else values[it] for it in codes], [
            row for row, it in enumerate(codes) if it in wrong
        ]
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
