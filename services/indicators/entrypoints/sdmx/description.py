"""The SDMX routes in OpenAPI: their parameters with examples, the forms of their answers, their statuses."""

from collections.abc import Mapping
from typing import Any

from services.indicators.entrypoints.sdmx.negotiation import Form

MEANINGS: Mapping[str, str] = {
    "flow": "the dataflow: ID, or AGENCY,ID,VERSION",
    "key": "codes in the order of the dimensions, between points",
    "provider": "the agency that published the figures, or all",
    "component": "dimensions joined by commas, or all",
    "context": "dataflow, datastructure or *",
    "agency": "the agency that maintains it, or *",
    "id": "its id, or *",
    "version": "its version, or latest, + or *",
    "item": "ids of items, such as codes of a code list, joined by + (2.1) or a comma (3.0), or all",
    "kind": "a kind of structure, such as dataflow or codelist, or *",
    "startPeriod": "first period: 2019, 2019-01, 2019-01-31, 2019-Q1, 2019-W01 and so on",
    "endPeriod": "last period; a year counts where the whole of it is over with it",
    "updatedAfter": "only versions that became known after this moment",
    "asOf": "what was known at this moment",
    "includeHistory": "every version: true or false",
    "firstNObservations": "so many observations from the beginning of each series",
    "lastNObservations": "so many observations from the end of each series",
    "dimensionAtObservation": "TIME_PERIOD (default), another dimension, or AllDimensions",
    "sort": "components joined by a plus, each with :asc (default) or :desc; * stands for all dimensions, "
    "series_key for those that are not at the observations",
    "deletion": "whether the schema is for messages that delete: true or false",
    "detail": "for data: full, dataonly, nodata or serieskeysonly; for structures: full or a kind of stubs",
    "attributes": "dsd, all, obs, none, or names joined by commas",
    "measures": "all, none or OBS_VALUE",
    "offset": "observations to leave out at the beginning",
    "limit": "observations at most",
    "references": "for structures: none, children, descendants, parents, parentsandsiblings, ancestors, all, "
    "or kinds joined by commas; for availability: none, all, codelist, conceptscheme, dataflow, "
    "dataproviderscheme, datastructure",
    "mode": "exact: codes that the data of the query have; available: codes that may be added to it",
    "c": "c[COMPONENT]=A,ne:B+ne:C: dimensions, time, attributes and the value",
}
EXAMPLES: Mapping[str, str] = {
    "flow": "MIG_MOB",
    "provider": "all",
    "component": "all",
    "context": "dataflow",
    "agency": "SYMBOLON",
    "id": "MIG_MOB",
    "version": "1.0",
    "kind": "dataflow",
    "item": "all",
    "startPeriod": "2019",
    "endPeriod": "2024",
    "updatedAfter": "2026-02-01T00:00:00Z",
    "asOf": "2026-11-24T00:00:00Z",
    "includeHistory": "false",
    "firstNObservations": "1",
    "lastNObservations": "1",
    "dimensionAtObservation": "TIME_PERIOD",
    "deletion": "false",
    "detail": "full",
    "attributes": "dsd",
    "measures": "all",
    "sort": "series_key+TIME_PERIOD:desc",
    "offset": "0",
    "limit": "100",
    "references": "none",
    "mode": "exact",
}
_JSON = {"type": "object"}
_TEXT = {"type": "string", "format": "binary"}
_KEYS = {"2.1": "..TUN......", "3.0": "*.*.TUN"}


def described(path: str, parameters: frozenset[str], forms: tuple[Form, ...]) -> dict[str, Any]:
    """Describe a route: what stands in the path, the query, and the forms in which it answers."""
    in_path = [part.strip("{}") for part in path.split("/") if part.startswith("{")]
    shape = path.split("/")[1]
    listed = [_parameter(name, shape, "path") for name in in_path]
    listed += [_parameter(name, shape, "query") for name in sorted(parameters)]
    content = {it.media_type: {"schema": _JSON if "+json" in it.media_type else _TEXT} for it in forms}
    return {
        "parameters": listed,
        "responses": {
            "200": {"description": "What was asked for", "content": content},
            "204": {"description": "Nothing fits the query"},
            "304": {"description": "The client holds this state already (If-None-Match)"},
        },
    }


def _parameter(name: str, shape: str, where: str) -> dict[str, Any]:
    described: dict[str, Any] = {"name": name, "in": where, "description": MEANINGS[name]}
    if where == "path":
        described["required"] = True
    if name == "c":
        text = {"type": "string"}
        described |= {"style": "deepObject", "explode": True, "example": {"REF_AREA": "TUN"}}
        described["schema"] = {"type": "object", "additionalProperties": text}
        return described
    described["example"] = _KEYS[shape] if name == "key" else EXAMPLES[name]
    described["schema"] = {"type": "string"}
    return described
