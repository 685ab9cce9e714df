"""SDMX-CSV 1.0 and 2.0."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from services.indicators.adapters.sdmx.data.frame import Frame
from services.indicators.adapters.sdmx.data.text import Text, joined, raw, spread
from services.indicators.domain.observations.structures import TIME


def write_csv(frames: Sequence[Frame], *, structure_id: str, version: str) -> Iterator[bytes]:
    """Write a message. `structure_id` is ``AGENCY:FLOW(VERSION)``, `version` is 1.0 or 2.0."""
    first = frames[0]
    head, start = ["DATAFLOW"], escaped(structure_id)
    if version == "2.0":
        head, start = ["STRUCTURE", "STRUCTURE_ID", "ACTION"], f"dataflow,{escaped(structure_id)},I"
    shown = [TIME, "OBS_VALUE"] if first.values else []
    columns = [*head, *first.dimensions, *shown, *first.attributes]
    yield (",".join(columns) + "\r\n").encode()
    for frame in frames:
        for rows, starts in frame.pieces():
            parts = [(name, lambda code: "," + escaped(code or "")) for name in frame.dimensions]
            keys = [start, *frame.key_texts(starts, parts)]
            if not frame.values:
                ends = frame.attributes_of(starts, rows, _attributes)
                yield raw(joined([*keys, ends, "\r\n"], len(starts)))
                continue
            texts: list[Text] = [spread(joined(keys, len(starts)), starts, rows)]
            texts += [",", frame.year_text(rows), ",", frame.numbers(rows)]
            texts += [frame.attribute_text(rows, _attributes), "\r\n"]
            yield raw(joined(texts, rows.stop - rows.start))


@lru_cache(4096)
def escaped(text: str) -> str:
    """Quote a field where its content asks for it (RFC 4180)."""
    if any(sign in text for sign in ',"\r\n'):
        return '"' + text.replace('"', '""') + '"'
    return text


def _attributes(values: tuple[str | None, ...]) -> str:
    return "".join("," + escaped(value or "") for value in values)
