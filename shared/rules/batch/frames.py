"""Where a batch reads from: all cases, all elements of one list, or one blank further element a case."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from shared.rules.batch.bitmaps import Bitmap, Rows, Truths, everything, nothing
from shared.rules.batch.columns import Column, FactColumns, ListColumn


class Read(NamedTuple):
    """What an operand names: a fact, or a field of the element at hand ("" is the element itself)."""

    field: bool
    name: str


Step = Callable[["Frame"], Truths]
"""Computes one condition over a frame; it finds the answers of the steps before it in the frame."""

Ref = int
"""A condition by the number of its step: twice the number, plus one for its negation."""


@dataclass(slots=True)
class Frame:
    """One run's view. `parents` gives the case of each element; None where rows are cases."""

    rows: int
    columns: FactColumns
    fields: Mapping[str, Column]
    parents: Rows | None
    elements: "Callable[[str], tuple[Frame, Frame]] | None" = None
    answers: list[Truths] = field(default_factory=list)
    _broadcast: dict[str, Column | None] = field(default_factory=dict)

    def column(self, read: Read) -> Column | None:
        """Give a column of this frame's length; None when every value is missing."""
        if read.field:
            return self.fields.get(read.name)
        if self.parents is None:
            return self._fact(read.name)
        if read.name not in self._broadcast:
            held = self._fact(read.name)
            self._broadcast[read.name] = None if held is None else held.take(self.parents)
        return self._broadcast[read.name]

    def listed(self, name: str) -> ListColumn | None:
        """Give a list fact, always with one list a case."""
        held = self.columns.columns.get(name)
        return held if isinstance(held, ListColumn) else None

    def answer(self, ref: Ref) -> Truths:
        """Give the answer of an earlier step."""
        found = self.answers[ref >> 1]
        return found.negated() if ref & 1 else found

    def run(self, steps: Sequence[Step]) -> None:
        """Compute every step."""
        for step in steps:
            self.answers.append(step(self))

    def unknown(self) -> Truths:
        """Give the answer that is unknown in every row."""
        return Truths(nothing(self.rows), nothing(self.rows))

    def constant(self, *, value: bool) -> Truths:
        """Give one answer for every row."""
        yes, no = everything(self.rows), nothing(self.rows)
        return Truths(yes, no) if value else Truths(no, yes)

    def decided(self, true: Bitmap, known: Bitmap) -> Truths:
        """Give the answer that is true where `true`, and else false where `known`."""
        true = true & known
        return Truths(true, known & ~true)

    def _fact(self, name: str) -> Column | None:
        held = self.columns.columns.get(name)
        return None if isinstance(held, ListColumn) else held
