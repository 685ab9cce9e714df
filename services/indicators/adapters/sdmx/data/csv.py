"""SDMX-CSV 1.0 and 2.0."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from services.indicators.adapters.sdmx.data.csv_cells import Cells
from services.indicators.adapters.sdmx.data.frame import Frame, Written
from services.indicators.adapters.sdmx.data.head import Head
from services.indicators.adapters.sdmx.data.ready import ReadyRows
from services.indicators.adapters.sdmx.data.text import Text, joined, raw, spread
from services.indicators.domain.observations.found import Found
from services.indicators.domain.observations.structures import TIME


def write_csv(frames: Sequence[Frame], cells: Cells) -> Iterator[bytes]:
    """Write a message; the rows stay in their order."""
    yield _header(frames[0], cells).encode()
    for frame in frames:
        for rows, starts in frame.pieces():
            dimensions = frame.key_texts(starts, _parts(frame, cells))
            if not frame.values:
                before = [cells.beginning(), *_keys(frame, starts, cells)]
                ends = frame.attributes_of(starts, rows, cells.attributes(frame.attributes))
                yield raw(joined([*before, *dimensions, ends, "\r\n"], len(starts)))
                continue
            before = [cells.beginning(), *_keys(frame, rows, cells)]
            key = spread(joined(dimensions, len(starts)), starts, rows)
            yield raw(joined([*before, key, *_observation(frame, rows, cells)], rows.stop - rows.start))


class ReadyCsv:
    """The texts of one load: `series` and `figures` have one row for each series and each distinct figure."""

    def __init__(self, series: Frame, figures: Frame, *, cells: Cells) -> None:
        keys = [cells.beginning(), *series.key_texts(series.starts, _parts(series, cells))]
        every = slice(0, len(figures.table))
        self._rows = ReadyRows.of(
            joined(keys, len(series.table)),
            joined(_observation(figures, every, cells), every.stop),
            opening=_header(series, cells),
            in_every_row=True,
        )
        self.nbytes = self._rows.nbytes

    def message(self, found: Found, _: Head, __: datetime | None) -> Iterator[bytes | memoryview]:
        """Write a message of some rows."""
        return self._rows.write(found)


def _header(frame: Frame, cells: Cells) -> str:
    shown = (TIME, "OBS_VALUE") if frame.values else ()
    return cells.header((*frame.dimensions, *shown, *frame.attributes))


def _parts(frame: Frame, cells: Cells) -> list[tuple[str, Written]]:
    return [(name, cells.of(name)) for name in frame.dimensions]


def _observation(frame: Frame, rows: slice, cells: Cells) -> list[Text]:
    unnamed = cells.unnamed
    values: list[Text] = [",", frame.year_text(rows, cells.year), f"{unnamed},", frame.numbers(rows), unnamed]
    return [*values, frame.attribute_text(rows, cells.attributes(frame.attributes)), "\r\n"]


def _keys(frame: Frame, rows: slice | NDArray[np.int64], cells: Cells) -> Iterator[Text]:
    """Write the keys that have columns; where there are no values, there are no observations to name."""
    for names in cells.key_columns:
        yield ","
        if frame.at in names and not frame.values:
            continue
        for number, name in enumerate(names):
            yield "." if number else ""
            if name == frame.at:
                yield frame.at_text(rows, lambda code: code or "")
            else:
                yield frame.columns[name].at(rows).text(lambda code: code or "")
