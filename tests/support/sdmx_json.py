"""SDMX-JSON data read as the field guide of version 2.0 says, which its writers know nothing of."""

from collections.abc import Iterator, Mapping
from typing import Any

Row = dict[str, Any]


def rows_of(message: Any, *, data_set: int = 0) -> list[Row]:
    """Give each observation of a data set: a code, a text or a number for each component, None for none.

    What stands at the data set holds for each of its observations.
    """
    held = message["data"]["dataSets"][data_set]
    structure = message["data"]["structures"][held["structure"]]
    dimensions, attributes = structure["dimensions"], structure["attributes"]
    throughout = {it["id"]: _only(it["values"])["id"] for it in dimensions["dataSet"]}
    pairs = zip(attributes["dataSet"], held.get("attributes", []), strict=True)
    throughout |= {it["id"]: _value(it, value) for it, value in pairs}
    groups = held["series"].items() if "series" in held else [("", held)]
    rows = []
    for key, group in groups:
        series = throughout | _key(dimensions["series"], key)
        for place, (value, *others) in _observations(group):
            said = {
                it["id"]: _value(it, other)
                for it, other in zip(attributes["observation"], others, strict=True)
            }
            rows.append(series | _key(dimensions["observation"], place) | {"OBS_VALUE": value} | said)
    return rows


def _observations(group: Mapping[str, Any]) -> Iterator[tuple[str, list[Any]]]:
    for place, values in group["observations"].items():
        yield place, values or [None]


def _key(dimensions: list[Any], key: str) -> Row:
    pairs = zip(dimensions, key.split(":") if key else [], strict=True)
    return {it["id"]: it["values"][int(place)]["id"] for it, place in pairs}


def _value(component: Mapping[str, Any], value: Any) -> Any:
    """Look a place up; a component without a list has its values in the data."""
    coded = value is not None and "values" in component
    return component["values"][value]["id"] if coded else value


def _only(values: list[Any]) -> Any:
    (value,) = values
    return value
