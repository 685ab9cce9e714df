"""Rows on their way in: gathered into blocks of columns, each row with its number, its key and its faults."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import orjson
import pyarrow as pa

from services.credentials.adapters.batches.packing import packed
from services.credentials.domain.equivalence.request import FIELDS
from services.credentials.domain.equivalence.values import LONGEST
from shared.kernel.errors import Invalid, Violation

KEY = "key"
COLUMNS = (KEY, *FIELDS)
BLOCK_ROWS = 5_000
LONGEST_KEY = 100
MOST_ROWS = 1_000_000
LONG_ROW, LONGEST_KEPT = 2_000, LONGEST + 1
"""Characters from which on the cells of a row are cut; one more than a text may have shows its fault."""

SCHEMA = pa.schema(
    [
        pa.field("row", pa.int32()),
        *(pa.field(name, pa.string()) for name in COLUMNS),
        pa.field("faults", pa.string()),
    ]
)
"""`faults` is JSON: what is wrong with the row as such, before any value is read."""


class TooManyRows(Invalid):
    """The batch is larger than one batch may be."""

    code = "too_many_rows"
    title = "The batch has too many rows"


@dataclass
class Block:
    """Consecutive rows, as columns of text."""

    first: int
    columns: dict[str, list[str | None]]
    faults: dict[int, list[Violation]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.columns[KEY])

    def as_arrow(self) -> Any:
        """Write the block as an Arrow record batch."""
        rows = len(self)
        faults: list[str | None] = [None] * rows
        for row, found in self.faults.items():
            faults[row - self.first] = orjson.dumps(written(found)).decode()
        arrays = [
            pa.array(np.arange(self.first, self.first + rows, dtype=np.int32)),
            *(pa.array(self.columns[name], pa.string()) for name in COLUMNS),
            pa.array(faults, pa.string()),
        ]
        return pa.RecordBatch.from_arrays(arrays, schema=SCHEMA)

    def packed(self) -> bytes:
        """Write the block as it is kept."""
        return packed(self.as_arrow())


def written(violations: Sequence[Violation]) -> list[dict[str, str]]:
    """Write faults as a problem document has them."""
    return [{"pointer": it.pointer, "code": it.code, "detail": it.detail} for it in violations]


class Gathering:
    """Collects rows and gives a block whenever one is full. Rows are counted from 1.

    `defaults` fill fields that a row leaves empty. A key names one row of the batch: a later row with the
    same key is at fault. Without a key the row's number is its key.
    """

    def __init__(self, defaults: Mapping[str, str] | None = None) -> None:
        self.rows = 0
        self.columns: Sequence[str] = COLUMNS
        self._defaults = dict(defaults or {})
        self._keys = _Keys()
        self._waiting: list[Sequence[str | None]] = []
        self._faults: dict[int, list[Violation]] = {}

    def add(self, cells: Sequence[str | None], faults: Sequence[Violation] = ()) -> Block | None:
        """Add a row, its cells in the order of `columns`. Raises TooManyRows."""
        self.rows += 1
        if self.rows > MOST_ROWS:
            raise TooManyRows(Violation("", "too_many_rows", f"a batch has at most {MOST_ROWS:,} rows"))
        if faults:
            self._faults[self.rows] = list(faults)
        if sum(map(len, filter(None, cells))) > LONG_ROW:
            cells = [it and it.strip()[:LONGEST_KEPT] for it in cells]
        self._waiting.append(cells)
        return self._full() if len(self._waiting) >= BLOCK_ROWS else None

    def refuse(self, fault: Violation, *, key: str | None = None) -> Block | None:
        """Add a row of which nothing can be read but perhaps its key. Raises TooManyRows."""
        return self.add([key if name == KEY else None for name in self.columns], [fault])

    def end(self) -> Iterator[Block]:
        """Give the last block, if there is one."""
        if self._waiting:
            yield self._full()

    def _full(self) -> Block:
        count = len(self._waiting)
        columns: dict[str, list[str | None]] = {name: [None] * count for name in COLUMNS}
        given = zip(*self._waiting, strict=True)
        columns |= {name: list(cells) for name, cells in zip(self.columns, given, strict=True)}
        for name, value in self._defaults.items():
            columns[name] = [it or value for it in columns[name]]
        block = Block(self.rows - count + 1, columns, self._faults)
        self._name(block)
        self._waiting, self._faults = [], {}
        return block

    def _name(self, block: Block) -> None:
        keys = block.columns[KEY]
        for index, key in enumerate(keys):
            if key is None or not (stripped := key.strip()):
                keys[index] = str(block.first + index)
            elif len(stripped) > LONGEST_KEY or not stripped.isprintable():
                keys[index] = str(block.first + index)
                detail = (
                    f"a key is printable and has at most {LONGEST_KEY} characters; the row's number is used"
                )
                block.faults.setdefault(block.first + index, []).append(
                    Violation("/key", "malformed_key", detail)
                )
            else:
                keys[index] = stripped
        for index, earlier in self._keys.repeated(keys, block.first):
            detail = f"row {earlier} has this key already"
            block.faults.setdefault(block.first + index, []).append(
                Violation("/key", "duplicate_key", detail)
            )


class _Keys:
    """Which keys there were: 64-bit hashes in sorted arrays, 16 bytes a row, as a million rows may come."""

    def __init__(self) -> None:
        self._hashes = np.empty(0, np.int64)
        self._rows = np.empty(0, np.int32)

    def repeated(self, keys: Sequence[str | None], first: int) -> Iterator[tuple[int, int]]:
        """Enter the keys of consecutive rows; give the index of each that was there before, and that row."""
        hashes = np.fromiter(map(hash, keys), np.int64, len(keys))
        rows = np.arange(first, first + len(keys), dtype=np.int32)
        order = np.argsort(hashes, kind="stable")
        ordered = hashes[order]
        inside = np.flatnonzero(ordered[1:] == ordered[:-1])
        again = {int(order[it + 1]): int(rows[order[np.searchsorted(ordered, ordered[it])]]) for it in inside}
        places = np.searchsorted(self._hashes, hashes)
        known = np.flatnonzero(
            self._hashes[np.minimum(places, len(self._hashes) - 1)] == hashes
            if len(self._hashes)
            else np.zeros(len(hashes), np.bool_)
        )
        again |= {int(it): int(self._rows[places[it]]) for it in known}
        fresh = np.setdiff1d(np.arange(len(keys)), np.array(sorted(again), np.int64), assume_unique=True)
        merged = np.concatenate([self._hashes, hashes[fresh]])
        sorting = np.argsort(merged, kind="stable")
        self._hashes = merged[sorting]
        self._rows = np.concatenate([self._rows, rows[fresh]])[sorting]
        yield from sorted(again.items())
