"""How concentrated a distribution of students over hosts is: Herfindahl-Hirschman and its relatives.

Counts are students by host (or by origin). Hosts without students add nothing. With shares s = F / sum F:
HHI = sum of s squared, from 1/n (even over n hosts) to 1 (one host). Sources: Hirschman, *American Economic
Review* 54 (1964) 761; Simpson, *Nature* 163 (1949) 688 for 1 - HHI and its unbiased estimator.
"""

from collections.abc import Sequence
from math import fsum, isfinite


class NoStudents(ValueError):
    """The counts add up to nothing: shares do not exist."""


def positive(counts: Sequence[float]) -> tuple[float, ...]:
    """Keep the hosts that have students, the largest first.

    Raises ValueError on a negative or non-finite count and NoStudents when nothing is left.
    """
    for count in counts:
        if not isfinite(count) or count < 0:
            raise ValueError(f"a count of students cannot be {count}")
    kept = tuple(sorted((count for count in counts if count > 0), reverse=True))
    if not kept:
        raise NoStudents("no host has any student")
    return kept


def herfindahl(counts: Sequence[float]) -> float:
    """Give the sum of squared shares, in (0, 1]."""
    kept = positive(counts)
    total = fsum(kept)
    return fsum((count / total) ** 2 for count in kept)


def herfindahl_in_points(counts: Sequence[float]) -> float:
    """Give HHI on percentages: the sum of (100 s) squared, up to 10,000."""
    return 10_000 * herfindahl(counts)


def gini_simpson(counts: Sequence[float]) -> float:
    """Give 1 - HHI: the chance that two students drawn at random have different hosts."""
    return 1 - herfindahl(counts)


def gini_simpson_normalised(counts: Sequence[float], places: int | None = None) -> float | None:
    """Give (1 - HHI) / (1 - 1/n), from 0 to 1; n is `places`, or the number of hosts with students.

    None when n is 1: the scale has no length. Raises ValueError when `places` is below the hosts observed.
    """
    n = _places(counts, places)
    return gini_simpson(counts) / (1 - 1 / n) if n > 1 else None


def herfindahl_normalised(counts: Sequence[float], places: int) -> float | None:
    """Give HHI* = (HHI - 1/N) / (1 - 1/N) over N admissible hosts; None when N is 1."""
    n = _places(counts, places)
    return (herfindahl(counts) - 1 / n) / (1 - 1 / n) if n > 1 else None


def effective_hosts(counts: Sequence[float]) -> float:
    """Give 1 / HHI: the number of equal hosts with the same concentration."""
    return 1 / herfindahl(counts)


def top_share(counts: Sequence[float], first: int) -> float:
    """Give the share of the `first` largest hosts, in (0, 1]: C1, C3, C5."""
    kept = positive(counts)
    return fsum(kept[:first]) / fsum(kept)


def _places(counts: Sequence[float], places: int | None) -> int:
    observed = len(positive(counts))
    if places is None:
        return observed
    if places < observed:
        raise ValueError(f"{observed} hosts have students, so there cannot be only {places} admissible hosts")
    return places
