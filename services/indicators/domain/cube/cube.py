"""A dense cube of counts: every cell of the product of its axes, with a mark on those that were reported.

World mobility is small (about a million figures), so one array per release answers any question by
arithmetic over whole axes. A cell that nobody reported holds 0 and is not marked; sums over it are sums of
what is known.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.float64]
Marks = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Axis:
    """A dimension: its name, and its codes in the order of the array. A code twice is a ValueError."""

    name: str
    codes: tuple[str, ...]
    positions: Mapping[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        positions = {code: place for place, code in enumerate(self.codes)}
        if len(positions) != len(self.codes):
            raise ValueError(f"a code stands twice on the axis {self.name}")
        object.__setattr__(self, "positions", MappingProxyType(positions))

    def position(self, code: str) -> int:
        """Find a code. Raises KeyError with the name of the axis."""
        try:
            return self.positions[code]
        except KeyError:
            raise KeyError(f"{code!r} is not on the axis {self.name}") from None


@dataclass(frozen=True, slots=True, eq=False)
class Cube:
    """Counts of students over some axes; `reported` has the same shape. Raises ValueError on other shapes."""

    axes: tuple[Axis, ...]
    counts: Counts
    reported: Marks

    def __post_init__(self) -> None:
        shape = tuple(len(axis.codes) for axis in self.axes)
        if self.counts.shape != shape or self.reported.shape != shape:
            raise ValueError(f"the axes span {shape}, the counts {self.counts.shape}")

    def axis(self, name: str) -> Axis:
        """Find an axis. Raises KeyError."""
        return self.axes[self.place(name)]

    def place(self, name: str) -> int:
        """Say which dimension of the array an axis is. Raises KeyError."""
        for place, axis in enumerate(self.axes):
            if axis.name == name:
                return place
        raise KeyError(f"the cube has no axis {name}")

    def cell(self, **codes: str) -> float | None:
        """Read one cell by a code on each axis; None when nobody reported it. Raises KeyError."""
        where = tuple(axis.position(codes[axis.name]) for axis in self.axes)
        return float(self.counts[where]) if self.reported[where] else None

    def only(self, **codes: str) -> "Cube":
        """Keep one code of some axes; the arrays are views of these. Raises KeyError."""
        axes, where = list(self.axes), [slice(None)] * len(self.axes)
        for name, code in codes.items():
            place, position = self.place(name), self.axis(name).position(code)
            axes[place], where[place] = Axis(name, (code,)), slice(position, position + 1)
        return Cube(tuple(axes), self.counts[tuple(where)], self.reported[tuple(where)])

    def nbytes(self) -> int:
        """Give the bytes that the arrays take."""
        return self.counts.nbytes + self.reported.nbytes


def empty(axes: tuple[Axis, ...]) -> Cube:
    """Make a cube in which nothing is reported yet."""
    shape = tuple(len(axis.codes) for axis in axes)
    return Cube(axes, np.zeros(shape), np.zeros(shape, dtype=np.bool_))
