"""Whether an item stands in a list fact, for all rows at once."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shared.rules.batch.bitmaps import Bitmap, Rows, Truths, nothing, packed, padded, unpacked
from shared.rules.batch.columns import (
    ELEMENT,
    FALSE,
    TRUE,
    Column,
    FlagColumn,
    ListColumn,
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
        values, known = item(frame, column.layers.elements[ELEMENT])
        if frame.parents is None:
            there, has_list = _of_cases(column, values), column.known
        else:
            there, has_list = _of_elements(column, frame.parents, values)
        answer = frame.decided(there, has_list if known is None else has_list & known)
        if closed is None:
            return answer
        return Truths(answer.true, answer.false & frame.answer(closed).true)

    return step


def _of_cases(column: ListColumn, values: Any) -> Bitmap:
    """Compare the item of each case with its elements, layer by layer."""
    layers = column.layers
    held = _values(layers.elements[ELEMENT])
    if not isinstance(values, np.ndarray):
        return layers.cases(lambda start, end: held[start:end] == values)
    ranked = values.take(layers.by_rank)
    return layers.cases(lambda start, end: held[start:end] == ranked[: end - start])


def _of_elements(column: ListColumn, parents: Rows, values: Any) -> tuple[Bitmap, Bitmap]:
    """Look up items that are elements of one list in another; rows and values are joined into one number."""
    layers = column.layers
    cases = np.zeros(padded(len(parents)), np.int64)
    cases[: len(parents)] = parents
    held = _joined(layers.parents, _values(layers.elements[ELEMENT])[: column.size])
    present = np.zeros(len(cases), np.bool_)
    present[: len(parents)] = column.present[parents]
    return packed(np.isin(_joined(cases, values), held)), packed(present)


def _joined(cases: NDArray[np.int64], values: Any) -> Comparable:
    joined: Comparable = (cases << 33) + (np.asarray(values, np.int64) + OUTSIDE)
    return joined


def _values(elements: Column) -> NDArray[Any]:
    return elements.values if isinstance(elements, NumberColumn) else _codes(elements)


def _codes(elements: FlagColumn | TextColumn) -> NDArray[Any]:
    return elements.codes
