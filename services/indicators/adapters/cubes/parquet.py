"""Eurostat cubes kept as Parquet, read with pyarrow into coded columns."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pyarrow.types as kinds
from numpy.typing import NDArray

from services.indicators.domain.cube.columns import MISSING, Coded, Columns
from services.indicators.domain.integrity.finding import Finding, Severity
from services.indicators.domain.loading.decode import Unreadable
from services.indicators.domain.loading.eurostat import eurostat_flags
from services.indicators.domain.loading.eurostat.eurostat_text import FIXED
from services.indicators.domain.loading.outcome import MOST_ROWS
from services.indicators.domain.loading.printed import FIRST_YEAR, LAST_YEAR

YEARS = ("time_period", "TIME_PERIOD", "time")
VALUES = ("values", "OBS_VALUE")
FLAGS = "OBS_FLAG"


def read_columns(path: Path, dimensions: tuple[str, ...]) -> Columns:
    """Read the dimensions, the year and the value of a cube, whichever of their usual names they have.

    A null code stays missing: what it stands for is not decided here.
    Raises OSError, and Unreadable where the file is damaged, or columns are missing or hold something else.
    """
    try:
        return _read(path, dimensions)
    except (pa.ArrowException, UnicodeDecodeError) as fault:
        raise _damaged(path, fault) from fault
    except OSError as fault:
        if fault.errno is not None:
            raise
        raise _damaged(path, fault) from fault  # what Arrow says of bytes that are no Parquet has no number


def _damaged(path: Path, fault: Exception) -> Unreadable:
    return _unreadable("damaged_file", f"{path.name} cannot be read as Parquet: {fault}")


def _read(path: Path, dimensions: tuple[str, ...]) -> Columns:
    with pq.ParquetFile(path) as file:
        names = file.schema_arrow.names
        year = _called(names, YEARS)
        value = _called(names, VALUES)
        missing = [name for name in dimensions if name not in names]
        if missing:
            raise _unreadable(
                "wrong_columns", f"columns are missing: {', '.join(missing)}; there are {names}"
            )
        if file.metadata.num_rows > MOST_ROWS:
            raise _unreadable(
                "too_many_rows", f"{file.metadata.num_rows:,} rows; at most {MOST_ROWS:,} are read"
            )
        coded = [*dimensions, *(name for name in (*FIXED, FLAGS) if name in names)]
        for name in coded:
            if names.count(name) > 1:
                raise _unreadable("wrong_columns", f"{name} is there {names.count(name)} times")
            _require_text(name, file.schema_arrow.field(name).type)
    table = pq.read_table(
        path, columns=[*coded, year, value], read_dictionary=coded, page_checksum_verification=True
    )
    table.validate(full=True)  # indices that a damaged file may not keep
    held = {name: _coded(table.column(name)) for name in coded}
    for name in set(FIXED) & set(held):
        _require_one(name, held[name])
    return Columns(
        {name: held[name] for name in dimensions},
        _years(table.column(year)),
        _numbers(table.column(value)),
        _flags(held[FLAGS]) if FLAGS in held else None,
    )


def _require_one(name: str, column: Coded) -> None:
    """Make sure that all rows count what the table is known to count."""
    others = {column.codes[place] for place in np.unique(column.places) if place != MISSING} - {FIXED[name]}
    if others or column.count_missing():
        detail = f"{name} is {', '.join(sorted(others)) or 'missing'} in some rows, not {FIXED[name]!r}"
        raise _unreadable("wrong_table", detail)


def _flags(column: Coded) -> Coded:
    """Read flags; an empty one is none."""
    unknown = sorted({letter for code in column.codes for letter in code} - set(eurostat_flags.KNOWN))
    if unknown:
        raise _unreadable("bad_value", f"{', '.join(map(repr, unknown))} is no flag of Eurostat")
    none = np.array([not code for code in column.codes] + [True])
    return Coded(column.codes, np.where(none[column.places], MISSING, column.places))


def _called(names: list[str], usual: tuple[str, ...]) -> str:
    found = [name for name in usual if name in names]
    if len(found) != 1:
        detail = f"one column is called {' or '.join(usual)}, not {len(found)} of {names}"
        raise _unreadable("wrong_columns", detail)
    return found[0]


def _require_text(name: str, kind: pa.DataType) -> None:
    held = kind.value_type if kinds.is_dictionary(kind) else kind
    if not (kinds.is_string(held) or kinds.is_large_string(held)):
        raise _unreadable("wrong_types", f"{name} holds {kind}, not codes: Namibia (NA) would be lost")


def _years(column: pa.ChunkedArray) -> NDArray[np.int64]:
    """Read whole years; a reader with blanks in the column makes fractions of them."""
    kind = column.type
    if column.null_count or not (kinds.is_integer(kind) or kinds.is_floating(kind)):
        detail = f"the years are {kind}, {column.null_count:,} of them missing; whole numbers are wanted"
        raise _unreadable("wrong_types", detail)
    years = column.to_numpy()
    if not (np.isfinite(years).all() and (years == np.round(years)).all()):
        raise _unreadable("wrong_types", "some years are no whole numbers")
    if len(years) and not (years.min() >= FIRST_YEAR and years.max() <= LAST_YEAR):
        raise _unreadable("bad_year", f"the years go from {years.min():g} to {years.max():g}")
    whole: NDArray[np.int64] = years.astype(np.int64)
    return whole


def _numbers(column: pa.ChunkedArray) -> NDArray[np.float64]:
    kind = column.type
    if not (kinds.is_integer(kind) or kinds.is_floating(kind) or kinds.is_decimal(kind)):
        raise _unreadable("wrong_types", f"the values are {kind}, not numbers")
    values: NDArray[np.float64] = pc.cast(column, pa.float64()).to_numpy()
    return values


def _coded(column: pa.ChunkedArray) -> Coded:
    whole = column.unify_dictionaries().combine_chunks()
    if isinstance(whole, pa.ChunkedArray):
        whole = whole.chunk(0) if whole.num_chunks else pa.array([], column.type)
    places = whole.indices.fill_null(MISSING).to_numpy(zero_copy_only=False).astype(np.int64)
    return Coded(tuple(whole.dictionary.to_pylist()), places)


def _unreadable(code: str, detail: str) -> Unreadable:
    return Unreadable(Finding(code, Severity.REFUSAL, detail))
