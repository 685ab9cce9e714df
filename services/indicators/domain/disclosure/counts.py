"""A table of true counts with all its margins. It never leaves the service; what is made of it does."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from services.indicators.domain.disclosure.axes import Axis

KEYS = 256
"""Record keys and cell keys are 0 to 255."""


@dataclass(frozen=True, slots=True)
class Record:
    """One counted case: its leaf code on each axis, its record key, and the institution behind it, if any."""

    codes: tuple[str, ...]
    key: int
    institution: str | None = None


@dataclass(frozen=True)
class Counts:
    """Counts and cell keys over all codes of all axes, totals included.

    `population` names what is counted (for example ``decisions 2026``): equal cells of two tables are the
    same cell only within one population. `largest` is what the biggest institution contributes to each cell,
    None where institutions play no part.
    """

    population: str
    axes: tuple[Axis, ...]
    values: np.ndarray
    keys: np.ndarray
    largest: np.ndarray | None = None

    def codes(self, place: Sequence[int]) -> tuple[str, ...]:
        """Give the codes of one cell."""
        return tuple(axis.codes[at] for axis, at in zip(self.axes, place, strict=True))


def expand(axes: Sequence[Axis], leaves: np.ndarray) -> np.ndarray:
    """Add the margins to an array over the leaves; further dimensions behind the axes stay as they are."""
    whole = leaves
    for place, axis in enumerate(axes):
        whole = np.moveaxis(np.tensordot(axis.sums, whole, axes=(1, place)), 0, place)
    return whole


def counts_of_leaves(
    population: str, axes: Sequence[Axis], leaves: np.ndarray, leaf_keys: np.ndarray
) -> Counts:
    """Make a table from counts and summed record keys of its leaves.

    Raises ValueError on a negative count, or one of another shape.
    """
    shape = tuple(len(axis.leaves) for axis in axes)
    if leaves.shape != shape or leaf_keys.shape != shape:
        raise ValueError(f"the leaves have the shape {leaves.shape}, the axes {shape}")
    if (leaves < 0).any():
        raise ValueError("a count is negative")
    keys = expand(axes, np.where(leaves > 0, leaf_keys, 0)) % KEYS
    return Counts(population, tuple(axes), expand(axes, leaves), keys)


def count_records(population: str, axes: Sequence[Axis], records: Iterable[Record]) -> Counts:
    """Count records. Raises KeyError on a code that is no leaf of its axis: nothing is dropped silently."""
    shape = tuple(len(axis.leaves) for axis in axes)
    places = [{axis.codes[leaf]: at for at, leaf in enumerate(axis.leaves)} for axis in axes]
    leaves, keys = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    by_institution: dict[str, np.ndarray] = {}
    for record in records:
        place = tuple(known[code] for known, code in zip(places, record.codes, strict=True))
        leaves[place] += 1
        keys[place] += record.key
        if record.institution is not None:
            by_institution.setdefault(record.institution, np.zeros(shape, np.int64))[place] += 1
    table = counts_of_leaves(population, axes, leaves, keys)
    if not by_institution:
        return table
    largest = np.zeros(table.values.shape, np.int64)
    for contributed in by_institution.values():
        np.maximum(largest, expand(axes, contributed), out=largest)
    return Counts(table.population, table.axes, table.values, table.keys, largest)
