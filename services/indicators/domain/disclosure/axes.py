"""The axes of a table of counts: flat lists of codes, or trees, with the total at the root."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

TOTAL = "_T"
"""The code of the root on every axis: all records, whatever they say there."""


@dataclass(frozen=True)
class Axis:
    """Codes in an order in which each follows its parent; the root comes first, as `TOTAL`.

    Raises ValueError where the codes are no tree.
    """

    name: str
    codes: tuple[str, ...]
    parents: tuple[int | None, ...]

    def __post_init__(self) -> None:
        if len(self.codes) != len(self.parents) or len(set(self.codes)) != len(self.codes):
            raise ValueError(f"{self.name}: a code is doubled or has no parent")
        if not self.codes or self.codes[0] != TOTAL or self.parents[0] is not None:
            raise ValueError(f"{self.name}: the root {TOTAL} comes first")
        for place, parent in enumerate(self.parents[1:], start=1):
            if parent is None or not 0 <= parent < place:
                raise ValueError(f"{self.name}: {self.codes[place]} does not follow its parent")

    @cached_property
    def positions(self) -> Mapping[str, int]:
        """Where each code stands."""
        return {code: place for place, code in enumerate(self.codes)}

    @cached_property
    def families(self) -> tuple[tuple[int, tuple[int, ...]], ...]:
        """Each parent with its children: the count of a parent is the sum of theirs."""
        children: dict[int, list[int]] = {}
        for place, parent in enumerate(self.parents):
            if parent is not None:
                children.setdefault(parent, []).append(place)
        return tuple((parent, tuple(places)) for parent, places in sorted(children.items()))

    @cached_property
    def leaves(self) -> tuple[int, ...]:
        """Where the codes without children stand."""
        parents = set(self.parents)
        return tuple(place for place in range(len(self.codes)) if place not in parents)

    @cached_property
    def sums(self) -> np.ndarray:
        """The 0/1 matrix that makes the counts of all codes out of those of the leaves."""
        matrix = np.zeros((len(self.codes), len(self.leaves)), dtype=np.int64)
        for column, leaf in enumerate(self.leaves):
            place: int | None = leaf
            while place is not None:
                matrix[place, column] = 1
                place = self.parents[place]
        return matrix


def flat(name: str, codes: Iterable[str]) -> Axis:
    """Make an axis of codes directly under the total."""
    listed = tuple(codes)
    return Axis(name, (TOTAL, *listed), (None, *(0 for _ in listed)))


def tree(name: str, parents: Mapping[str, str]) -> Axis:
    """Make an axis from each code's parent, in an order in which parents come before their children.

    Raises ValueError where a parent is not yet known.
    """
    codes, places = [TOTAL], [None]
    listed: list[int | None] = list(places)
    for code, parent in parents.items():
        if parent not in codes:
            raise ValueError(f"{name}: {code} comes before its parent {parent}")
        listed.append(codes.index(parent))
        codes.append(code)
    return Axis(name, tuple(codes), tuple(listed))
