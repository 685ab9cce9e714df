"""What stands around the observations in SDMX-JSON: the header, and the lists that codes are places in."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import orjson

from services.indicators.adapters.sdmx.data.frame import Frame
from services.indicators.adapters.sdmx.data.head import Head
from services.indicators.domain.observations.structures import TIME

SCHEMA = (
    "https://raw.githubusercontent.com/sdmx-twg/sdmx-json/master/data-message/tools/schemas/2.0.0/"
    "sdmx-json-data-schema.json"
)
NameOf = Callable[[str, str], str]
"""Names a code of a component."""

PLAIN = frozenset({"FOOTNOTE", "UPDATED"})
NUMBERS = frozenset({"LOWER", "UPPER"})
"""Attributes whose values stand in the data themselves, as text or as numbers."""

Positions = Mapping[str, Mapping[str, int]]
"""The place of each code, by component."""


@dataclass(frozen=True, slots=True)
class Lists:
    """The lists of a message: entries for codes, by component; `like` has its components.

    What is the same throughout is presented once, at the data set: every dimension that is not `keyed`, and
    the attributes of `constants` with their values; the list of such an attribute has that one code.
    `attributes` is what `by_level` gives.
    """

    like: Frame
    entries: Mapping[str, Sequence[Any]]
    keyed: tuple[str, ...]
    constants: Mapping[str, str | None]
    attributes: dict[str, Any]

    @property
    def presented(self) -> list[str | float | None]:
        """Give the values of the attributes of a data set: places in lists, texts, numbers."""
        return [_presented(name, value) for name, value in self.constants.items()]


def keyed(entries: Mapping[str, Sequence[Any]], dimensions: Sequence[str]) -> tuple[str, ...]:
    """Name the dimensions that tell series apart; all where there is one series."""
    return tuple(name for name in dimensions if len(entries[name]) > 1) or tuple(dimensions)


def _presented(name: str, value: str | None) -> str | float | None:
    if value is None or name in PLAIN:
        return value
    return float(value) if name in NUMBERS else 0


def entry(component: str, code: str, name_of: NameOf) -> dict[str, str]:
    """Describe a code, or a year."""
    return {"id": code, "name": name_of(component, code)}


@lru_cache(16)
def opening(head: Head) -> bytes:
    """Begin a message."""
    return b'{"meta":' + orjson.dumps(_meta(head)) + b',"data":{"dataSets":['


def data_set(head: Head, known: datetime | None, lists: Lists) -> bytes:
    """Begin a data set, which was known from a moment on where there are several."""
    links = [{"rel": "dataflow", "urn": head.urn}]
    about: dict[str, Any] = {"structure": 0, "action": "Information", "links": links}
    if known is not None:
        about["validFrom"] = f"{known:%Y-%m-%dT%H:%M:%SZ}"
    return orjson.dumps({**about, "attributes": lists.presented})[:-1] + b","


def attribute(name: str, values: Sequence[Any], name_of: NameOf) -> dict[str, Any]:
    """Describe an attribute; `values` are the entries of its list, where it has one."""
    about = {"id": name, "name": name_of("", name), "relationship": {"observation": {}}}
    return {**about, "values": values} if values else about


def by_level(data_set: Sequence[Any], observation: Any) -> dict[str, Any]:
    """Put descriptions of attributes at the level where the attributes are presented."""
    return {"dataSet": data_set, "dimensionGroup": [], "series": [], "observation": observation}


def closing(lists: Lists, head: Head, name_of: NameOf, *, data_sets: int = 1, flat: bool = False) -> bytes:
    """End a message."""
    structure = _structure(lists, head, name_of, data_sets=data_sets, flat=flat)
    return b'],"structures":[' + orjson.dumps(structure) + b"]}}"


def _meta(head: Head) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "id": head.id,
        "test": False,
        "prepared": f"{head.prepared:%Y-%m-%dT%H:%M:%SZ}",
        "contentLanguages": ["en"],
        "sender": {"id": head.agency},
    }


def _structure(lists: Lists, head: Head, name_of: NameOf, *, data_sets: int, flat: bool) -> dict[str, Any]:
    dimensions: dict[str, dict[str, Any]] = {
        name: {"id": name, "name": name_of("", name), "keyPosition": place, "values": lists.entries[name]}
        for place, name in enumerate((*lists.like.structure.dimensions, TIME))
    }
    at_observation = dimensions.pop(lists.like.at)
    keys = [dimensions[name] for name in lists.keyed]
    return {
        "links": [{"rel": "dataflow", "urn": head.urn}],
        "name": lists.like.structure.name,
        "dataSets": list(range(data_sets)),
        "dimensions": {
            "dataSet": [it for name, it in dimensions.items() if name not in lists.keyed],
            "series": [] if flat else keys,
            "observation": [*keys, at_observation] if flat else [at_observation],
        },
        "measures": {"observation": [{"id": "OBS_VALUE", "name": name_of("", "OBS_VALUE")}]},
        "attributes": lists.attributes,
    }
