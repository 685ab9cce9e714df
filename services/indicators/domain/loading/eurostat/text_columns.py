"""Cells of Eurostat's text forms gathered into columns, a few bytes a cell, so that a million of them fit."""

from array import array
from collections.abc import Iterable
from math import nan

import numpy as np
from numpy.typing import NDArray

from services.indicators.domain.cube.columns import MISSING, Coded, Columns
from services.indicators.domain.integrity.finding import Finding
from services.indicators.domain.loading.decode import Unreadable
from services.indicators.domain.loading.eurostat.eurostat_text import TextCell
from services.indicators.domain.loading.outcome import MOST_ROWS, too_many_rows
from services.indicators.domain.loading.reading import MOST_FAULTS, STEP, Findings, Progress, too_many_faults

MOST_CELLS = 10 * MOST_ROWS
"""A table by year is mostly empty cells."""


def gather(
    cells: Iterable[TextCell | Finding], dimensions: tuple[str, ...], progress: Progress
) -> tuple[Columns, tuple[Finding, ...]]:
    """Gather cells by column; what is wrong with single rows comes beside them. Raises Unreadable.

    A cell without a value is kept where a flag says why, and otherwise left out.
    """
    codes: tuple[dict[str, int], ...] = tuple({} for _ in dimensions)
    places = tuple(array("q") for _ in dimensions)
    years, values, lines = array("q"), array("d"), array("q")
    known_flags: dict[str, int] = {}
    flags = array("q")
    findings = Findings()
    for number, it in enumerate(cells):
        if number == MOST_CELLS:
            raise Unreadable(too_many_rows())
        if isinstance(it, Finding):
            findings.add(it)
            if findings.count >= MOST_FAULTS:
                raise Unreadable(too_many_faults())
            continue
        if number % STEP == 0:
            progress(len(values))
        if it.value is None and not it.flags:
            continue
        for known, column, code in zip(codes, places, it.codes, strict=True):
            # An empty code is no code: what it stands for is not decided here.
            column.append(known.setdefault(code, len(known)) if code else MISSING)
        years.append(it.year)
        values.append(nan if it.value is None else it.value)
        lines.append(it.line)
        flags.append(known_flags.setdefault(it.flags, len(known_flags)) if it.flags else MISSING)
    columns = {
        name: Coded(tuple(known), _whole(column))
        for name, known, column in zip(dimensions, codes, places, strict=True)
    }
    held = np.frombuffer(values, dtype=np.float64) if values else np.empty(0)
    flagged = Coded(tuple(known_flags), _whole(flags))
    return Columns(columns, _whole(years), held, flagged, _whole(lines)), findings.all()


def _whole(column: "array[int]") -> NDArray[np.int64]:
    return np.frombuffer(column, dtype=np.int64) if column else np.empty(0, dtype=np.int64)
