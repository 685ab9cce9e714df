"""SDMX-JSON data messages, version 2.0.0: codes are written as their places in lists that follow the data.

A component that says the same in the whole message is presented once, at its data set.
"""

from collections.abc import Callable, Container, Iterator, Sequence

import numpy as np
import orjson

from services.indicators.adapters.sdmx.data.frame import Frame, State
from services.indicators.adapters.sdmx.data.head import Head
from services.indicators.adapters.sdmx.data.json_head import (
    NUMBERS,
    PLAIN,
    Lists,
    NameOf,
    Positions,
    attribute,
    by_level,
    closing,
    data_set,
    entry,
    keyed,
    opening,
)
from services.indicators.adapters.sdmx.data.text import Text, at_ends, at_starts, joined, raw, spread
from services.indicators.domain.observations.structures import TIME


def write_json(
    states: Sequence[State], head: Head, name_of: NameOf, *, flat: bool = False
) -> Iterator[bytes]:
    """Write a message. `name_of` names a code of a component; `flat`: observations without series."""
    frames = [it.frame for it in states]
    like, shown = frames[0], frames[0].attributes
    said = {name: _said(frames, name) for name in (*like.dimensions, like.at, *shown)}
    codes = {
        name: sorted(it for it in held if it is not None)
        for name, held in said.items()
        if name not in PLAIN | NUMBERS
    }
    entries = {name: [entry(name, code, name_of) for code in held] for name, held in codes.items()}
    constants = {name: next(iter(said[name]), None) for name in shown if len(said[name]) <= 1}
    described = {name: attribute(name, entries.get(name, ()), name_of) for name in shown}
    levels = by_level(
        [described[name] for name in constants], [described[it] for it in shown if it not in constants]
    )
    lists = Lists(like, entries, keyed(entries, like.dimensions), constants, levels)
    positions = {name: {code: place for place, code in enumerate(held)} for name, held in codes.items()}
    yield opening(head)
    for number, (frame, known) in enumerate(states):
        yield (b"," if number else b"") + data_set(head, known, lists)
        inside = _flat(frame, positions, lists) if flat else _series(frame, positions, lists)
        yield (b'"observations":{' if flat else b'"series":{')
        yield from inside
        yield b"}}"
    yield closing(lists, head, name_of, data_sets=len(frames), flat=flat)


def _said(frames: Sequence[Frame], name: str) -> set[str | None]:
    if name == TIME and frames[0].at == TIME:
        return {str(year) for frame in frames for year in np.unique(frame.years).tolist()}
    columns = [frame.columns[name] for frame in frames]
    nothing = any((it.places < 0).any() for it in columns)
    return {code for it in columns for code in it.used()} | ({None} if nothing else set())


def _series(frame: Frame, positions: Positions, lists: Lists) -> Iterator[bytes]:
    for number, (rows, starts) in enumerate(frame.pieces()):
        keys = [',"', *frame.key_texts(starts, _key(lists.keyed, positions))]
        if not frame.values:
            piece = raw(joined([*keys, '":{"observations":{}}'], len(starts)))
        else:
            opened = joined([*keys, '":{"observations":{'], len(starts))
            texts = [
                at_starts(opened, starts, rows, otherwise=","),
                *_observation(frame, rows, positions, lists, '"'),
            ]
            piece = raw(joined([*texts, at_ends("}}", starts, rows)], rows.stop - rows.start))
        yield piece if number else piece[1:]


def _flat(frame: Frame, positions: Positions, lists: Lists) -> Iterator[bytes]:
    for number, (rows, starts) in enumerate(frame.pieces()):
        keys = joined([',"', *frame.key_texts(starts, _key(lists.keyed, positions))], len(starts))
        texts = [spread(keys, starts, rows), *_observation(frame, rows, positions, lists, ":")]
        piece = raw(joined(texts, rows.stop - rows.start))
        yield piece if number else piece[1:]


def _key(keyed: Sequence[str], positions: Positions) -> list[tuple[str, Callable[[str | None], str]]]:
    def written(name: str, separator: str) -> Callable[[str | None], str]:
        return lambda code: f"{separator}{positions[name].get(code or '', '')}"

    return [(name, written(name, ":" if number else "")) for number, name in enumerate(keyed)]


def _observation(frame: Frame, rows: slice, positions: Positions, lists: Lists, before: str) -> list[Text]:
    places = positions[frame.at]
    place = frame.at_text(rows, lambda code: str(places.get(code or "", "")))
    if not frame.values:
        return [before, place, '":[]']
    said = frame.attribute_text(rows, written(frame, positions, lists.constants))
    return [before, place, '":[', frame.numbers(rows, "null"), said, "]"]


def written(
    frame: Frame, positions: Positions, constants: Container[str]
) -> Callable[[tuple[str | None, ...]], str]:
    """Make what writes the attributes of an observation, but for those that the data set has."""

    def one(name: str, value: str | None) -> str:
        if value is None:
            return ",null"
        if name in NUMBERS:
            return f",{value}"
        return f",{orjson.dumps(value).decode()}" if name in PLAIN else f",{positions[name][value]}"

    def several(values: tuple[str | None, ...]) -> str:
        pairs = zip(frame.attributes, values, strict=True)
        return "".join(one(name, it) for name, it in pairs if name not in constants)

    return several
