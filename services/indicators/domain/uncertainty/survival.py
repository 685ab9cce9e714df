"""Time to a decision when some cases are still open.

An open case is not a missing case: it says that its time is longer than its age. The product-limit
estimator counts it as at risk until then. Sources: Kaplan and Meier, *JASA* 53 (1958) 457; Greenwood,
*Reports on Public Health and Medical Subjects* 33 (1926); the log(-log) interval: Kalbfleisch and Prentice
(1980).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, inf, log, sqrt
from statistics import NormalDist


@dataclass(frozen=True, slots=True)
class Duration:
    """One case: days from opening to decision, or its age so far while it is open (`decided` False)."""

    days: float
    decided: bool


@dataclass(frozen=True, slots=True)
class Step:
    """The curve just after `days`: the share still undecided, its standard error and 95 % interval."""

    days: float
    at_risk: int
    decided: int
    undecided: float
    standard_error: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class Curve:
    """The product-limit curve; it starts at 1 and steps down at each time with a decision.

    It is known until `seen_until`, the longest time for which a case was seen, decided or not.
    """

    steps: tuple[Step, ...]
    cases: int
    still_open: int
    seen_until: float

    def undecided_after(self, days: float) -> float:
        """Give the estimated share of cases still undecided after `days`."""
        passed = [step for step in self.steps if step.days <= days]
        return passed[-1].undecided if passed else 1.0

    def quantile(self, share: float) -> float | None:
        """Give the days by which `share` of the cases are decided (0.5: the median).

        None while too many cases are open for the curve to come down that far.
        """
        target = 1 - share
        return next((step.days for step in self.steps if step.undecided <= target + 1e-12), None)


def kaplan_meier(cases: Iterable[Duration], *, level: float = 0.95) -> Curve:
    """Estimate the curve; at equal times decisions come before the end of observation.

    Raises ValueError on a negative time.
    """
    decided: Counter[float] = Counter()
    left: Counter[float] = Counter()
    for case in cases:
        if case.days < 0:
            raise ValueError(f"a decision cannot come {-case.days} days before the case was opened")
        left[case.days] += 1
        decided[case.days] += case.decided
    z = NormalDist().inv_cdf((1 + level) / 2)
    at_risk = left.total()
    cases_seen, steps = at_risk, []
    share, greenwood = 1.0, 0.0
    for days in sorted(left):
        events = decided[days]
        if events:
            share *= 1 - events / at_risk
            greenwood = greenwood + events / (at_risk * (at_risk - events)) if events < at_risk else inf
            steps.append(_step(days, (at_risk, events), share, greenwood, z))
        at_risk -= left[days]
    return Curve(tuple(steps), cases_seen, cases_seen - decided.total(), max(left, default=0))


def _step(days: float, risk: tuple[int, int], share: float, greenwood: float, z: float) -> Step:
    at_risk, events = risk
    if (
        share == 0
    ):  # everybody is decided: Greenwood's sum has no limit, and nothing is left to be uncertain of
        return Step(days, at_risk, events, 0.0, 0.0, 0.0, 0.0)
    spread = exp(z * sqrt(greenwood) / -log(share))
    return Step(days, at_risk, events, share, share * sqrt(greenwood), share**spread, share ** (1 / spread))
