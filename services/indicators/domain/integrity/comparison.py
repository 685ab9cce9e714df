"""A new table held against one that is trusted: the same country-years should be much the same."""

from collections.abc import Mapping
from statistics import median

from services.indicators.domain.integrity.finding import Finding, Severity, Where
from services.indicators.domain.integrity.panel import Cell, Panel

FEWEST = 20
"""A comparison needs so many shared cells before it says anything about a file."""
_OPPOSITE = {"IN": "OUT_MIRROR_EST", "OUT_MIRROR_EST": "IN", "OUT_MIRROR": "IN", "MSEP": "MOR", "MOR": "MSEP"}


def compare(data: Panel, trusted: Panel) -> tuple[Finding, ...]:
    """Name indicators that are twice the trusted figures, or are the other direction's figures."""
    findings = []
    for indicator in data.values:
        finding = _swapped(indicator, data, trusted) or _doubled(indicator, data, trusted)
        if finding is not None:
            findings.append(finding)
    return tuple(findings)


def mostly_even(indicator: str, counts: Mapping[Cell, float]) -> Finding | None:
    """Suspect totals that were added to their parts: nearly all counts are even, without being rounded to 5.

    Half of honest counts are even; four fifths of 200 counts are even by chance once in 10 to the 17.
    """
    whole = [int(value) for value in counts.values() if value > 0 and value == int(value)]
    if len(whole) < 200:
        return None
    even = sum(value % 2 == 0 for value in whole) / len(whole)
    rounded = sum(value % 5 == 0 for value in whole) / len(whole)
    if even < 0.8 or rounded > 0.5:
        return None
    detail = f"{even:.0%} of the counts are even: totals and their parts were probably added up"
    return Finding("doubled_total", Severity.WARNING, detail, Where(indicator=indicator), {"even": even})


def _doubled(indicator: str, data: Panel, trusted: Panel) -> Finding | None:
    pairs = _pairs(indicator, indicator, data, trusted)
    if len(pairs) < FEWEST:
        return None
    factors = [new / old for new, old in pairs]
    factor = median(factors)
    near = sum(abs(it - 2) <= 0.15 for it in factors) / len(factors)
    if not 1.85 <= factor <= 2.15 or near < 0.5:
        return None
    detail = f"{indicator} is {factor:.2f} times the trusted figures: totals and parts were added up"
    return Finding("doubled_total", Severity.REFUSAL, detail, Where(indicator=indicator), {"factor": factor})


def _swapped(indicator: str, data: Panel, trusted: Panel) -> Finding | None:
    opposite = _OPPOSITE.get(indicator)
    if opposite is None:
        return None
    same = _agreement(_pairs(indicator, indicator, data, trusted))
    other = _agreement(_pairs(indicator, opposite, data, trusted))
    if same is None or other is None or other < 0.6 or same > 0.2:
        return None
    detail = (
        f"{indicator} agrees in {other:.0%} of the cells with the trusted {opposite}, {same:.0%} with itself"
    )
    evidence = {"agrees_with_opposite": other, "agrees_with_itself": same}
    return Finding("swapped_direction", Severity.REFUSAL, detail, Where(indicator=indicator), evidence)


def _pairs(name: str, trusted_name: str, data: Panel, trusted: Panel) -> list[tuple[float, float]]:
    new, old = data.values.get(name, {}), trusted.values.get(trusted_name, {})
    return [(new[cell], old[cell]) for cell in new if cell in old and old[cell] > 0]


def _agreement(pairs: list[tuple[float, float]]) -> float | None:
    if len(pairs) < FEWEST:
        return None
    return sum(abs(new / old - 1) <= 0.01 for new, old in pairs) / len(pairs)
