"""Intervals for a rate out of a known number of cases."""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist


@dataclass(frozen=True, slots=True)
class Estimate:
    """A point with its two-sided interval at `level` (0.95 for 95 %)."""

    value: float
    lower: float
    upper: float
    level: float


def wilson(successes: int, trials: int, *, level: float = 0.95) -> Estimate | None:
    """Give the rate with Wilson's score interval; None without any trial.

    Source: Wilson, *JASA* 22 (1927) 209; method 3 of Newcombe, *Statistics in Medicine* 17 (1998) 857.
    Raises ValueError when the counts contradict each other.
    """
    if trials < 0 or not 0 <= successes <= trials:
        raise ValueError(f"{successes} successes out of {trials} trials cannot be")
    if trials == 0:
        return None
    z = NormalDist().inv_cdf((1 + level) / 2)
    rate = successes / trials
    centre = (rate + z * z / (2 * trials)) / (1 + z * z / trials)
    half = z * sqrt(rate * (1 - rate) / trials + z * z / (4 * trials * trials)) / (1 + z * z / trials)
    lower = 0.0 if successes == 0 else max(0.0, centre - half)
    upper = 1.0 if successes == trials else min(1.0, centre + half)
    return Estimate(rate, lower, upper, level)
