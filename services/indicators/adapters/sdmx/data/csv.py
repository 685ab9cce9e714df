"""SDMX-CSV 1.0 and 2.0."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from services.indicators.adapters.sdmx.data.frame import Frame, Written
from services.indicators.adapters.sdmx.data.head import Head
from services.indicators.adapters.sdmx.data.ready import ReadyRows
from services.indicators.adapters.sdmx.data.text import Text, joined, raw, spread
from services.indicators.domain.observations.found import Found
from services.indicators.domain.observations.structures import TIME


def write_csv(frames: Sequence[Frame], *, structure_id: str, version: str) -> Iterator[bytes]:
    """Write a message. `structure_id` is ``AGENCY:FLOW(VERSION)``, `version` is 1.0 or 2.0."""
    yield _header(frames[0], version).encode()
    for frame in frames:
        for rows, starts in frame.pieces():
            keys = [_beginning(structure_id, version), *frame.key_texts(starts, _parts(frame))]
            if not frame.values:
                ends = frame.attributes_of(starts, rows, _attributes)
                yield raw(joined([*keys, ends, "\r\n"], len(starts)))
                continue
            texts = [spread(joined(keys, len(starts)), starts, rows), *_observation(frame, rows)]
            yield raw(joined(texts, rows.stop - rows.start))


class ReadyCsv:
    """The texts of one load: `series` and `figures` have one row for each series and each distinct figure."""

    def __init__(self, series: Frame, figures: Frame, *, structure_id: str, version: str) -> None:
        keys = [_beginning(structure_id, version), *series.key_texts(series.starts, _parts(series))]
        every = slice(0, len(figures.table))
        self._rows = ReadyRows.of(
            joined(keys, len(series.table)),
            joined(_observation(figures, every), every.stop),
            opening=_header(series, version),
            in_every_row=True,
        )
        self.nbytes = self._rows.nbytes

    def message(self, found: Found, _: Head) -> Iterator[bytes | memoryview]:
        """Write a message of some rows."""
        return self._rows.write(found)


def _header(frame: Frame, version: str) -> str:
    head = ["STRUCTURE", "STRUCTURE_ID", "ACTION"] if version == "2.0" else ["DATAFLOW"]
    shown = [TIME, "OBS_VALUE"] if frame.values else []
    return ",".join([*head, *frame.dimensions, *shown, *frame.attributes]) + "\r\n"


def _beginning(structure_id: str, version: str) -> str:
    named = escaped(structure_id)
    return f"dataflow,{named},I" if version == "2.0" else named


def _parts(frame: Frame) -> list[tuple[str, Written]]:
    return [(name, lambda code: "," + escaped(code or "")) for name in frame.dimensions]


def _observation(frame: Frame, rows: slice) -> list[Text]:
    values: list[Text] = [",", frame.year_text(rows), ",", frame.numbers(rows)]
    return [*values, frame.attribute_text(rows, _attributes), "\r\n"]


@lru_cache(4096)
def escaped(text: str) -> str:
    """Quote a field where its content asks for it (RFC 4180)."""
    if any(sign in text for sign in ',"\r\n'):
        return '"' + text.replace('"', '""') + '"'
    return text


def _attributes(values: tuple[str | None, ...]) -> str:
    return "".join("," + escaped(value or "") for value in values)
