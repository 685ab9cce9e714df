"""What every cell of a table must be, whatever it counts: there once, known, possible, free to be shown."""

from datetime import datetime

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from services.indicators.domain.integrity.finding import Finding, Severity, Where
from services.indicators.domain.observations.codes import ConfStatus, FlowDirection, ObsStatus
from services.indicators.domain.observations.selection import marked, ordered
from services.indicators.domain.observations.structures import DIMENSIONS, TIME

MOST_NAMED = 500
"""Cells of one kind that are named; all are counted."""
NOISE = 1e-5
"""A count this near to a whole number, and not whole, went through sums of binary fractions."""
MOST_PERSONS = 1e10
"""More persons than live."""
MOST = 1e12
"""More than any ratio of persons, in per cent: all who live over one."""

Mask = NDArray[np.bool_]


def cell_findings(table: pa.Table, known_at: datetime) -> list[Finding]:
    """Name the cells that cannot be taken in as they stand: nothing is chosen, rounded or hidden for them."""
    values = table["OBS_VALUE"].to_numpy()
    return [
        *_twice(table, values),
        *_ahead(table, known_at),
        *_named(
            table,
            _impossible(table, values),
            ("negative_value", Severity.REFUSAL, "{value:g} of {unit} cannot be"),
        ),
        *_named(
            table,
            np.isfinite(values) & (np.abs(values) > np.where(_counted(table), MOST_PERSONS, MOST)),
            ("impossible_value", Severity.REFUSAL, "{value:g} of {unit} cannot be"),
        ),
        *_named(
            table,
            np.isinf(values),
            ("bad_value", Severity.REFUSAL, "{value} is no number that can be computed with"),
        ),
        *_named(
            table,
            marked(table, "CONF_STATUS", lambda it: it != ConfStatus.FREE) & ~np.isnan(values),
            ("confidential_value", Severity.REFUSAL, "the figure is confidential and must not be published"),
        ),
        *_named(
            table,
            _noisy(table, values),
            ("float_noise", Severity.NOTE, "{value!r} is a whole number that went through binary fractions"),
        ),
    ]


def _twice(table: pa.Table, values: NDArray[np.float64]) -> list[Finding]:
    order, first = ordered(table, DIMENSIONS)
    again = np.flatnonzero(~first)
    findings = []
    for place in again[:MOST_NAMED].tolist():
        row, before = int(order[place]), int(order[place - 1])
        new, old = float(values[row]), float(values[before])
        same = new == old or (np.isnan(new) and np.isnan(old))
        said = f"both say {new:g}" if same else f"one says {old:g}, the other {new:g}"
        detail = f"{key_of(table, row)} stands in the files twice: {said}"
        evidence: dict[str, float | str] = {"first": old, "second": new} if not np.isnan(new + old) else {}
        code = "duplicate_row" if same else "conflicting_rows"
        findings.append(Finding(code, Severity.REFUSAL, detail, place_of(table, row), evidence))
    return _and_more(findings, len(again))


def _ahead(table: pa.Table, known_at: datetime) -> list[Finding]:
    """Name figures of years that had not begun when they became known here: none of them was counted."""
    detail = f"a figure of {{year}} cannot be known in {known_at.year}"
    return _named(table, table[TIME].to_numpy() > known_at.year, ("year_ahead", Severity.REFUSAL, detail))


def _impossible(table: pa.Table, values: NDArray[np.float64]) -> Mask:
    """Mark negative flows, and negative numbers of persons that are no balance."""
    flows = marked(table, "FLOW_DIR", frozenset({FlowDirection.IN, FlowDirection.OUT}).__contains__)
    persons = _counted(table)
    balance = marked(table, "FLOW_DIR", FlowDirection.NET.__eq__)
    # What a reader has marked as not to be used is named there.
    used = marked(table, "OBS_STATUS", lambda it: it != ObsStatus.MISSING)
    return (values < 0) & (flows | (persons & ~balance)) & used


def _noisy(table: pa.Table, values: NDArray[np.float64]) -> Mask:
    finite = np.where(np.isfinite(values), values, 0.0)
    rest = np.abs(finite - np.round(finite))
    noisy: Mask = (rest > 0) & (rest <= NOISE) & _counted(table)
    return noisy


def _counted(table: pa.Table) -> Mask:
    return marked(table, "UNIT_MEASURE", "PER".__eq__)


def _named(table: pa.Table, marked: Mask, finding: tuple[str, Severity, str]) -> list[Finding]:
    code, severity, detail = finding
    rows = np.flatnonzero(marked)
    findings = []
    for row in rows[:MOST_NAMED].tolist():
        said = detail.format(
            value=table["OBS_VALUE"][row].as_py(),
            unit=table["UNIT_MEASURE"][row].as_py(),
            year=table[TIME][row].as_py(),
        )
        text = f"{key_of(table, row)}: {said}"
        findings.append(Finding(code, severity, text, place_of(table, row)))
    return _and_more(findings, len(rows))


def _and_more(findings: list[Finding], count: int) -> list[Finding]:
    if count > len(findings):
        code, more = findings[0].code, count - len(findings)
        evidence: dict[str, float | str] = {"code": code, "more": float(more)}
        detail = f"{more:,} more cells {code}"
        findings.append(Finding("not_listed", findings[0].severity, detail, evidence=evidence))
    return findings


def key_of(table: pa.Table, row: int) -> str:
    """Write down the key of a row, without the dimensions that do not apply, and its year."""
    codes = [str(table[name][row].as_py()) for name in DIMENSIONS]
    return f"{'.'.join(code for code in codes if code != '_Z')} {table[TIME][row].as_py()}"


def place_of(table: pa.Table, row: int) -> Where:
    """Say which area, year and indicator a row is about."""
    return Where(
        area=table["REF_AREA"][row].as_py(),
        year=table[TIME][row].as_py(),
        indicator=table["INDICATOR"][row].as_py(),
    )
