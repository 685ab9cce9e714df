"""What stands around the observations in SDMX-JSON: the header, and the lists that codes are places in."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
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

Positions = Mapping[str, Mapping[str, int]]
"""The place of each code, by component."""


@dataclass(frozen=True, slots=True)
class Lists:
    """The lists of a message: entries for codes, by component, and years; `like` has its components."""

    like: Frame
    entries: Mapping[str, Sequence[Any]]
    years: list[int]


def entry(component: str, code: str, name_of: NameOf) -> dict[str, str]:
    """Describe a code."""
    return {"id": code, "name": name_of(component, code)}


def opening(head: Head) -> bytes:
    """Begin a message."""
    return b'{"meta":' + orjson.dumps(_meta(head)) + b',"data":{"dataSets":['


def data_set(head: Head, known: datetime | None) -> bytes:
    """Begin a data set, which was known from a moment on where there are several."""
    links = [{"rel": "dataflow", "urn": head.urn}]
    about: dict[str, Any] = {"structure": 0, "action": "Information", "links": links}
    if known is not None:
        about["validFrom"] = f"{known:%Y-%m-%dT%H:%M:%SZ}"
    return orjson.dumps(about)[:-1] + b","


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
    first, entries = lists.like, lists.entries
    keys: list[dict[str, Any]] = [
        {"id": name, "name": name_of("", name), "keyPosition": place, "values": entries[name]}
        for place, name in enumerate(first.dimensions)
    ]
    time = {
        "id": TIME,
        "name": name_of("", TIME),
        "keyPosition": len(keys),
        "values": [{"id": str(year), "name": str(year)} for year in lists.years],
    }
    attributes = [
        {
            "id": name,
            "name": name_of("", name),
            "relationship": {"observation": {}},
            **({"values": entries[name]} if entries.get(name) else {}),
        }
        for name in first.attributes
    ]
    return {
        "links": [{"rel": "dataflow", "urn": head.urn}],
        "name": first.structure.name,
        "dataSets": list(range(data_sets)),
        "dimensions": {
            "dataSet": [],
            "series": [] if flat else keys,
            "observation": [*keys, time] if flat else [time],
        },
        "measures": {"observation": [{"id": "OBS_VALUE", "name": name_of("", "OBS_VALUE")}]},
        "attributes": {"dataSet": [], "dimensionGroup": [], "series": [], "observation": attributes},
    }
