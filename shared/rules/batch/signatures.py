"""Which undecided cases lack the same: they differ in nothing that the tracing evaluator would look at.

What a case needs follows from which parts of the conditions are unknown, which facts are missing, and
whether lists are closed. Two cases alike in all of that need the same facts. Where an element of a list is
unknown, its place counts too; where the law does not know a value, the value.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from shared.rules.batch.bitmaps import Flags, Rows, at, unpacked
from shared.rules.batch.columns import FlagColumn, TextColumn
from shared.rules.batch.compiling import Steps
from shared.rules.batch.frames import Frame

Codes = NDArray[np.int64]
MOST = 2**62


def numbered(bits: list[Flags], codes: Codes) -> tuple[Codes, Codes]:
    """Refine the numbers of rows by further bits; and give the first row of each new number."""
    _, first, codes = np.unique(codes, return_index=True, return_inverse=True)
    for start in range(0, len(bits), 32):
        key = codes << 32
        for place, bit in enumerate(bits[start : start + 32]):
            key |= bit.astype(np.int64) << place
        _, first, codes = np.unique(key, return_index=True, return_inverse=True)
    return codes, first


def joined(parts: Sequence[Codes]) -> tuple[Codes, Codes]:
    """Number rows by several numberings together; and give the first row of each new number."""
    key, bound = np.zeros(len(parts[0]), np.int64), 1
    for it in parts:
        size = int(it.max(initial=0)) + 1
        if bound * size > MOST:
            _, key = np.unique(key, return_inverse=True)
            bound = int(key.max(initial=0)) + 1
        key = key * size + it
        bound *= size
    _, first, codes = np.unique(key, return_index=True, return_inverse=True)
    return codes, first


def alike(
    frame: Frame, steps: Steps, facts: frozenset[str], cases: Rows, codes: Codes
) -> tuple[Codes, Codes]:
    """Number `cases` by what they lack, within equal `codes`; and give the first case of each number."""
    codes, first = numbered(list(_case_bits(frame, steps, facts, cases)), codes)
    values = list(_values(frame, steps, cases))
    return joined([codes, *values]) if values else (codes, first)


def _case_bits(frame: Frame, steps: Steps, facts: frozenset[str], cases: Rows) -> Iterator[Flags]:
    yield from _unknown(frame, cases)
    for name in sorted(steps.lists):
        if frame.elements is not None:
            yield from _unknown(frame.elements(name)[1], cases)
    for name in sorted(facts & frame.columns.columns.keys()):
        column = frame.columns.columns[name]
        yield at(column.known, cases)
        if name in steps.closings and isinstance(column, FlagColumn):
            yield at(column.truths.true, cases)


def _unknown(frame: Frame, rows: Rows) -> Iterator[Flags]:
    for answer in frame.answers:
        yield ~at(answer.known, rows)


def _values(frame: Frame, steps: Steps, cases: Rows) -> Iterator[Codes]:
    """Give what counts beyond bits: values unknown to the law, and the unknown elements of lists."""
    for name in sorted(steps.lists):
        column = frame.listed(name)
        if column is not None and column.size and frame.elements is not None:
            elements = np.zeros(column.size, np.int64)
            elements[column.layers.places] = _elements(frame.elements(name)[0], steps.lists[name])
            yield _sequences(elements, column.offsets[cases], column.offsets[cases + 1])
        if frame.elements is not None:
            yield from (it[cases] for it in _doubtful(frame.elements(name)[1], steps.lists[name]))
    yield from (it[cases] for it in _doubtful(frame, steps))


def _elements(inner: Frame, steps: Steps) -> Codes:
    """Number elements by what they lack; 0 for those that lack nothing."""
    unknown = list(_unknown(inner, np.arange(inner.rows)))
    lacking = np.logical_or.reduce(unknown)
    known = [unpacked(it.known, inner.rows) for it in inner.fields.values()]
    codes, _ = numbered([*unknown, *known], np.zeros(inner.rows, np.int64))
    codes, _ = joined([codes, *_doubtful(inner, steps)])
    return np.where(lacking, codes + 1, 0)


def _doubtful(frame: Frame, steps: Steps) -> Iterator[Codes]:
    for number, read in steps.doubtful:
        column = frame.column(read)
        if isinstance(column, TextColumn):
            unknown = ~unpacked(frame.answers[number].known, frame.rows)
            yield np.where(unknown, column.codes[: frame.rows].astype(np.int64), 0)


def _sequences(elements: Codes, starts: Rows, ends: Rows) -> Codes:
    """Number the stretches of a list of numbers; those of zeros alone are one."""
    numbers: dict[bytes, int] = {b"": 0}
    marked = np.concatenate(([0], np.cumsum(elements > 0)))
    found = np.zeros(len(starts), np.int64)
    for place in np.flatnonzero(marked[ends] > marked[starts]):
        key = elements[starts[place] : ends[place]].tobytes()
        found[place] = numbers.setdefault(key, len(numbers))
    return found
