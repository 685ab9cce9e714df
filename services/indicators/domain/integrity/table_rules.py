"""Rules over every cell of a table: parts that must add up to their whole, in millions of rows at once.

A whole is compared with its parts only where all parts were published. Administrative sources round and
suppress, so a small difference is a note in the count and a large one a named row.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from services.indicators.domain.integrity.cell_rules import MOST_NAMED, key_of, place_of
from services.indicators.domain.integrity.finding import Finding, Severity
from services.indicators.domain.integrity.rule import Checked
from services.indicators.domain.loading.publishers.uis_record import REGION_CODES, UNKNOWN_REGION
from services.indicators.domain.observations.codes import ObsStatus
from services.indicators.domain.observations.observation import ALL, WORLD
from services.indicators.domain.observations.selection import coded, marked
from services.indicators.domain.observations.structures import DIMENSIONS, TIME

TOLERANCE = 0.01
"""Beyond one per cent and one student the difference is named."""


@dataclass(frozen=True, slots=True)
class PartsOfWhole:
    """The codes `parts` of one dimension add up to the code `whole`, every other dimension alike.

    With `rest` something may be left over that belongs to none of the parts; only more than the whole fails.
    """

    id: str
    states: str
    dimension: str
    whole: str
    parts: tuple[str, ...]
    rest: bool = False


BOTH_SEXES = PartsOfWhole("both_sexes_in_each_cell", "T = F + M", "SEX", "T", ("F", "M"))
ALL_LEVELS = PartsOfWhole(
    "levels_add_up", "ISCED 5-8 = 5 + 6 + 7 + 8", "EDU_LEVEL", "L5T8", ("L5", "L6", "L7", "L8")
)
BROAD_FIELDS = PartsOfWhole(
    "broad_fields_add_up",
    "all fields = the broad fields of ISCED-F and the unknown",
    "EDU_FIELD",
    ALL,
    (*(f"F{number:02}" for number in range(11)), "_U"),
)
OUTBOUND_REGIONS = PartsOfWhole(
    "regions_of_hosts",
    "no more students leave for the regions of UIS than leave",
    "COUNTERPART_AREA",
    WORLD,
    REGION_CODES,
    rest=True,
)
INBOUND_REGIONS = PartsOfWhole(
    "regions_of_origin",
    "students of all regions of UIS and of unknown regions = inbound students",
    "COUNTERPART_AREA",
    WORLD,
    (*REGION_CODES, UNKNOWN_REGION),
)
TABLE_RULES = (BOTH_SEXES, ALL_LEVELS, BROAD_FIELDS, OUTBOUND_REGIONS, INBOUND_REGIONS)
_COUNTED = "PER"


def table_findings(table: pa.Table, rules: tuple[PartsOfWhole, ...] = TABLE_RULES) -> tuple[Checked, ...]:
    """Check the rules on all counts of a table; rules without a place to be checked at are left out."""
    usable = np.isfinite(table["OBS_VALUE"].to_numpy())
    usable &= marked(table, "OBS_STATUS", ObsStatus.MISSING.__ne__)
    usable &= marked(table, "UNIT_MEASURE", _COUNTED.__eq__)
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
    gap = np.maximum(added - total, 0.0) if rule.rest else np.abs(total - added)
    wrong = np.flatnonzero(checked & (gap > np.maximum(1.0, TOLERANCE * total)))
    exact = int((checked & (gap <= 0.5)).sum())
    named = wrong[np.argsort(-gap[wrong], kind="stable")][:MOST_NAMED]
    findings = [_finding(table, rule, int(whole_row[it]), float(total[it]), float(added[it])) for it in named]
    if len(wrong) > len(named):
        detail = f"{len(wrong) - len(named):,} more cells in which {rule.states} fails by less"
        evidence: Mapping[str, float | str] = {"code": rule.id, "more": float(len(wrong) - len(named))}
        findings.append(Finding("not_listed", Severity.WARNING, detail, evidence=evidence))
    return Checked(rule.id, int(checked.sum()), exact, tuple(findings), rule.states, len(wrong))


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
    detail = f"{key_of(table, row)}: {rule.states} does not hold, {total:,.0f} against {added:,.0f}"
    evidence = {"published": total, "sum": added}
    return Finding(rule.id, Severity.WARNING, detail, place_of(table, row), evidence)
