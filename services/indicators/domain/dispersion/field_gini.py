"""Gini indices of a whole migration matrix: how spatially focused its flows are.

Rows are origins, columns are hosts, the diagonal is ignored. Sources: Plane and Mulligan, *Demography* 34
(1997) 251; Bell et al., *Journal of the Royal Statistical Society A* 165 (2002) 435. The indices are the
uncorrected ones, whose largest value stays below 1 for a small matrix.
"""

from collections.abc import Sequence
from math import fsum

Matrix = Sequence[Sequence[float]]


def total(flows: Matrix) -> float | None:
    """Compare every flow with every other flow. None without any migrant."""
    n = _size(flows)
    cells = [flows[i][j] for i in range(n) for j in range(n) if i != j]
    return _focus(cells, 2 * n * (n - 1) * fsum(cells))


def out_field(flows: Matrix) -> tuple[float | None, ...]:
    """Give one index for each origin: how unevenly it chooses among hosts. None for an empty row."""
    n = _size(flows)
    return tuple(one_field([flows[i][j] for j in range(n) if j != i]) for i in range(n))


def one_field(students: Sequence[float]) -> float | None:
    """Give the index of one origin (or host) from its flows with every other place; None without students.

    Raises ValueError with fewer than two other places.
    """
    others = len(students)
    if others < 2:
        raise ValueError("a field needs at least two other places")
    return _focus(students, 2 * (others - 1) * fsum(students))


def in_field(flows: Matrix) -> tuple[float | None, ...]:
    """Give one index for each host: how unevenly its students come. None for an empty column."""
    return out_field(tuple(zip(*flows, strict=True)))


def weighted_mean(flows: Matrix) -> float | None:
    """Average the migration-weighted out-field and in-field indices (Bell et al. 2002, MWG-A).

    As published, an origin's index is weighted with the migrants it receives, a host's index with those it
    sends, and each sum is divided by the number of regions. None when a region has no flow to judge.
    """
    n = _size(flows)
    sent = [fsum(flows[i][j] for j in range(n) if j != i) for i in range(n)]
    received = [fsum(flows[i][j] for i in range(n) if j != i) for j in range(n)]
    everybody = fsum(sent)
    terms = []
    for index, weight in (
        *zip(out_field(flows), received, strict=True),
        *zip(in_field(flows), sent, strict=True),
    ):
        if index is None:
            return None
        terms.append(index * weight / everybody)
    return fsum(terms) / n / 2


def _focus(cells: Sequence[float], scale: float) -> float | None:
    if scale <= 0:
        return None
    ascending = sorted(cells)
    last = len(ascending) - 1
    differences = fsum((2 * rank - last) * value for rank, value in enumerate(ascending))
    return 2 * differences / scale


def _size(flows: Matrix) -> int:
    n = len(flows)
    if n < 3 or any(len(row) != n for row in flows):
        raise ValueError("the indices need a square matrix of at least three regions")
    if any(value < 0 for i, row in enumerate(flows) for j, value in enumerate(row) if i != j):
        raise ValueError("a flow of students cannot be negative")
    return n
