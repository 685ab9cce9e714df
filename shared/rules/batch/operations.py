"""The steps of a batch: each condition of the language over whole columns."""

import operator
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shared.rules.batch.bitmaps import Bitmap, Truths, all_of, nothing, packed, unpacked
from shared.rules.batch.columns import FlagColumn, NumberColumn, TextColumn
from shared.rules.batch.frames import Frame, Read, Ref, Step

FEW = 8
"""Up to so many members, comparing with each is faster than looking codes up in a table."""

BYTE = 256

Numbers = tuple[Any, Bitmap | None]
"""Values (an array, or one number for all rows) and where they are known (None: everywhere)."""

Number = Callable[[Frame], Numbers]

COMPARE: Mapping[str, Callable[[Any, Any], Any]] = {"==": operator.eq, "<": operator.lt, "<=": operator.le}


def constant(*, value: bool) -> Step:
    """One answer for every row."""
    return lambda frame: frame.constant(value=value)


def unknown(frame: Frame) -> Truths:
    """Unknown in every row."""
    return frame.unknown()


def flag(read: Read) -> Step:
    """A fact or field that is true or false."""

    def step(frame: Frame) -> Truths:
        column = frame.column(read)
        return column.truths if isinstance(column, FlagColumn) else frame.unknown()

    return step


def conjunction(refs: tuple[Ref, ...]) -> Step:
    """Strong Kleene and."""
    return lambda frame: all_of(frame.answer(ref) for ref in refs)


def same(left: Ref, right: Ref) -> Step:
    """Two conditions have one value; unknown where either is."""

    def step(frame: Frame) -> Truths:
        one, other = frame.answer(left), frame.answer(right)
        return Truths(
            (one.true & other.true) | (one.false & other.false),
            (one.true & other.false) | (one.false & other.true),
        )

    return step


def silenced(inner: Ref, closed: Ref) -> Step:
    """False where the inner condition is unknown although closed."""

    def step(frame: Frame) -> Truths:
        found = frame.answer(inner)
        return Truths(found.true, found.false | (frame.answer(closed).true & ~found.true))

    return step


def text_in(read: Read, members: frozenset[str], doubtful: frozenset[str]) -> Step:
    """A text is one of `members`; unknown where it is one of `doubtful`."""

    def step(frame: Frame) -> Truths:
        column = frame.column(read)
        if not isinstance(column, TextColumn):
            return frame.unknown()
        true, known = _coded(column, members), column.known
        return frame.decided(true, known & ~_coded(column, doubtful) if doubtful else known)

    return step


def same_text(left: Read, right: Read) -> Step:
    """Two texts are equal."""

    def step(frame: Frame) -> Truths:
        one, other = frame.column(left), frame.column(right)
        if not isinstance(one, TextColumn) or not isinstance(other, TextColumn):
            return frame.unknown()
        return frame.decided(packed(one.codes == recoded(other, one)), one.known & other.known)

    return step


def number(read: Read) -> Number:
    """A whole number or a day."""

    def value(frame: Frame) -> Numbers:
        column = frame.column(read)
        if not isinstance(column, NumberColumn):
            return 0, nothing(frame.rows)
        return column.values, column.known

    return value


def total(left: Number, right: Number, sign: int) -> Number:
    """A sum or a difference, in 64 bits (publication bounds it: `limits.SUM`)."""

    def value(frame: Frame) -> Numbers:
        one, known = left(frame)
        other, also = right(frame)
        return _wide(one) + sign * _wide(other), _both(known, also)

    return value


def product(inner: Number, factor: int) -> Number:
    """A whole number times a literal, in 64 bits."""

    def value(frame: Frame) -> Numbers:
        one, known = inner(frame)
        return _wide(one) * factor, known

    return value


def compared(op: str, left: Number, right: Number) -> Step:
    """Two numbers compare; `op` is ==, < or <= (the others are negations)."""
    compare = COMPARE[op]

    def step(frame: Frame) -> Truths:
        one, known = left(frame)
        other, also = right(frame)
        found = compare(one, other)
        known = _both(known, also)
        if not isinstance(found, np.ndarray):
            answer = frame.constant(value=bool(found))
            return answer if known is None else Truths(answer.true & known, answer.false & known)
        everywhere = frame.constant(value=True).true
        return frame.decided(packed(found), everywhere if known is None else known)

    return step


def number_in(inner: Number, members: frozenset[int]) -> Step:
    """A number is one of a literal list."""
    listed = np.array(sorted(members), np.int64)

    def step(frame: Frame) -> Truths:
        values, known = inner(frame)
        if known is None or not isinstance(values, np.ndarray):
            answer = frame.constant(value=values in members)
            return answer if known is None else Truths(answer.true & known, answer.false & known)
        return frame.decided(packed(np.isin(values, listed)), known)

    return step


def quantified(name: str, body: Ref, closed: Ref | None) -> Step:
    """Some element of a list satisfies the body; an open list has one further, blank element."""

    def step(frame: Frame) -> Truths:
        column = frame.listed(name)
        if column is None or frame.elements is None:
            return frame.unknown()
        inner, blank = frame.elements(name)
        answer = inner.answer(body)
        known, layers = column.known, column.layers
        yes, no = unpacked(answer.true, column.size), unpacked(answer.false, column.size)
        true = layers.cases(lambda start, end: yes[start:end]) & known
        false = known & ~layers.cases(lambda start, end: ~no[start:end])
        if closed is not None:
            false &= frame.answer(closed).true | blank.answer(body).false
        return Truths(true, false)

    return step


def _coded(column: TextColumn, members: frozenset[str]) -> Bitmap:
    """Mark the rows whose text is one of `members`."""
    codes = [column.index[it] for it in members if it in column.index]
    if len(codes) > FEW and column.codes.dtype.itemsize == 1:
        table = bytearray(BYTE)
        for code in codes:
            table[code] = 1
        return packed(np.frombuffer(column.codes.tobytes().translate(table), np.bool_))
    if len(codes) > FEW:
        marks = np.zeros(len(column.values) + 1, np.bool_)
        marks[codes] = True
        return packed(marks[column.codes])
    found = np.zeros(len(column.codes), np.bool_)
    for code in codes:
        found |= column.codes == code
    return packed(found)


def recoded(column: TextColumn, like: TextColumn) -> NDArray[np.int64]:
    """Give the codes of `column` as `like` numbers them; -1 for a text that `like` has not."""
    table = np.array([-1, *(like.index.get(it, -1) for it in column.values)], np.int64)
    codes: NDArray[np.int64] = table[column.codes]
    return codes


def _wide(values: Any) -> Any:
    return values.astype(np.int64) if isinstance(values, np.ndarray) else values


def _both(one: Bitmap | None, other: Bitmap | None) -> Bitmap | None:
    if one is None or other is None:
        return other if one is None else one
    return one & other
