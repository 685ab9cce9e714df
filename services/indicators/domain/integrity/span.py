"""A printed figure stands for all numbers that would be printed like it. Rules compare these spans."""

from dataclasses import dataclass
from math import inf

from services.indicators.domain.loading.printed import rounding


@dataclass(frozen=True, slots=True)
class Span:
    """All numbers from `lower` to `upper`."""

    lower: float
    upper: float

    def meets(self, other: "Span") -> bool:
        """Say whether the two can be the same number."""
        return self.lower <= other.upper and other.lower <= self.upper


def count(value: float) -> Span:
    """Read a printed count: a whole number may hide a fractional estimate; a fraction stands for itself."""
    half = 0.5 if value == int(value) else 0.0
    return Span(value - half, value + half)


def ratio(value: float) -> Span:
    """Read a printed ratio."""
    return Span(value - rounding(value), value + rounding(value))


def denominator(numerator: Span, percentage: Span) -> Span:
    """Give every E for which 100 numerator / E is printed as `percentage`; neither is negative."""
    lower = 100 * max(0.0, numerator.lower) / percentage.upper if percentage.upper > 0 else inf
    return Span(lower, 100 * numerator.upper / percentage.lower if percentage.lower > 0 else inf)
