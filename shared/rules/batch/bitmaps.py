"""Truth over many rows at once: two bitmaps, surely true and surely false. A row in neither is unknown.

Rows are padded to whole 64-bit words; the padding is in neither bitmap, and no operation here puts it there.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Bitmap = NDArray[np.uint64]
"""One bit a row, row 0 in the lowest bit of the first word."""

Flags = NDArray[np.bool_]
Rows = NDArray[np.int64]
WORD = 64


@dataclass(frozen=True, slots=True)
class Truths:
    """The three-valued answers of one condition."""

    true: Bitmap
    false: Bitmap

    def negated(self) -> "Truths":
        """Swap true and false; unknown stays."""
        return Truths(self.false, self.true)

    @property
    def known(self) -> Bitmap:
        """Give the rows that are true or false."""
        return self.true | self.false


def padded(rows: int) -> int:
    """Round a number of rows up to whole words."""
    return -(-rows // WORD) * WORD


def nothing(rows: int) -> Bitmap:
    """Give a bitmap with no row in it."""
    return np.zeros(padded(rows) // WORD, np.uint64)


def everything(rows: int) -> Bitmap:
    """Give a bitmap with every row in it, and none of the padding."""
    flags = np.zeros(padded(rows), np.bool_)
    flags[:rows] = True
    return packed(flags)


def packed(flags: NDArray[Any]) -> Bitmap:
    """Pack one truth value a row; the length is a whole number of words."""
    return np.packbits(flags, bitorder="little").view(np.uint64)


def unpacked(bitmap: Bitmap, rows: int) -> Flags:
    """Give one truth value a row, without the padding."""
    return np.unpackbits(bitmap.view(np.uint8), count=rows, bitorder="little").view(np.bool_)


def count(bitmap: Bitmap) -> int:
    """Count the rows in a bitmap."""
    return int(np.bitwise_count(bitmap).sum())


def rows_in(bitmap: Bitmap, rows: int) -> Rows:
    """Give the numbers of the rows in a bitmap, ascending."""
    return np.flatnonzero(unpacked(bitmap, rows))


def at(bitmap: Bitmap, rows: Rows) -> Flags:
    """Give one truth value for each of the named rows: for some rows faster than unpacking all."""
    bits: NDArray[np.uint8] = bitmap.view(np.uint8)[rows >> 3] >> (rows & 7).astype(np.uint8) & 1
    return bits.view(np.bool_)


def marked(rows: Rows, count_of_rows: int) -> Bitmap:
    """Give the bitmap of the named rows."""
    flags = np.zeros(padded(count_of_rows), np.bool_)
    flags[rows] = True
    return packed(flags)


def taken(answer: Truths, rows: Rows) -> Truths:
    """Give the answers of the named rows alone, in that order."""
    return Truths(*(_chosen(it, rows) for it in (answer.true, answer.false)))


def _chosen(bitmap: Bitmap, rows: Rows) -> Bitmap:
    flags = np.zeros(padded(len(rows)), np.bool_)
    flags[: len(rows)] = at(bitmap, rows)
    return packed(flags)


def union(bitmaps: Iterable[Bitmap], rows: int) -> Bitmap:
    """Give the rows that are in any of the bitmaps."""
    found = nothing(rows)
    for bitmap in bitmaps:
        np.bitwise_or(found, bitmap, out=found)
    return found


def all_of(parts: Iterable[Truths]) -> Truths:
    """Strong Kleene and, of at least one part."""
    first, *others = parts
    true, false = first.true.copy(), first.false.copy()
    for part in others:
        np.bitwise_and(true, part.true, out=true)
        np.bitwise_or(false, part.false, out=false)
    return Truths(true, false)


def any_of(parts: Iterable[Truths]) -> Truths:
    """Strong Kleene or, of at least one part."""
    return all_of(part.negated() for part in parts).negated()
