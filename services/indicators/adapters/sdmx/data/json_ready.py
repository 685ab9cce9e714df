"""SDMX-JSON from texts that stand ready.

Each series is written with the places of its codes among those that the message has. The places are numbers,
which stand ready like the figures; so a message is one look-up of a few texts for each series and of two
for each observation.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from threading import Lock
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
from numpy.typing import NDArray

from services.indicators.adapters.sdmx.data.frame import AT_A_TIME, Frame
from services.indicators.adapters.sdmx.data.head import Head
from services.indicators.adapters.sdmx.data.json_head import (
    Lists,
    NameOf,
    by_level,
    closing,
    data_set,
    entry,
    keyed,
    opening,
)
from services.indicators.adapters.sdmx.data.json_said import JsonSaid
from services.indicators.adapters.sdmx.data.text import begun, gathered
from services.indicators.domain.observations.found import Found
from services.indicators.domain.observations.structures import TIME

_END = "}},"
"""Each series ends the one before it: the first has none to end."""

Places = NDArray[np.int32]


MOST_CHOICES = 16
"""So many choices of attributes are kept written."""


class ReadyJson:
    """The texts of one load: `series` and `figures` have one row for each series and each distinct figure.

    The lists of attributes hold the codes of the whole load; those of dimensions and years, the message's.
    """

    def __init__(self, series: Frame, figures: Frame, *, name_of: NameOf) -> None:
        self._like, self._name_of = series, name_of
        self._said = JsonSaid(figures, name_of)
        self._series = _Series(series, name_of)
        most = max(len(series.columns[name].codes) for name in series.dimensions)
        span = int(figures.years.max()) - int(figures.years.min()) + 1
        parts = [
            pa.array(['":{"observations":{']),
            pa.array([f'{_END}"{place}' for place in range(most)]),
            pa.array([f":{place}" for place in range(most)]),
            pa.array([f'"{place}":[' for place in range(span)]),
            pa.array([f',"{place}":[' for place in range(span)]),
        ]
        begins = np.cumsum([0, *(len(it) for it in parts)]).tolist()
        self._opened, self._first, self._next, self._first_year, self._next_year, _ = begins
        self._fixed = self._texts = pa.concat_arrays(parts)
        self._choices: dict[tuple[str, ...], tuple[int, orjson.Fragment]] = {}
        self._choosing = Lock()

    @property
    def nbytes(self) -> int:
        """Say how much memory they take."""
        texts: int = self._texts.nbytes
        return texts + self._series.nbytes + self._said.nbytes

    def message(self, found: Found, head: Head, known: datetime | None) -> Iterator[bytes | memoryview]:
        """Write a message of some rows."""
        of_row = found.load.series.of_row[found.rows]
        starts = np.flatnonzero(begun(of_row))
        entries, placed = self._series.listed(of_row[starts])
        years, opened = _placed(found.load.years[found.rows] - found.load.first_year)
        opened += self._next_year
        opened[starts] += self._first_year - self._next_year
        said = self._said.of_figure[found.load.figures.of_row[found.rows]]
        names = keyed(entries, self._like.dimensions)
        keys = self._keys([placed[name] for name in names])
        entries[TIME] = [_year(place + found.load.first_year) for place in years]
        constants = self._said.constants(said)
        texts, first_said, described = self._chosen(constants)
        said += first_said
        levels = by_level([self._said.constant(*it) for it in constants.items()], described)
        lists = Lists(self._like, entries, names, constants, levels)
        yield opening(head) + data_set(head, known, lists) + b'"series":{'
        left_out = len(_END)
        for begin in range(0, len(found), AT_A_TIME):
            rows = slice(begin, begin + AT_A_TIME)
            first, after = np.searchsorted(starts, [begin, begin + AT_A_TIME])
            places = _laid_out(starts[first:after] - begin, keys[first:after], opened[rows], said[rows])
            yield gathered(texts, places)[left_out:]
            left_out = 0
        yield b"}}}}" + closing(lists, head, self._name_of)

    def _chosen(self, constants: Mapping[str, str | None]) -> tuple[pa.Array, int, orjson.Fragment]:
        """Give the texts, where those of what is said begin in them, and what describes the attributes.

        Large messages are written in threads, so that several may choose at once.
        """
        name = tuple(constants)
        with self._choosing:
            if name not in self._choices:
                if len(self._choices) >= MOST_CHOICES:
                    self._choices, self._texts = {}, self._fixed
                choice = self._said.choice(constants)
                self._choices[name] = len(self._texts), choice.described
                self._texts = pa.concat_arrays([self._texts, choice.texts])
            return self._texts, *self._choices[name]

    def _keys(self, placed: Sequence[Places]) -> Places:
        """Lay the texts of each series out, of whose dimensions the places are given."""
        keys = np.empty((len(placed[0]), len(placed) + 1), dtype=np.int32)
        for number, places in enumerate(placed):
            np.add(places, self._next if number else self._first, out=keys[:, number])
        keys[:, -1] = self._opened
        return keys


class _Series:
    """The codes of all series of a load, each with a number of its own whatever its dimension.

    So one look tells, for every dimension, the codes that some series have.
    """

    def __init__(self, series: Frame, name_of: NameOf) -> None:
        constant = [name for name in series.dimensions if series.columns[name].constant]
        self._always = {name: _entries(name, series.columns[name].used(), name_of) for name in constant}
        self._varying = [name for name in series.dimensions if name not in self._always]
        columns = [series.columns[name] for name in self._varying]
        self._bases = np.cumsum([0, *(len(it.codes) for it in columns)])
        self._numbers = np.empty((len(columns), len(series.table)), dtype=np.int32)
        for row, it in enumerate(columns):
            np.add(it.places, self._bases[row], out=self._numbers[row])
        self._entries = [
            described
            for name, it in zip(self._varying, columns, strict=True)
            for described in _entries(name, it.codes, name_of)
        ]
        self.nbytes = self._numbers.nbytes

    def listed(self, series: Places) -> tuple[dict[str, list[orjson.Fragment]], dict[str, Places]]:
        """List the codes that some series have, by dimension, and give the place of each series' code."""
        numbers = self._numbers[:, series]
        used = np.zeros(len(self._entries), dtype=np.bool_)
        used[numbers] = True
        listed = np.flatnonzero(used)
        firsts = np.searchsorted(listed, self._bases)
        places = (np.cumsum(used, dtype=np.int32) - 1)[numbers] - firsts[:-1, None]
        entries = {
            name: [self._entries[number] for number in listed[firsts[row] : firsts[row + 1]].tolist()]
            for row, name in enumerate(self._varying)
        }
        placed = dict.fromkeys(self._always, np.zeros(len(series), dtype=np.int32))
        return self._always | entries, placed | dict(zip(self._varying, places, strict=True))


def _entries(component: str, codes: Iterable[str], name_of: NameOf) -> list[orjson.Fragment]:
    return [orjson.Fragment(orjson.dumps(entry(component, code, name_of))) for code in codes]


@cache
def _year(year: int) -> orjson.Fragment:
    return orjson.Fragment(orjson.dumps({"id": str(year), "name": str(year)}))


def _placed(numbers: NDArray[np.integer[Any]]) -> tuple[list[int], Places]:
    """List the distinct numbers, and give the place of each in the list."""
    listed = np.flatnonzero(np.bincount(numbers))
    of_number = np.empty(int(listed[-1]) + 1, dtype=np.int32)
    of_number[listed] = np.arange(len(listed))
    return listed.tolist(), of_number[numbers]


def _laid_out(starts: NDArray[np.int64], keys: Places, opened: Places, said: Places) -> Places:
    """Put the texts of rows one after the other, and before the first of each series its key."""
    width = keys.shape[1]
    shifts = np.zeros(len(opened), dtype=np.int64)
    shifts[starts] = width
    at = np.cumsum(shifts) + 2 * np.arange(len(opened))
    places = np.empty(2 * len(opened) + keys.size, dtype=np.int32)
    places[at] = opened
    places[at + 1] = said
    places[(at[starts] - width)[:, None] + np.arange(width)] = keys
    return places
