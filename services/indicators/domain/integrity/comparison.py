"""A new table held against one that is trusted: the same cells should be much the same."""

from collections.abc import Mapping
from statistics import median
from typing import Any

import numpy as np
import pyarrow as pa

from services.indicators.domain.geography.places import is_statistical_country
from services.indicators.domain.integrity.finding import Finding, Severity, Where
from services.indicators.domain.integrity.panel import Panel
from services.indicators.domain.observations.codes import ObsStatus
from services.indicators.domain.observations.observation import ALL
from services.indicators.domain.observations.selection import coded, marked
from services.indicators.domain.observations.structures import TIME

FEWEST = 20
"""A comparison needs so many shared cells before it says anything about a file."""
FEWEST_COUNTS = 200
_OPPOSITE = {"IN": "OUT_MIRROR_EST", "OUT_MIRROR_EST": "IN", "OUT_MIRROR": "IN", "MSEP": "MOR", "MOR": "MSEP"}

Cells = Mapping[Any, float]
"""Figures by what they are about: area and year, or host, origin and year."""
Flows = dict[tuple[str, str, int], float]
"""Inbound students by host, origin and year."""


def compare(data: Panel, trusted: Panel, severity: Severity = Severity.REFUSAL) -> tuple[Finding, ...]:
    """Name indicators that are twice the trusted figures, or are the other direction's figures."""
    findings = []
    for indicator, new in data.values.items():
        old = trusted.values.get(indicator, {})
        opposite = _OPPOSITE.get(indicator)
        finding = None
        if opposite is not None:
            finding = _swapped(indicator, new, old, trusted.values.get(opposite, {}), severity)
        finding = finding or _doubled(indicator, new, old, severity)
        if finding is not None:
            findings.append(finding)
    return tuple(findings)


def compare_flows(data: Flows, trusted: Flows, severity: Severity = Severity.REFUSAL) -> tuple[Finding, ...]:
    """Name a matrix of hosts and origins that is twice the trusted one, or the trusted one turned over."""
    turned = {(host, origin, year): value for (origin, host, year), value in trusted.items()}
    finding = _swapped("IN", data, trusted, turned, severity) or _doubled("IN", data, trusted, severity)
    return (finding,) if finding is not None else ()


FLOWS = frozenset({"IN", "IN_TOP", "OUT_TOP"})
"""Measures that count students between two countries; the last describes the origin."""


def flows_between(table: pa.Table) -> Flows:
    """Collect the students between two countries, also those of top lists: all levels, fields and sexes."""
    chosen = ~np.isnan(table["OBS_VALUE"].to_numpy()) & marked(table, "OBS_STATUS", ObsStatus.MISSING.__ne__)
    chosen &= marked(table, "INDICATOR", FLOWS.__contains__)
    for name, code in (("EDU_LEVEL", "L5T8"), ("EDU_FIELD", ALL), ("SEX", "T")):
        chosen &= marked(table, name, code.__eq__)
    for name in ("REF_AREA", "COUNTERPART_AREA"):
        chosen &= marked(table, name, is_statistical_country)
    columns = ["INDICATOR", "REF_AREA", "COUNTERPART_AREA", TIME, "OBS_VALUE"]
    rows = table.select(columns).filter(pa.array(chosen))
    return {
        (other, area, year) if measure == "OUT_TOP" else (area, other, year): value
        for measure, area, other, year, value in zip(*(it.to_pylist() for it in rows.columns), strict=True)
    }


def flows_by_release(table: pa.Table) -> dict[str, Flows]:
    """Collect the flows of each release in a table."""
    return {
        release: flows_between(table.filter(pa.array(marked(table, "VINTAGE", release.__eq__))))
        for release in coded(table["VINTAGE"])[0]
    }


def mostly_even(indicator: str, counts: Cells) -> Finding | None:
    """Suspect totals that were added to their parts: nearly all counts are even, without being rounded to 5.

    Half of honest counts are even; four fifths of 200 counts are even by chance once in 10 to the 17.
    """
    whole = [int(value) for value in counts.values() if value > 0 and value == int(value)]
    if len(whole) < FEWEST_COUNTS:
        return None
    even = sum(value % 2 == 0 for value in whole) / len(whole)
    rounded = sum(value % 5 == 0 for value in whole) / len(whole)
    if even < 0.8 or rounded > 0.5:
        return None
    detail = f"{even:.0%} of the counts are even: totals and their parts were probably added up"
    return Finding("doubled_total", Severity.WARNING, detail, Where(indicator=indicator), {"even": even})


def _doubled(indicator: str, new: Cells, old: Cells, severity: Severity) -> Finding | None:
    pairs = _pairs(new, old)
    if len(pairs) < FEWEST:
        return None
    factors = [mine / other for mine, other in pairs]
    factor = median(factors)
    near = sum(abs(it - 2) <= 0.15 for it in factors) / len(factors)
    if not 1.85 <= factor <= 2.15 or near < 0.5:
        return None
    detail = f"{indicator} is {factor:.2f} times the trusted figures: totals and parts were added up"
    return Finding("doubled_total", severity, detail, Where(indicator=indicator), {"factor": factor})


def _swapped(indicator: str, new: Cells, old: Cells, opposite: Cells, severity: Severity) -> Finding | None:
    same, other = _agreement(_pairs(new, old)), _agreement(_pairs(new, opposite))
    if same is None or other is None or other < 0.6 or same > 0.2:
        return None
    detail = (
        f"{indicator} agrees in {other:.0%} of the cells with the trusted figures of the other direction, "
        f"{same:.0%} with its own: hosts and origins are exchanged"
    )
    evidence = {"agrees_with_opposite": other, "agrees_with_itself": same}
    return Finding("swapped_direction", severity, detail, Where(indicator=indicator), evidence)


def _pairs(new: Cells, old: Cells) -> list[tuple[float, float]]:
    return [(value, old[cell]) for cell, value in new.items() if old.get(cell, 0) > 0]


def _agreement(pairs: list[tuple[float, float]]) -> float | None:
    if len(pairs) < FEWEST:
        return None
    return sum(abs(new / old - 1) <= 0.01 for new, old in pairs) / len(pairs)
