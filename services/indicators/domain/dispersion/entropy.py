"""Entropy measures of dispersion, in nats.

Sources: Shannon, *Bell System Technical Journal* 27 (1948) 379; Pielou, *Journal of Theoretical Biology* 13
(1966) 131; Theil, *Economics and Information Theory* (1967).
"""

from collections.abc import Sequence
from math import exp, fsum, log

from services.indicators.domain.dispersion.concentration import positive


def shannon(counts: Sequence[float]) -> float:
    """Give H = -sum s ln s, from 0 (one host) to ln n."""
    kept = positive(counts)
    total = fsum(kept)
    return max(0.0, -fsum(count / total * log(count / total) for count in kept))


def shannon_hosts(counts: Sequence[float]) -> float:
    """Give exp(H): the number of equal hosts with the same entropy."""
    return exp(shannon(counts))


def pielou(counts: Sequence[float]) -> float | None:
    """Give H / ln n, from 0 to 1 (even); None with a single host, where it is 0/0."""
    hosts = len(positive(counts))
    return shannon(counts) / log(hosts) if hosts > 1 else None


def theil(counts: Sequence[float], places: int) -> float:
    """Give T = ln N - H over N admissible hosts, from 0 (even over all of them) to ln N (one host).

    Raises ValueError when `places` is below the number of hosts with students.
    """
    if places < len(positive(counts)):
        raise ValueError(f"{places} admissible hosts are fewer than the hosts that have students")
    return max(0.0, log(places) - shannon(counts))
