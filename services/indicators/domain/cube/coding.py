"""From publishers' codes to positions on axes, from rows to a cube; what does not fit is counted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.indicators.domain.cube.columns import MISSING, Coded
from services.indicators.domain.cube.cube import Axis, Cube, empty
from services.indicators.domain.integrity.finding import Finding, Severity, Where

Positions = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Coding:
    """A column in our codes: `ours` for each distinct code of the file, and the place of each row's code."""

    ours: tuple[str, ...]
    places: NDArray[np.int64]

    def rows_in(self, codes: frozenset[str]) -> NDArray[np.bool_]:
        """Mark the rows whose code is one of `codes`."""
        return np.array([code in codes for code in self.ours])[self.places]

    def on(self, axis: Axis) -> Positions:
        """Give each row's position on `axis`; -1 for a code that is not on it."""
        return np.array([axis.positions.get(code, -1) for code in self.ours], dtype=np.intp)[self.places]


def code_column(name: str, column: Coded, read: Callable[[str], str | None]) -> tuple[Coding, list[Finding]]:
    """Translate a column. A row without a code, and a code that `read` does not know, refuse the file."""
    findings = []
    without = column.count_missing()
    if without:
        detail = f"{without:,} rows have no {name}"
        if "NA" not in column.codes:
            detail += "; no row has NA either: a reader took Namibia for a missing value"
        evidence: dict[str, float | str] = {"rows": without}
        code = "namibia_lost" if "NA" not in column.codes else "missing_code"
        findings.append(Finding(code, Severity.REFUSAL, detail, Where(indicator=name), evidence))
    used = np.bincount(column.places[column.places != MISSING], minlength=len(column.codes))
    ours = []
    for code, rows in zip(column.codes, used, strict=True):
        translated = read(code)
        ours.append(translated or "")
        if translated is None and rows:
            detail = f"{code!r} is no known code of {name} ({rows:,} rows)"
            findings.append(Finding("unknown_code", Severity.REFUSAL, detail, Where(indicator=name)))
    return Coding(tuple(ours), column.places), findings


MOST_NAMED = 500
"""Cells that stand in a file twice and are named; all are counted."""


def fill(
    axes: tuple[Axis, ...],
    positions: Sequence[Positions],
    values: NDArray[np.float64],
    lines: NDArray[np.int64] | None = None,
) -> tuple[Cube, list[Finding]]:
    """Put rows into an empty cube. A cell that comes twice refuses the file; a negative count is left out.

    `lines` are those of the file on which the rows stand, if it has any.
    """
    cube = empty(axes)
    there = ~np.isnan(values)
    flat = np.ravel_multi_index(tuple(place[there] for place in positions), cube.counts.shape)
    counts = values[there]
    findings = _twice(axes, flat, counts, None if lines is None else lines[there])
    findings += [
        _negative(axes, cube.counts.shape, int(place), float(count))
        for place, count in zip(flat[counts < 0], counts[counts < 0], strict=True)
    ]
    flat, counts = flat[counts >= 0], counts[counts >= 0]
    cube.counts.reshape(-1)[flat] = counts
    cube.reported.reshape(-1)[flat] = True
    return cube, findings


def _twice(
    axes: tuple[Axis, ...], flat: Positions, counts: NDArray[np.float64], lines: NDArray[np.int64] | None
) -> list[Finding]:
    order = np.argsort(flat, kind="stable")
    again = np.flatnonzero(flat[order][1:] == flat[order][:-1]) + 1
    shape = tuple(len(axis.codes) for axis in axes)
    findings = []
    for place in again[:MOST_NAMED].tolist():
        before, row = int(order[place - 1]), int(order[place])
        codes = _codes(axes, shape, int(flat[row]))
        detail = f"{' '.join(codes)} stands in the file twice, with {counts[before]:g} and {counts[row]:g}"
        if lines is not None:
            detail += f", first on line {lines[before]}"
        where = Where(None if lines is None else int(lines[row]), codes[1], int(codes[-1]))
        code = "duplicate_row" if counts[before] == counts[row] else "conflicting_rows"
        findings.append(Finding(code, Severity.REFUSAL, detail, where))
    if len(again) > len(findings):
        detail = f"{len(again) - len(findings):,} more cells stand in the file twice"
        findings.append(Finding("duplicate_row", Severity.REFUSAL, detail))
    return findings


def _codes(axes: tuple[Axis, ...], shape: tuple[int, ...], place: int) -> list[str]:
    where = np.unravel_index(place, shape)
    return [axis.codes[position] for axis, position in zip(axes, where, strict=True)]


def _negative(axes: tuple[Axis, ...], shape: tuple[int, ...], place: int, value: float) -> Finding:
    codes = _codes(axes, shape, place)
    detail = f"{' '.join(codes)}: {value:g} students cannot be; the cell is left out"
    return Finding("negative_count", Severity.WARNING, detail, Where(area=codes[1], year=int(codes[-1])))
