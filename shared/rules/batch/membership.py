"""Whether an item stands in a list fact, for all rows at once: rows and values are joined into one number."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shared.rules.batch.bitmaps import Bitmap, Truths, nothing, packed, padded, unpacked
from shared.rules.batch.columns import (
    ELEMENT,
    FALSE,
    TRUE,
    Column,
    FlagColumn,
    NumberColumn,
    TextColumn,
)
from shared.rules.batch.frames import Frame, Read, Ref, Step
from shared.rules.batch.operations import Number, recoded

OUTSIDE = 2**31
"""A value that no element has: facts go to 2**31 - 1."""

Comparable = NDArray[np.int64]
Item = Callable[[Frame, Column], tuple[Any, Bitmap | None]]
"""Gives an item as the elements of a list are coded, and where it is known (None: everywhere)."""


def number_item(inner: Number) -> Item:
    """A whole number or a day."""

    def item(frame: Frame, _elements: Column) -> tuple[Any, Bitmap | None]:
        values, known = inner(frame)
        return np.clip(values, -OUTSIDE, OUTSIDE), known

    return item


def text_item(read: Read | str) -> Item:
    """A text: one that is read, or the given one."""

    def item(frame: Frame, elements: Column) -> tuple[Any, Bitmap | None]:
        if not isinstance(elements, TextColumn):
            return OUTSIDE, None
        if isinstance(read, str):
            return elements.index.get(read, OUTSIDE), None
        column = frame.column(read)
        if not isinstance(column, TextColumn):
            return OUTSIDE, nothing(frame.rows)
        return recoded(column, elements), column.known

    return item


def flag_item(ref: Ref) -> Item:
    """A condition that stands as a value."""

    def item(frame: Frame, _elements: Column) -> tuple[Any, Bitmap | None]:
        found = frame.answer(ref)
        length = padded(frame.rows)
        return np.where(unpacked(found.true, length), TRUE, FALSE), found.known

    return item


def listed(item: Item, name: str, closed: Ref | None) -> Step:
    """An item is an element of a list fact; in an open list it may still come."""

    def step(frame: Frame) -> Truths:
        column = frame.listed(name)
        if column is None:
            return frame.unknown()
        length = padded(frame.rows)
        cases = np.zeros(length, np.int64)
        cases[: frame.rows] = np.arange(frame.rows) if frame.parents is None else frame.parents
        elements = column.elements[ELEMENT]
        values, known = item(frame, elements)
        held = _joined(column.parents, _values(elements)[: column.size])
        there = packed(np.isin(_joined(cases, values), held))
        has_list = column.known if frame.parents is None else packed(column.present[cases])
        answer = frame.decided(there, has_list if known is None else has_list & known)
        if frame.parents is not None:
            everywhere = frame.constant(value=True).true
            answer = Truths(answer.true & everywhere, answer.false & everywhere)
        if closed is None:
            return answer
        return Truths(answer.true, answer.false & frame.answer(closed).true)

    return step


def _joined(cases: NDArray[np.int64], values: Any) -> Comparable:
    joined: Comparable = (cases << 33) + (np.asarray(values, np.int64) + OUTSIDE)
    return joined


def _values(elements: Column) -> NDArray[Any]:
    return elements.values if isinstance(elements, NumberColumn) else _codes(elements)


def _codes(elements: FlagColumn | TextColumn) -> NDArray[Any]:
    return elements.codes
