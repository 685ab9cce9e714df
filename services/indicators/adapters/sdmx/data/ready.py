"""Texts that stand ready: for each load and form, its series and its figures, written once.

They are made in a thread when a load is asked for in a form for the first time. Until then, and for forms,
cuts and mixtures that have none, messages are written from columns.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeAlias

import pyarrow as pa

from services.indicators.adapters.sdmx.data.frame import AT_A_TIME, Frame
from services.indicators.adapters.sdmx.data.head import Head
from services.indicators.adapters.sdmx.data.text import gathered, opened, woven
from services.indicators.domain.observations.found import Found, Load
from services.indicators.domain.observations.structures import Structure

MOST_BYTES = 128 * 1024 * 1024
"""What the texts that stand ready may take together."""

MOST_DISTINCT = 250_000
"""A load with more distinct figures than this repeats itself too little to be worth it."""

AT_ONCE = 10_000
"""The texts of a load of so many rows are made at once, which takes some milliseconds."""


@dataclass(frozen=True, slots=True, eq=False)
class ReadyRows:
    """The texts of one load in one form: an opening, the series, the figures, in one array.

    `in_every_row`: the text of a series stands in each of its rows, otherwise before the first of them.
    """

    texts: pa.Array
    figures_from: int
    in_every_row: bool

    @classmethod
    def of(cls, series: pa.Array, figures: pa.Array, *, opening: str, in_every_row: bool) -> "ReadyRows":
        """Put the texts together."""
        texts = pa.concat_arrays([pa.array([opening]), series, figures])
        return cls(texts, 1 + len(series), in_every_row)

    @property
    def nbytes(self) -> int:
        """Say how much memory they take."""
        size: int = self.texts.nbytes
        return size

    def write(self, found: Found) -> Iterator[memoryview]:
        """Write the opening and the rows, so many at a time."""
        before, last = [0], -1
        for start in range(0, len(found), AT_A_TIME):
            rows = found.cut(start, AT_A_TIME).rows
            series = found.load.series.of_row[rows] + 1
            figures = found.load.figures.of_row[rows] + self.figures_from
            if self.in_every_row:
                places = woven([series, figures], before)
            else:
                places = opened(series, figures, before, last)
            yield gathered(self.texts, places)
            before, last = [], int(series[-1])


class ReadyTexts(Protocol):
    """The texts of one load in one form."""

    @property
    def nbytes(self) -> int:
        """Say how much memory they take."""
        ...

    def message(self, found: Found, head: Head, known: datetime | None) -> Iterator[bytes | memoryview]:
        """Write a message of some rows; `known` is told where the history is asked for."""
        ...


Make: TypeAlias = Callable[[Frame, Frame], ReadyTexts]
"""Makes texts from one row of each series and one row of each distinct figure."""

Name: TypeAlias = "tuple[Load, str, str]"


class Ready:
    """Keeps the texts that were asked for last."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="sdmx-texts")
        self._kept: OrderedDict[Name, Future[ReadyTexts | None]] = OrderedDict()

    def of(self, load: Load, structure: Structure, form: str, make: Make) -> ReadyTexts | None:
        """Give the texts of a load; None while they are not ready, and where they are not worth it."""
        name = (load, structure.id, form)
        held = self._kept.get(name)
        if held is None:
            self._leave_room()
            held = self._kept[name] = self._begin(load, structure, make)
        if not held.done():
            return None
        self._kept.move_to_end(name)
        return held.result()

    def _begin(self, load: Load, structure: Structure, make: Make) -> Future[ReadyTexts | None]:
        if load.rows > AT_ONCE:
            return self._thread.submit(_made, load, structure, make)
        made: Future[ReadyTexts | None] = Future()
        made.set_result(_made(load, structure, make))
        return made

    def _leave_room(self) -> None:
        ready = {name: it.result() for name, it in self._kept.items() if it.done()}
        sizes = {name: it.nbytes for name, it in ready.items() if it is not None}
        for name in list(sizes):
            if sum(sizes.values()) <= MOST_BYTES:
                break
            del self._kept[name], sizes[name]


def _made(load: Load, structure: Structure, make: Make) -> ReadyTexts | None:
    series, figures = load.series, load.figures
    if len(figures.examples) > MOST_DISTINCT:
        return None
    tables = (load.table(series.examples), load.table(figures.examples))
    return make(*(Frame(structure, it, structure.attributes) for it in tables))
