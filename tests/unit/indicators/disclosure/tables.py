"""Tables for tests: random ones, with keys."""

import numpy as np

from services.indicators.domain.disclosure.axes import Axis, flat, tree
from services.indicators.domain.disclosure.counts import Counts, counts_of_leaves


def axes_of(shape: tuple[int, ...], *, hierarchical: bool = False, sensitive: bool = False) -> list[Axis]:
    names = ["ORIGIN", "OUTCOME", "LEGAL_STATUS" if sensitive else "SEX"]
    axes = [flat(names[at], [f"{at}{code}" for code in range(size)]) for at, size in enumerate(shape)]
    if hierarchical:
        regions = {"east": "_T", "west": "_T"}
        countries = {f"0{code}": ("east", "west")[code % 2] for code in range(shape[0])}
        axes[0] = tree("ORIGIN", regions | countries)
    return axes


def random_table(
    seed: int,
    shape: tuple[int, ...],
    *,
    hierarchical: bool = False,
    sensitive: bool = False,
    population: str = "decisions 2026",
) -> Counts:
    """Counts as decisions have them: a few large cells, many small ones, many zeros."""
    draw = np.random.default_rng(seed)
    sizes = np.exp(draw.normal(1.0, 1.5, (shape[0], *(1 for _ in shape[1:]))))
    leaves = draw.poisson(sizes * np.exp(draw.normal(0, 1.2, shape)))
    axes = axes_of(shape, hierarchical=hierarchical, sensitive=sensitive)
    return counts_of_leaves(population, axes, leaves, draw.integers(0, 256, shape))


def table(rows: list[list[int]], *, population: str = "decisions 2026") -> Counts:
    """A table of two axes from its inner counts."""
    leaves = np.array(rows)
    draw = np.random.default_rng(7)
    return counts_of_leaves(population, axes_of(leaves.shape), leaves, draw.integers(0, 256, leaves.shape))
