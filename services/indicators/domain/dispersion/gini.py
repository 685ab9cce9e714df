"""The Gini coefficient over the admissible hosts. Source: Gini, *Variabilità e mutabilità* (1912)."""

from collections.abc import Sequence
from math import fsum

from services.indicators.domain.dispersion.concentration import positive


def gini(counts: Sequence[float], places: int) -> float:
    """Give the mean absolute difference over twice the mean: 0 (even) to 1 - 1/N (one host of N).

    `places` is the number N of admissible hosts; those without students count as zero. Raises ValueError when
    it is below the number of hosts with students.
    """
    kept = positive(counts)
    empty = places - len(kept)
    if empty < 0:
        raise ValueError(f"{places} admissible hosts are fewer than the {len(kept)} that have students")
    ascending = reversed(kept)
    ranked = fsum(rank * count for rank, count in enumerate(ascending, start=empty + 1))
    return 2 * ranked / (places * fsum(kept)) - (places + 1) / places
