"""SDMX-JSON data messages, version 2.0.0: codes are written as their places in lists that follow the data."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import orjson
import pyarrow as pa

from services.indicators.adapters.sdmx.data.frame import Frame
from services.indicators.adapters.sdmx.data.text import Text, Texts, at_ends, at_starts, joined, raw, spread
from services.indicators.adapters.sdmx.data.xml import Head
from services.indicators.domain.observations.structures import TIME

SCHEMA = (
    "https://raw.githubusercontent.com/sdmx-twg/sdmx-json/master/data-message/tools/schemas/2.0.0/"
    "sdmx-json-data-schema.json"
)
PLAIN = frozenset({"FOOTNOTE", "UPDATED"})
NUMBERS = frozenset({"LOWER", "UPPER"})
"""Attributes whose values stand in the observations themselves, as text or as numbers."""

NameOf = Callable[[str, str], str]
Positions = Mapping[str, Mapping[str, int]]


def write_json(
    frames: Sequence[Frame], head: Head, name_of: NameOf, *, flat: bool = False
) -> Iterator[bytes]:
    """Write a message. `name_of` names a code of a component; `flat`: observations without series."""
    coded = [name for name in (*frames[0].dimensions, *frames[0].attributes) if name not in PLAIN | NUMBERS]
    positions = {name: _positions(frames, name) for name in coded}
    years = sorted({int(year) for frame in frames for year in np.unique(frame.years)})
    yield b'{"meta":' + orjson.dumps(_meta(head)) + b',"data":{"dataSets":['
    for number, frame in enumerate(frames):
        yield (b"," if number else b"") + _opening(frame, head, several=len(frames) > 1)
        inside = _flat(frame, positions, years) if flat else _series(frame, positions, years)
        yield (b'"observations":{' if flat else b'"series":{')
        yield from inside
        yield b"}}"
    yield b'],"structures":[' + orjson.dumps(_structure(frames, head, positions, years, name_of, flat=flat))
    yield b"]}}"


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
        frame.attribute_text(rows, _written(frame, positions)),
        "]",
    ]


def _written(frame: Frame, positions: Positions) -> Callable[[tuple[str | None, ...]], str]:
    def one(name: str, value: str | None) -> str:
        if value is None:
            return ",null"
        if name in NUMBERS:
            return f",{value}"
        return f",{orjson.dumps(value).decode()}" if name in PLAIN else f",{positions[name][value]}"

    return lambda values: "".join(one(name, it) for name, it in zip(frame.attributes, values, strict=True))


def _opening(frame: Frame, head: Head, *, several: bool) -> bytes:
    links = [{"rel": "dataflow", "urn": head.urn}]
    about: dict[str, Any] = {"structure": 0, "action": "Information", "links": links}
    if several and len(frame.table):
        about["validFrom"] = f"{frame.table['UPDATED'][0].as_py():%Y-%m-%dT%H:%M:%SZ}"
    return orjson.dumps(about)[:-1] + b","


def _meta(head: Head) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "id": head.id,
        "test": False,
        "prepared": f"{head.prepared:%Y-%m-%dT%H:%M:%SZ}",
        "contentLanguages": ["en"],
        "sender": {"id": head.agency},
    }


def _structure(  # noqa: PLR0913 - what the description of a message consists of
    frames: Sequence[Frame],
    head: Head,
    positions: Positions,
    years: list[int],
    name_of: NameOf,
    *,
    flat: bool,
) -> dict[str, Any]:
    first = frames[0]

    def values(name: str) -> list[dict[str, Any]]:
        return [{"id": code, "name": name_of(name, code)} for code in positions[name]]

    keys: list[dict[str, Any]] = [
        {"id": name, "name": name_of("", name), "keyPosition": place, "values": values(name)}
        for place, name in enumerate(first.dimensions)
    ]
    time = {
        "id": TIME,
        "name": name_of("", TIME),
        "keyPosition": len(keys),
        "values": [{"id": str(year), "name": str(year)} for year in years],
    }
    attributes = [
        {
            "id": name,
            "name": name_of("", name),
            "relationship": {"observation": {}},
            **({"values": values(name)} if positions.get(name) else {}),
        }
        for name in first.attributes
    ]
    return {
        "links": [{"rel": "dataflow", "urn": head.urn}],
        "name": first.structure.name,
        "dataSets": list(range(len(frames))),
        "dimensions": {
            "dataSet": [],
            "series": [] if flat else keys,
            "observation": [*keys, time] if flat else [time],
        },
        "measures": {"observation": [{"id": "OBS_VALUE", "name": name_of("", "OBS_VALUE")}]},
        "attributes": {"dataSet": [], "dimensionGroup": [], "series": [], "observation": attributes},
    }
