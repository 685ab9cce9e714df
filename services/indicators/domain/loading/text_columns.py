"""Cells of Eurostat's text forms gathered into columns, a few bytes a cell, so that a million of them fit."""

from array import array
from collections.abc import Iterable

import numpy as np

from services.indicators.domain.cube.columns import MISSING, Coded, Columns
from services.indicators.domain.integrity.finding import Finding
from services.indicators.domain.loading.eurostat_text import TextCell


def gather(cells: Iterable[TextCell | Finding], dimensions: tuple[str, ...]) -> tuple[Columns, list[Finding]]:
    """Gather cells by column; what is wrong with single rows comes beside them. Raises Unreadable."""
    codes: tuple[dict[str, int], ...] = tuple({} for _ in dimensions)
    places = tuple(array("q") for _ in dimensions)
    years, values = array("q"), array("d")
    findings = []
    for it in cells:
        if isinstance(it, Finding):
            findings.append(it)
            continue
        if it.value is None:
            continue
        for known, column, code in zip(codes, places, it.codes, strict=True):
            # An empty code is no code: what it stands for is not decided here.
            column.append(known.setdefault(code, len(known)) if code else MISSING)
        years.append(it.year)
        values.append(it.value)
    columns = {
        name: Coded(tuple(known), np.frombuffer(column, dtype=np.int64) if column else _empty())
        for name, known, column in zip(dimensions, codes, places, strict=True)
    }
    if not values:
        return Columns(columns, _empty(), np.empty(0)), findings
    return (
        Columns(columns, np.frombuffer(years, dtype=np.int64), np.frombuffer(values, dtype=np.float64)),
        findings,
    )


def _empty() -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.empty(0, dtype=np.int64)
