"""A released table: what the public sees. Plain values; whoever serves tables reads this type."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

from services.indicators.domain.observations.codes import ConfStatus


class SuppressionReason(StrEnum):
    """Why a cell is hidden.

    One reason for all: a small count, a dominated one, and a cell that is hidden because it would give one of
    those away. Which of them it is would tell an attacker that the count is below the threshold.
    """

    DISCLOSURE_CONTROL = "disclosure_control"


@dataclass(frozen=True, slots=True)
class ReleasedCell:
    """One cell: its code on each dimension, and its count, or None with the reason. Zero is a true zero."""

    key: tuple[str, ...]
    value: int | None
    conf: ConfStatus
    reason: SuppressionReason | None

    def __post_init__(self) -> None:
        hidden = self.value is None
        if hidden != (self.reason is not None) or hidden != (self.conf is ConfStatus.CONFIDENTIAL):
            raise ValueError("a hidden cell carries its status and its reason, and only a hidden one does")


@dataclass(frozen=True, slots=True)
class ReleasedTable:
    """Every combination of the codes, in order; hidden cells are there and say that they are hidden.

    `codes` lists the codes of each dimension, the total `_T` among them. `values` has one entry a cell in
    row-major order (the last dimension moves fastest), None where hidden. `error` is the largest difference
    between a shown count and the true one; `method` says in words how counts were protected.
    """

    population: str
    codes: Mapping[str, tuple[str, ...]]
    values: tuple[int | None, ...]
    error: int
    method: str

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The names of the dimensions, in the order of the keys."""
        return tuple(self.codes)

    def cells(self) -> Iterator[ReleasedCell]:
        """Go through all cells in their order."""
        for key, value in zip(product(*self.codes.values()), self.values, strict=True):
            if value is None:
                yield ReleasedCell(key, None, ConfStatus.CONFIDENTIAL, SuppressionReason.DISCLOSURE_CONTROL)
            else:
                yield ReleasedCell(key, value, ConfStatus.FREE, None)
