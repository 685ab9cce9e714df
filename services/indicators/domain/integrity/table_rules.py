"""Rules over every cell of a table: parts that must add up to their whole, in millions of rows at once.

A whole is compared with its parts only where all parts were published. Administrative sources round and
suppress, so a small difference is a note in the count and a large one a named row.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from services.indicators.domain.integrity.finding import Finding, Severity, Where
from services.indicators.domain.integrity.rule import Checked
from services.indicators.domain.observations.codes import ObsStatus
from services.indicators.domain.observations.selection import coded
from services.indicators.domain.observations.structures import DIMENSIONS, TIME

TOLERANCE = 0.01
"""Beyond one per cent and one student the difference is named."""

MOST_NAMED = 500
"""The largest differences of one rule are named; all are counted."""


@dataclass(frozen=True, slots=True)
class PartsOfWhole:
    """The codes `parts` of one dimension add up to the code `whole`, every other dimension alike."""

    id: str
    states: str
    dimension: str
    whole: str
    parts: tuple[str, ...]


BOTH_SEXES = PartsOfWhole("both_sexes_in_each_cell", "T = F + M", "SEX", "T", ("F", "M"))
ALL_LEVELS = PartsOfWhole(
    "levels_add_up", "ISCED 5-8 = 5 + 6 + 7 + 8", "EDU_LEVEL", "L5T8", ("L5", "L6", "L7", "L8")
)
TABLE_RULES = (BOTH_SEXES, ALL_LEVELS)
_COUNTED = "PER"


def table_findings(table: pa.Table, rules: tuple[PartsOfWhole, ...] = TABLE_RULES) -> tuple[Checked, ...]:
    """Check the rules on all counts of a table; rules without a place to be checked at are left out."""
    usable = np.isfinite(table["OBS_VALUE"].to_numpy())
    for name, keep in (("OBS_STATUS", lambda it: it != ObsStatus.MISSING), ("UNIT_MEASURE", _COUNTED.__eq__)):
        codes, places = coded(table[name])
        usable &= np.array([*(keep(code) for code in codes), False], dtype=np.bool_)[places]
    counts = table.filter(pa.array(usable))
    checked = (_check(counts, rule) for rule in rules)
    return tuple(it for it in checked if it.places)


def _check(table: pa.Table, rule: PartsOfWhole) -> Checked:
    codes, places = coded(table[rule.dimension])
    if not {rule.whole, *rule.parts} <= set(codes):
        return Checked(rule.id, 0, 0, ())
    cells, count = _cells(table, rule.dimension)
    values = table["OBS_VALUE"].to_numpy()
    total, whole_there, whole_row = (
        np.zeros(count),
        np.zeros(count, dtype=np.bool_),
        np.zeros(count, np.int64),
    )
    wholes = np.flatnonzero(places == codes.index(rule.whole))
    total[cells[wholes]], whole_there[cells[wholes]], whole_row[cells[wholes]] = values[wholes], True, wholes
    added, there = np.zeros(count), np.zeros(count, dtype=np.int64)
    for part in rule.parts:
        rows = np.flatnonzero(places == codes.index(part))
        added[cells[rows]] += values[rows]
        there[cells[rows]] += 1
    checked = whole_there & (there == len(rule.parts))
    gap = np.abs(total - added)
    wrong = np.flatnonzero(checked & (gap > np.maximum(1.0, TOLERANCE * total)))
    exact = int((checked & (gap <= 0.5)).sum())
    named = wrong[np.argsort(-gap[wrong], kind="stable")][:MOST_NAMED]
    findings = [_finding(table, rule, int(whole_row[it]), float(total[it]), float(added[it])) for it in named]
    if len(wrong) > len(named):
        detail = f"{len(wrong) - len(named):,} more cells in which {rule.states} fails by less"
        evidence: Mapping[str, float | str] = {"code": rule.id, "more": float(len(wrong) - len(named))}
        findings.append(Finding("not_listed", Severity.WARNING, detail, evidence=evidence))
    return Checked(rule.id, int(checked.sum()), exact, tuple(findings))


def years_ahead(table: pa.Table, known_at: datetime) -> list[Finding]:
    """Name figures of years that had not begun when they became known here: none of them was counted."""
    years = table[TIME].to_numpy()
    ahead = np.flatnonzero(years > known_at.year)
    findings = []
    for row in ahead[:MOST_NAMED].tolist():
        where = Where(area=table["REF_AREA"][row].as_py(), year=int(years[row]))
        detail = f"a figure of {years[row]} cannot be known in {known_at.year}"
        findings.append(Finding("year_ahead", Severity.REFUSAL, detail, where))
    return findings


def _cells(table: pa.Table, without: str) -> tuple[NDArray[np.int64], int]:
    """Number the cells that differ in anything but one dimension."""
    numbers = table[TIME].to_numpy().astype(np.int64)
    numbers -= numbers.min(initial=0)
    for name in DIMENSIONS:
        if name == without:
            continue
        codes, places = coded(table[name])
        if len(codes) > 1:
            numbers = numbers * len(codes) + places
    _, cells = np.unique(numbers, return_inverse=True)
    return cells.reshape(-1), int(cells.max(initial=-1)) + 1


def _finding(table: pa.Table, rule: PartsOfWhole, row: int, total: float, added: float) -> Finding:
    cell = {name: table[name][row].as_py() for name in (*DIMENSIONS, TIME)}
    key = ".".join(str(cell[name]) for name in DIMENSIONS if cell[name] != "_Z")
    detail = f"{key} {cell[TIME]}: {rule.states} does not hold, {total:,.0f} against {added:,.0f}"
    where = Where(area=cell["REF_AREA"], year=cell[TIME], indicator=cell["INDICATOR"])
    return Finding(rule.id, Severity.WARNING, detail, where, {"published": total, "sum": added})
