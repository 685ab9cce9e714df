"""The audit of a release: what an attacker could learn from it, and what it costs the user."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from services.indicators.domain.disclosure.attack import Attacker, Interval
from services.indicators.domain.disclosure.knowledge import Knowledge, Publication, gather
from services.indicators.domain.disclosure.policy import Policy

LARGE = 50
"""Counts from here on are what the utility of a table is judged by."""


@dataclass(frozen=True, slots=True)
class Utility:
    """The price of protection on counts of 50 and more: the mean relative error of those shown (a share)."""

    large: int
    large_hidden: int
    error: float
    shown: int
    hidden: int

    @property
    def loss(self) -> float:
        """The mean relative error when a hidden large count is taken as lost altogether (error 1)."""
        if not self.large:
            return 0.0
        return (self.error * (self.large - self.large_hidden) + self.large_hidden) / self.large


@dataclass(frozen=True, slots=True)
class Audit:
    """The attack on every hidden count of a release and of the earlier ones it is tied to."""

    intervals: tuple[Interval, ...]
    utility: Utility

    @property
    def recovered(self) -> tuple[Interval, ...]:
        """The counts that an attacker knows for certain."""
        return tuple(it for it in self.intervals if it.recovered)

    @property
    def narrow(self) -> tuple[Interval, ...]:
        """The counts that are known more closely than the policy allows, the recovered ones among them."""
        return tuple(it for it in self.intervals if not it.protected)

    @property
    def passed(self) -> bool:
        """Say whether the table may go out."""
        return not self.narrow

    @property
    def worst(self) -> Interval | None:
        """The interval that is narrowest measured by what it must be."""
        return min(self.intervals, key=lambda it: it.width / it.required, default=None)


def audit(publications: Sequence[Publication], policy: Policy, tables: Sequence[np.ndarray] = ()) -> Audit:
    """Attack everything that the publications hide: the last by itself, then with all earlier ones at hand.

    `tables` are offered as proofs that a count is uncertain; each is checked against the publications first.
    """
    last = publications[-1]
    attacks = {len(it): it for it in (publications[-1:], publications)}
    intervals = [it for asked in attacks.values() for it in attack(gather(asked), policy, tables)]
    return Audit(tuple(intervals), utility(last))


def attack(knowledge: Knowledge, policy: Policy, tables: Sequence[np.ndarray] = ()) -> tuple[Interval, ...]:
    """Squeeze every hidden unknown."""
    hidden = np.flatnonzero(knowledge.hidden)
    required = policy.required_width(knowledge.truth, knowledge.primary)
    attacker = Attacker(knowledge)
    attacker.learn(tables)
    by_size = sorted(hidden.tolist(), key=lambda it: -int(knowledge.truth[it]))
    return tuple(attacker.squeeze(it, int(required[it])) for it in by_size)


def utility(published: Publication) -> Utility:
    """Compare the shown counts with the true ones."""
    truth = published.counts.values
    large, seen = truth >= LARGE, ~published.hidden
    errors = np.abs(published.shown - truth)[large & seen] / truth[large & seen]
    return Utility(
        large=int(large.sum()),
        large_hidden=int((large & published.hidden).sum()),
        error=float(errors.mean()) if errors.size else 0.0,
        shown=int(seen.sum()),
        hidden=int(published.hidden.sum()),
    )
