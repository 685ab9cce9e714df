"""Rounding policies of the modified Bavarian formula: the formula is one, its roundings are many."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

STEPS = tuple(Decimal(it) for it in "1.0 1.3 1.7 2.0 2.3 2.7 3.0 3.3 3.7 4.0".split())
"""The grades that German universities give, best first."""


@dataclass(frozen=True, slots=True)
class RoundingPolicy:
    """A named rule of rounding; a change of the rule is a new version, so that old answers stay explained."""

    name: str
    version: int
    text: str
    source: str
    apply: Callable[[Decimal], Decimal]

    @property
    def id(self) -> str:
        """Name the policy with its version."""
        return f"{self.name}/{self.version}"


def _nearest_step(value: Decimal) -> Decimal:
    return min(STEPS, key=lambda step: (abs(step - value), step))


def _truncated_then_better_step(value: Decimal) -> Decimal:
    tenths = value.quantize(Decimal("0.1"), rounding=ROUND_DOWN)
    return max(step for step in STEPS if step <= tenths)


def _two_decimals(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


POLICIES = {
    policy.id: policy
    for policy in (
        RoundingPolicy(
            "cologne",
            1,
            "to the nearest German step; half-way to the better grade",
            "https://anglistik1.phil-fak.uni-koeln.de/30149.html",
            _nearest_step,
        ),
        RoundingPolicy(
            "passau",
            1,
            "cut to one decimal, then to the better German step",
            "https://www.sobi.uni-passau.de/grade-conversion",
            _truncated_then_better_step,
        ),
        RoundingPolicy(
            "two_decimals", 1, "to two decimals, half up; no German step", "Symbolon", _two_decimals
        ),
    )
}
