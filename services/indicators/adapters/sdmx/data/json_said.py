"""What figures say in SDMX-JSON, whatever their series and year: a value and attributes.

Attributes that are the same in a whole message are told once, at its data set. Which these are differs from
message to message, where a load holds several releases; but figures say few different things, so that all of
them are written anew for each choice of attributes to tell.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import orjson
import pyarrow as pa
from numpy.typing import NDArray

from services.indicators.adapters.sdmx.data.frame import Frame
from services.indicators.adapters.sdmx.data.json import written
from services.indicators.adapters.sdmx.data.json_head import NUMBERS, PLAIN, NameOf, attribute, entry
from services.indicators.adapters.sdmx.data.text import Texts, joined
from services.indicators.domain.observations.found import told_apart

MOST_SAID = 100_000
"""A load whose figures say more different things says once only what is the same in all of it: writing so
many anew takes some ten milliseconds."""

MOST_REMEMBERED = 1_000
"""For so many sets of combinations it is remembered what they have in common."""


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """What stands at the observations: the texts of what is said, and the description of the attributes."""

    texts: pa.Array
    described: orjson.Fragment


class JsonSaid:
    """The different things that the distinct figures of a load say.

    The lists that attributes at observations are places in hold the codes of the whole load. `of_figure`
    numbers what each figure says.
    """

    def __init__(self, figures: Frame, name_of: NameOf) -> None:
        names, self._name_of = figures.attributes, name_of
        values = np.unique(figures.table["OBS_VALUE"].to_numpy().view(np.int64), return_inverse=True)[1]
        said = told_apart([values, *(figures.columns[name].places for name in names)])
        self.of_figure: NDArray[np.int32] = said.of_row
        self._said = Frame(figures.structure, figures.table.take(pa.array(said.examples)), names)
        columns = [self._said.columns[name] for name in names]
        combined = told_apart([it.places for it in columns])
        self._combination = combined.of_row
        self._places = np.stack([it.places[combined.examples] for it in columns])
        self._codes = [it.codes for it in columns]
        self._throughout = np.array([it.constant for it in columns])
        self._few = len(said.examples) <= MOST_SAID
        listed = {
            name: sorted(it.used())
            for name, it in zip(names, columns, strict=True)
            if name not in PLAIN | NUMBERS
        }
        self._positions = {
            name: {code: place for place, code in enumerate(held)} for name, held in listed.items()
        }
        self._entries = {
            name: [orjson.Fragment(orjson.dumps(entry(name, code, name_of))) for code in held]
            for name, held in listed.items()
        }
        self._common: dict[bytes, Mapping[str, str | None]] = {}
        self._constants: dict[tuple[str, str | None], orjson.Fragment] = {}
        self.nbytes: int = self.of_figure.nbytes + self._combination.nbytes + self._said.table.nbytes

    def constants(self, said: NDArray[np.int32]) -> Mapping[str, str | None]:
        """Give the attributes that are the same in some of what is said."""
        used = np.flatnonzero(np.bincount(self._combination[said])) if self._few else np.zeros(1, np.intp)
        name = used.tobytes()
        found = self._common.get(name)
        if found is None:
            if len(self._common) >= MOST_REMEMBERED:
                self._common = {}
            found = self._common[name] = self._in_common(used)
        return found

    def _in_common(self, used: NDArray[np.intp]) -> Mapping[str, str | None]:
        places = self._places[:, used]
        same = (places == places[:, :1]).all(axis=1) if self._few else self._throughout
        return {
            name: codes[place] if place >= 0 else None
            for name, codes, place, common in zip(
                self._said.attributes, self._codes, places[:, 0].tolist(), same.tolist(), strict=True
            )
            if common
        }

    def choice(self, constants: Mapping[str, str | None]) -> Choice:
        """Write what stands at the observations where `constants` stand at the data set."""
        attributes = written(self._said, self._positions, constants)
        combinations = [
            attributes(
                tuple(codes[it] if it >= 0 else None for codes, it in zip(self._codes, places, strict=True))
            )
            for places in self._places.T.tolist()
        ]
        every = slice(0, len(self._said.table))
        beside = Texts(pa.array(combinations, pa.string()), self._combination)
        texts = joined([self._said.numbers(every, "null"), beside, "]"], every.stop)
        others = [name for name in self._said.attributes if name not in constants]
        described = [attribute(name, self._entries.get(name, ()), self._name_of) for name in others]
        return Choice(texts, orjson.Fragment(orjson.dumps(described)))

    def constant(self, name: str, value: str | None) -> orjson.Fragment:
        """Describe an attribute that stands at the data set."""
        known = self._constants.get((name, value))
        if known is None:
            coded = value is not None and name in self._positions
            values = [entry(name, value, self._name_of)] if value is not None and coded else ()
            known = orjson.Fragment(orjson.dumps(attribute(name, values, self._name_of)))
            self._constants[name, value] = known
        return known
