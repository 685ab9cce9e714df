"""From the members of a group to the value of the group, or to the reason why there is none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from statistics import median

from services.indicators.domain.aggregation.rules import CoverageOf, CoverageRule, Method
from services.indicators.domain.formulas.quantity import Absence, Flag, Quantity, missing


@dataclass(frozen=True, slots=True)
class Member:
    """One country of the group: its value and its weight, each None when not known.

    For RATIO_OF_TOTALS the value is the numerator and the weight the denominator.
    """

    value: float | None
    weight: float | None = None
    population: float | None = None


def aggregate(members: Sequence[Member], method: Method, coverage: CoverageRule) -> Quantity:
    """Put the members together. `coverage` of the result is the share (0 to 1) that the values stand for.

    No value below the coverage rule's threshold, nor without members. A member whose weight is unknown takes
    no part in a weighted result, which is then an estimate; a zero total weight gives no value.
    """
    weighted = method in {Method.WEIGHTED_MEAN, Method.RATIO_OF_TOTALS}
    known = [it for it in members if it.value is not None and (it.weight is not None or not weighted)]
    share = _share(members, known, coverage.of)
    if not known:
        return missing(Absence.INPUT_MISSING)
    if share is None:
        return missing(Absence.ZERO_DENOMINATOR)
    if share < coverage.shown_from:
        return missing(Absence.COVERAGE_TOO_LOW, coverage=share)
    value = _combine([(it.value or 0.0, it.weight or 0.0) for it in known], method)
    if value is None:
        return missing(Absence.ZERO_DENOMINATOR, coverage=share)
    unweighted = weighted and any(it.weight is None for it in members)
    flags = {Flag.PARTIAL_COVERAGE} if share < 1 or unweighted else set()
    if unweighted or share < coverage.estimate_below or _misses_population(members, known, coverage):
        flags.add(Flag.ESTIMATE)
    return Quantity(value, flags=frozenset(flags), coverage=share)


def latest_within(values: Mapping[int, float], year: int, years: int) -> tuple[int, float] | None:
    """Give the newest (year, value) not after `year` and at most `years` before it, or None."""
    usable = [known for known in values if year - years <= known <= year]
    return (max(usable), values[max(usable)]) if usable else None


def _combine(pairs: Sequence[tuple[float, float]], method: Method) -> float | None:
    values = [value for value, _ in pairs]
    weight = fsum(weight for _, weight in pairs)
    match method:
        case Method.SUM:
            return fsum(values)
        case Method.MEDIAN:
            return median(values)
        case Method.WEIGHTED_MEAN:
            return fsum(value * share for value, share in pairs) / weight if weight else None
        case Method.RATIO_OF_TOTALS:
            return 100 * fsum(values) / weight if weight else None


def _share(members: Sequence[Member], known: Sequence[Member], of: CoverageOf) -> float | None:
    if of is CoverageOf.COUNTRIES:
        return len(known) / len(members) if members else None
    weight = fsum(it.weight or 0.0 for it in members)
    return fsum(it.weight or 0.0 for it in known) / weight if weight else None


def _misses_population(members: Sequence[Member], known: Sequence[Member], coverage: CoverageRule) -> bool:
    threshold = coverage.population_estimate_below
    if threshold is None or any(it.population is None for it in members):
        return False
    everybody = fsum(it.population or 0.0 for it in members)
    return everybody > 0 and fsum(it.population or 0.0 for it in known) / everybody < threshold
