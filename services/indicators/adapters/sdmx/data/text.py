"""Columns of text, and their rows joined to the bytes of a message.

A piece of output is made by one look-up of all its texts, row by row, in an array of the few distinct ones;
the bytes of what is found are the output itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Texts:
    """One text for each row: the distinct texts, and each row's place among them."""

    distinct: pa.Array
    places: NDArray[np.integer[Any]]

    def between(self, before: str, after: str) -> "Texts":
        """Put a text before and after each of them."""
        if not before and not after:
            return self
        return Texts(pc.binary_join_element_wise(before, self.distinct, after, ""), self.places)


Text: TypeAlias = "Texts | str"
"""One text for each row, or one text for all."""


def joined(texts: Sequence[Text], size: int) -> pa.Array:
    """Join texts row by row, by one look-up in the distinct texts of all columns."""
    columns = _folded(texts, size)
    if isinstance(columns, str):
        return pa.repeat(pa.scalar(columns, pa.string()), size)
    places = np.empty((size, len(columns)), dtype=np.int32)
    before = 0
    for number, it in enumerate(columns):
        places[:, number] = it.places
        places[:, number] += before
        before += len(it.distinct)
    distinct = pa.concat_arrays([it.distinct for it in columns])
    found = pc.take(distinct, pa.array(places.reshape(-1)), boundscheck=False)
    offsets = np.frombuffer(found.buffers()[1], dtype=np.int32)[: size * len(columns) + 1 : len(columns)]
    return pa.StringArray.from_buffers(size, pa.py_buffer(offsets.copy()), found.buffers()[2])


def _folded(texts: Sequence[Text], size: int) -> list[Texts] | str:
    """Write what is the same in every row into the column beside it that has fewer distinct texts.

    Where neither has few, it becomes a column of its own: that is cheaper than to write all of them anew.
    """
    columns: list[Texts] = []
    constants = [""]
    for text in texts:
        if isinstance(text, str):
            constants[-1] += text
        else:
            columns.append(text)
            constants.append("")
    if not columns:
        return constants[0]
    before, after = [""] * len(columns), [""] * len(columns)
    alone: list[list[Texts]] = [[] for _ in constants]
    for place, text in enumerate(constants):
        beside = range(max(place - 1, 0), min(place + 1, len(columns)))
        into = min(beside, key=lambda it: len(columns[it].distinct))
        if text and len(columns[into].distinct) > size // 2:
            alone[place] = [Texts(pa.array([text]), np.zeros(size, dtype=np.int32))]
        elif into < place:
            after[into] = text
        else:
            before[into] = text
    folded = alone[0]
    for it, first, last, own in zip(columns, before, after, alone[1:], strict=True):
        folded += [it.between(first, last), *own]
    return folded


def gathered(texts: pa.Array, places: NDArray[np.int32]) -> memoryview:
    """Give the bytes of the texts at some places, one after the other."""
    found = pc.take(texts, pa.array(places), boundscheck=False)
    end = np.frombuffer(found.buffers()[1], dtype=np.int32)[len(places)]
    return memoryview(found.buffers()[2])[: int(end)]


def woven(columns: Sequence[NDArray[np.int32]], before: Sequence[int]) -> NDArray[np.int32]:
    """Lay places out row by row, after some places that come before all rows."""
    size = len(columns[0])
    places = np.empty(len(before) + size * len(columns), dtype=np.int32)
    places[: len(before)] = before
    rows = places[len(before) :].reshape(size, len(columns))
    for number, column in enumerate(columns):
        rows[:, number] = column
    return places


def opened(
    series: NDArray[np.int32], rows: NDArray[np.int32], before: Sequence[int], last: int
) -> NDArray[np.int32]:
    """Lay the places of rows out, and before the first row of each series that of the series.

    All come after some places `before`; `last` is the series of the row that came before these.
    """
    begins = begun(series, last)
    at = np.cumsum(begins) + np.arange(len(before), len(before) + len(rows))
    places = np.empty(int(at[-1]) + 1, dtype=np.int32)
    places[: len(before)] = before
    places[at] = rows
    places[at[begins] - 1] = series[begins]
    return places


def begun(series: NDArray[np.int32], last: int = -1) -> NDArray[np.bool_]:
    """Mark the rows whose series is not that of the row before; `last` is that of the row before all."""
    begins = np.empty(len(series), dtype=np.bool_)
    begins[:1] = series[:1] != last
    np.not_equal(series[1:], series[:-1], out=begins[1:])
    return begins


def raw(array: pa.Array) -> bytes:
    """Give the bytes of an array of text, one row after the other."""
    offsets = np.frombuffer(array.buffers()[1], dtype=np.int32)[array.offset : array.offset + len(array) + 1]
    content: bytes = memoryview(array.buffers()[2])[int(offsets[0]) : int(offsets[-1])].tobytes()
    return content


def spread(series: pa.Array, starts: NDArray[np.int64], rows: slice) -> Texts:
    """Repeat the text of each series for each of its rows."""
    lengths = np.diff(np.append(starts, rows.stop))
    return Texts(series, np.repeat(np.arange(len(starts)), lengths))


def at_starts(series: pa.Array, starts: NDArray[np.int64], rows: slice, *, otherwise: str = "") -> Texts:
    """Put the text of each series before its first row, and `otherwise` before the others."""
    places = np.full(rows.stop - rows.start, len(starts), dtype=np.int64)
    places[starts - rows.start] = np.arange(len(starts))
    return Texts(pa.concat_arrays([series, pa.array([otherwise])]), places)


def at_ends(text: str, starts: NDArray[np.int64], rows: slice) -> Texts:
    """Put a text after the last row of each series."""
    last = np.zeros(rows.stop - rows.start, dtype=np.int64)
    last[np.append(starts[1:], rows.stop) - rows.start - 1] = 1
    return Texts(pa.array(["", text]), last)
