"""SDMX-JSON data messages, version 2.0.0: codes are written as their places in lists that follow the data."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import orjson
import pyarrow as pa

from services.indicators.adapters.sdmx.data.frame import Frame
from services.indicators.adapters.sdmx.data.head import Head
from services.indicators.adapters.sdmx.data.json_head import (
    Lists,
    NameOf,
    Positions,
    closing,
    data_set,
    entry,
    opening,
)
from services.indicators.adapters.sdmx.data.text import Text, Texts, at_ends, at_starts, joined, raw, spread

PLAIN = frozenset({"FOOTNOTE", "UPDATED"})
NUMBERS = frozenset({"LOWER", "UPPER"})
"""Attributes whose values stand in the observations themselves, as text or as numbers."""


def write_json(
    frames: Sequence[Frame], head: Head, name_of: NameOf, *, flat: bool = False
) -> Iterator[bytes]:
    """Write a message. `name_of` names a code of a component; `flat`: observations without series."""
    coded = [name for name in (*frames[0].dimensions, *frames[0].attributes) if name not in PLAIN | NUMBERS]
    positions = {name: _positions(frames, name) for name in coded}
    years = sorted({int(year) for frame in frames for year in np.unique(frame.years)})
    yield opening(head)
    for number, frame in enumerate(frames):
        known = frame.table["UPDATED"][0].as_py() if len(frames) > 1 and len(frame.table) else None
        yield (b"," if number else b"") + data_set(head, known)
        inside = _flat(frame, positions, years) if flat else _series(frame, positions, years)
        yield (b'"observations":{' if flat else b'"series":{')
        yield from inside
        yield b"}}"
    entries = {name: [entry(name, code, name_of) for code in codes] for name, codes in positions.items()}
    yield closing(Lists(frames[0], entries, years), head, name_of, data_sets=len(frames), flat=flat)


def _positions(frames: Sequence[Frame], name: str) -> dict[str, int]:
    used = {code for frame in frames for code in frame.columns[name].used()}
    return {code: place for place, code in enumerate(sorted(used))}


def _series(frame: Frame, positions: Positions, years: list[int]) -> Iterator[bytes]:
    for number, (rows, starts) in enumerate(frame.pieces()):
        keys = [',"', *frame.key_texts(starts, _key(frame, positions))]
        if not frame.values:
            piece = raw(joined([*keys, '":{"observations":{}}'], len(starts)))
        else:
            opened = joined([*keys, '":{"observations":{'], len(starts))
            texts = [
                at_starts(opened, starts, rows, otherwise=","),
                *_observation(frame, rows, positions, years, '"'),
            ]
            piece = raw(joined([*texts, at_ends("}}", starts, rows)], rows.stop - rows.start))
        yield piece if number else piece[1:]


def _flat(frame: Frame, positions: Positions, years: list[int]) -> Iterator[bytes]:
    for number, (rows, starts) in enumerate(frame.pieces()):
        keys = joined([',"', *frame.key_texts(starts, _key(frame, positions))], len(starts))
        texts = [spread(keys, starts, rows), *_observation(frame, rows, positions, years, ":")]
        piece = raw(joined(texts, rows.stop - rows.start))
        yield piece if number else piece[1:]


def _key(frame: Frame, positions: Positions) -> list[tuple[str, Callable[[str | None], str]]]:
    def written(name: str, separator: str) -> Callable[[str | None], str]:
        return lambda code: f"{separator}{positions[name].get(code or '', '')}"

    return [(name, written(name, ":" if number else "")) for number, name in enumerate(frame.dimensions)]


def _observation(
    frame: Frame, rows: slice, positions: Positions, years: list[int], before: str
) -> list[Text]:
    places = np.searchsorted(years, frame.years[rows])
    year = Texts(pa.array([str(number) for number in range(len(years))]), places)
    if not frame.values:
        return [before, year, '":[]']
    return [
        before,
        year,
        '":[',
        frame.numbers(rows, "null"),
        frame.attribute_text(rows, written(frame, positions)),
        "]",
    ]


def written(frame: Frame, positions: Positions) -> Callable[[tuple[str | None, ...]], str]:
    """Make what writes the attributes of an observation."""

    def one(name: str, value: str | None) -> str:
        if value is None:
            return ",null"
        if name in NUMBERS:
            return f",{value}"
        return f",{orjson.dumps(value).decode()}" if name in PLAIN else f",{positions[name][value]}"

    return lambda values: "".join(one(name, it) for name, it in zip(frame.attributes, values, strict=True))
