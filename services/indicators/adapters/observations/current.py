"""What is known now of several loads, merged into one segment.

A query that finds versions in several loads has to sort them and to choose the last of each cell; ten times
the work of the query itself. So it is done once for all cells, in a thread, when the first such query came.
"""

import tempfile
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pyarrow as pa

from services.indicators.adapters.observations.packing import pack
from services.indicators.adapters.observations.segment import Segment
from services.indicators.domain.observations.selection import ordered
from services.indicators.domain.observations.structures import DIMENSIONS
from shared.observability.logging import get_logger

MOST_ROWS = 10_000_000
"""Loads with more rows together are left apart: merging them would take minutes."""

AT_ONCE = 10_000
"""So many rows are merged at once, which takes some milliseconds."""


class Merging:
    """Merges loads, one state after the other. The result lies in a nameless file of `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="merging")

    def begin(self, segments: Sequence[Segment]) -> "Future[Segment | None]":
        """Merge some loads; gives nothing where there is no room for it."""
        rows = sum(it.rows for it in segments)
        if AT_ONCE < rows <= MOST_ROWS:
            return self._thread.submit(self._merge, segments)
        merged: Future[Segment | None] = Future()
        merged.set_result(Segment(pa.py_buffer(_merged(segments))) if rows <= AT_ONCE else None)
        return merged

    def _merge(self, segments: Sequence[Segment]) -> Segment | None:
        try:
            return Segment(_mapped(_merged(segments), self._folder))
        except MemoryError:
            get_logger().exception("loads are left apart")
            return None


def _merged(segments: Sequence[Segment]) -> bytes:
    rows = pa.concat_tables([it.table(slice(0, it.rows)) for it in segments])
    order, first_of_cell = ordered(rows, DIMENSIONS)
    # The last version of a cell stands just before the first of the next.
    return pack(rows.take(pa.array(order[np.append(first_of_cell[1:], True)])))


def _mapped(content: bytes, folder: Path) -> pa.Buffer:
    """Put a content where the machine can drop it from memory and read it again."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".merged-") as file:
            file.write(content)
            file.flush()
            return pa.memory_map(file.name).read_buffer()
    except OSError as error:
        # A read-only or full disk costs memory, not the answer.
        get_logger().warning("merged loads are not mapped", error_type=type(error).__name__)
        return pa.py_buffer(content)
