"""Rows of a table by the codes that they share."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from services.indicators.domain.observations.found import told_apart
from services.indicators.domain.observations.selection import coded
from services.indicators.domain.observations.structures import TIME

Key = tuple[str, ...]
RowNumbers = NDArray[np.intp]


def grouped(table: pa.Table, names: Sequence[str]) -> list[tuple[Key, RowNumbers]]:
    """Give each combination of codes of `names` (years as text), in order, with its rows in their order."""
    if not len(table):
        return []
    codes: list[list[str]] = []
    columns: list[NDArray[np.integer[Any]]] = []
    for name in names:
        if name == TIME:
            years, of_row = np.unique(table[TIME].to_numpy(), return_inverse=True)
            codes.append([str(year) for year in years])
            columns.append(of_row)
        else:
            known, places = coded(table[name])
            codes.append([*known, ""])
            columns.append(places)
    numbered = told_apart(columns)
    order = np.argsort(numbered.of_row, kind="stable")
    ends = np.cumsum(np.bincount(numbered.of_row))[:-1]
    keys = [
        tuple(known[places[row]] for known, places in zip(codes, columns, strict=True))
        for row in numbered.examples
    ]
    return sorted(zip(keys, np.split(order, ends), strict=True), key=lambda it: it[0])
