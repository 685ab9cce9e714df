"""Intervals for a count of events."""

from scipy.special import gammaincinv

from services.indicators.domain.uncertainty.proportions import Estimate


def poisson_exact(events: int, *, level: float = 0.95) -> Estimate:
    """Give the count with the exact Poisson interval for its mean.

    Source: Garwood, *Biometrika* 28 (1936) 437, with chi-square quantiles written as gamma quantiles.
    Raises ValueError on a negative count.
    """
    if events < 0:
        raise ValueError(f"a count of events cannot be {events}")
    tail = (1 - level) / 2
    lower = float(gammaincinv(events, tail)) if events else 0.0
    return Estimate(float(events), lower, float(gammaincinv(events + 1, 1 - tail)), level)
