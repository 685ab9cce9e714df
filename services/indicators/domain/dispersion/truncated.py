"""What a list of the largest hosts still proves: guaranteed bounds when the rest is one lump.

A published list names the k largest hosts and adds "Other countries" with r students. No hidden host can
exceed the smallest named one, m. So the hidden sum of squares is largest when as many hidden hosts as
possible hold m each, and smallest when r is spread over as many hosts as there can be.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum


class ContradictoryList(ValueError):
    """The list cannot be what it says: its remainder has nowhere to be, or its numbers are not counts."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """A closed interval that contains the exact value, whatever the hidden part looks like."""

    lower: float
    upper: float

    @property
    def width(self) -> float:
        """Give the distance between the ends."""
        return self.upper - self.lower

    def contain(self, value: float, *, slack: float = 1e-12) -> bool:
        """Say whether `value` lies inside; `slack` covers floating-point rounding only."""
        return self.lower - slack <= value <= self.upper + slack


@dataclass(frozen=True, slots=True)
class TopList:
    """The students of the named hosts, and the remainder that the list does not break down.

    `hidden_hosts` is how many hosts can share the remainder, None when that is not known. `nowhere` is how
    many of the remainder may have no known place, and so belong to no host.
    Raises ContradictoryList.
    """

    named: tuple[float, ...]
    remainder: float = 0
    hidden_hosts: int | None = None
    nowhere: float = 0

    def __post_init__(self) -> None:
        if any(count < 0 for count in self.named) or self.remainder < 0:
            raise ContradictoryList("a count of students cannot be negative")
        if not 0 <= self.nowhere <= self.remainder:
            raise ContradictoryList("students without a known place are a part of the remainder")
        if not self.named or self.total == 0:
            raise ContradictoryList("the list names no student")
        if self.remainder > 0 and min(self.named) == 0:
            raise ContradictoryList("students remain although the smallest named host has none")
        if self.hidden_hosts is not None and self._least_somewhere > self.hidden_hosts * min(self.named):
            raise ContradictoryList(
                "the remainder does not fit into hosts smaller than the smallest named one"
            )

    @property
    def total(self) -> float:
        """Give all students, named and hidden."""
        return fsum(self.named) + self.remainder

    @property
    def _least_somewhere(self) -> float:
        return self.remainder - self.nowhere

    def herfindahl(self) -> Bounds:
        """Bound HHI: it falls with every hidden student who is somewhere, for the named hosts are larger."""
        shown = fsum(count * count for count in self.named)
        fewest = fsum(self.named) + self._least_somewhere
        return Bounds(
            (shown + self._least_hidden()) / self.total**2, (shown + self._most_hidden()) / fewest**2
        )

    def gini_simpson(self) -> Bounds:
        """Bound 1 - HHI."""
        inner = self.herfindahl()
        return Bounds(1 - inner.upper, 1 - inner.lower)

    def effective_hosts(self) -> Bounds:
        """Bound 1 / HHI."""
        inner = self.herfindahl()
        return Bounds(1 / inner.upper, 1 / inner.lower)

    def top_share(self, first: int) -> Bounds:
        """Bound the share of the `first` largest hosts; exact as long as that many are named."""
        largest = sorted(self.named, reverse=True)
        known = fsum(largest[:first])
        beyond = max(0, first - len(largest))
        hidden = self._least_somewhere
        most = known + min(hidden, beyond * largest[-1])
        return Bounds(known / self.total, most / (fsum(self.named) + hidden))

    def _most_hidden(self) -> float:
        smallest, hidden = min(self.named), self._least_somewhere
        if hidden == 0:
            return 0.0
        full, rest = divmod(hidden, smallest)
        return full * smallest * smallest + rest * rest

    def _least_hidden(self) -> float:
        if self.remainder == 0 or self.hidden_hosts is None:
            return 0.0
        return self.remainder**2 / self.hidden_hosts


def truncate(counts: Sequence[float], first: int) -> TopList:
    """Keep the `first` largest hosts and lump the others, as a publisher does."""
    ordered = sorted((count for count in counts if count > 0), reverse=True)
    return TopList(tuple(ordered[:first]), fsum(ordered[first:]))
