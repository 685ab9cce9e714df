"""Eurostat cubes kept as Parquet, read with pyarrow into coded columns."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from services.indicators.domain.cube.columns import MISSING, Coded, Columns


def read_columns(path: Path, dimensions: tuple[str, ...]) -> Columns:
    """Read the dimensions, the year (`time_period`) and the value (`values`) of a cube.

    A null code stays missing: what it stands for is not decided here.
    Raises OSError and pyarrow.ArrowInvalid.
    """
    table = pq.read_table(
        path, columns=[*dimensions, "time_period", "values"], read_dictionary=list(dimensions)
    )
    return Columns(
        {name: _coded(table.column(name)) for name in dimensions},
        table.column("time_period").to_numpy().astype(np.int64),
        table.column("values").to_numpy().astype(np.float64),
    )


def _coded(column: pa.ChunkedArray) -> Coded:
    whole = column.unify_dictionaries().combine_chunks()
    if isinstance(whole, pa.ChunkedArray):
        whole = whole.chunk(0)
    places = whole.indices.fill_null(MISSING).to_numpy(zero_copy_only=False).astype(np.int64)
    return Coded(tuple(whole.dictionary.to_pylist()), places)
