"""Concentration measured on few students: the plug-in HHI is biased upwards, and uncertain.

If each student chose a host independently with fixed probabilities, HHI of n counts would exceed the true
sum of squared probabilities by (1 - HHI) / n on average. The unbiased estimator is Simpson's (1949).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum

import numpy as np

from services.indicators.domain.dispersion.concentration import herfindahl, positive

SMALL = 1000
"""Below this many students an estimate is shown with its sampling interval."""
FEWEST = 30
"""Below this many students resamples say too little: in trials the interval held the truth in 41 to 100 %."""
REPLICATES = 4000
SEED = 1949
"""The year of Simpson's note: one seed for all, so that the same counts always have the same interval."""


@dataclass(frozen=True, slots=True)
class SampledConcentration:
    """An estimate of HHI with the interval at the stated level (0.95 for 95 %)."""

    estimate: float
    lower: float
    upper: float
    level: float


def herfindahl_unbiased(counts: Sequence[float]) -> float | None:
    """Give sum F(F-1) / (n(n-1)); None for a single student. Raises ValueError unless counts are whole."""
    kept = positive(counts)
    if any(count != int(count) for count in kept):
        raise ValueError("the unbiased estimator is defined for whole students only")
    students = fsum(kept)
    if students < 2:
        return None
    return fsum(count * (count - 1) for count in kept) / (students * (students - 1))


def multinomial_interval(
    counts: Sequence[float], *, seed: int, level: float = 0.95, replicates: int = REPLICATES
) -> SampledConcentration | None:
    """Bootstrap the unbiased HHI over multinomial resamples; None for a single student.

    The resampled values scatter around the plug-in HHI, so their quantiles are moved by its bias to lie
    around the unbiased estimate. The same `seed` gives the same interval, whatever the order of the counts.
    """
    estimate = herfindahl_unbiased(counts)
    if estimate is None:
        return None
    kept = np.asarray(positive(counts))
    students = int(kept.sum())
    drawn = np.random.default_rng(seed).multinomial(students, kept / students, size=replicates)
    resampled = (drawn * (drawn - 1)).sum(axis=1) / (students * (students - 1))
    tail = (1 - level) / 2
    low, high = np.quantile(resampled, (tail, 1 - tail))
    shift = estimate - herfindahl(counts)
    return SampledConcentration(estimate, max(0.0, float(low + shift)), min(1.0, float(high + shift)), level)
