"""What a data or availability query asks for: its path and parameters, in either shape."""

import re

from starlette.requests import Request

from services.indicators.adapters.sdmx.messages import FLAT
from services.indicators.application.sdmx_data import MEASURE, DataQuery
from services.indicators.domain.observations.structures import (
    STRUCTURES,
    TIME,
    UnknownDataflow,
    structure,
)
from services.indicators.domain.sdmx.keys import parse_condition, parse_key, parse_keys
from services.indicators.domain.sdmx.order import By, parse_sort
from services.indicators.domain.sdmx.periods import parse_period
from services.indicators.domain.sdmx.versions import version_fits
from services.indicators.domain.sdmx.vocabulary import AGENCY, VERSION
from services.indicators.entrypoints.sdmx.parameters import Parameters
from shared.http.problems import Fault, Problem
from shared.kernel.errors import Invalid, Violation

ANY = frozenset({"*", "all", "ALL", ""})
_MEASURES = frozenset({"all", "none", "OBS_VALUE"})
_NO_ATTRIBUTES = frozenset({"none", "msd", "dataset", "series"})
"""Keywords for attributes of levels at which we attach none: every one belongs to an observation."""


def asked_2_1(request: Request, parameters: Parameters) -> DataQuery:
    """Read ``{flow}/{key}/{provider}`` with the parameters of the shape 2.1."""
    flow = _flow(*_reference(request.path_params["flow"]))
    key = dict(parse_key(request.path_params.get("key", "all"), structure(flow).dimensions))
    providers = _providers(request.path_params.get("provider", "all"))
    if providers is not None:
        key["DATA_SOURCE"] = providers & key.get("DATA_SOURCE", providers)
    start, end = _periods(parameters)
    return DataQuery(
        flow,
        (key,) if key else (),
        start=start,
        end=end,
        as_of=parameters.moment("asOf"),
        updated_after=parameters.moment("updatedAfter"),
        include_history=parameters.flag("includeHistory"),
        first=parameters.number("firstNObservations"),
        last=parameters.number("lastNObservations"),
    )


def asked_3_0(request: Request, parameters: Parameters) -> DataQuery:
    """Read ``{context}/{agency}/{id}/{version}/{key}`` with the parameters of the shape 3.0."""
    path = request.path_params
    context = path.get("context", "*")
    if not {"dataflow", "datastructure", "*"} & set(context.split(",")):
        raise Problem(501, "not_implemented", "Not implemented", f"data of a {context}")
    flow = _flow(path.get("agency", "*"), path.get("id", "*"), path.get("version", "*"))
    return DataQuery(
        flow,
        parse_keys(path.get("key", "*"), structure(flow).dimensions),
        tuple(parse_condition(name, text) for name, text in parameters.conditions.items()),
        as_of=parameters.moment("asOf"),
        updated_after=parameters.moment("updatedAfter"),
        include_history=parameters.flag("includeHistory"),
        first=parameters.number("firstNObservations"),
        last=parameters.number("lastNObservations"),
        sort=_sort(parameters, flow),
        offset=parameters.number("offset", least=0) or 0,
        limit=parameters.number("limit"),
    )


def _periods(parameters: Parameters) -> tuple[int | None, int | None]:
    """Read the years from the first that begins in startPeriod to the last that ends in endPeriod."""
    first, last = (
        parse_period(text, name) if text is not None else None
        for name, text in ((it, parameters.given(it)) for it in ("startPeriod", "endPeriod"))
    )
    if first is not None and last is not None and first.start >= last.stop:
        detail = "startPeriod is later than endPeriod"
        raise Invalid(Violation("/startPeriod", "periods_reversed", detail))
    return (first.first_year() if first else None, last.last_year() if last else None)


def at_observation(parameters: Parameters, dimensions: tuple[str, ...]) -> str:
    """Read which dimension is at the observations: the time, another one, or all of them."""
    return parameters.text("dimensionAtObservation", TIME, (TIME, FLAT, *dimensions))


def _sort(parameters: Parameters, flow: str) -> tuple[By, ...]:
    text = parameters.given("sort")
    if text is None:
        return ()
    known = structure(flow)
    at, dimensions = at_observation(parameters, known.dimensions), (*known.dimensions, TIME)
    series = () if at == FLAT else tuple(name for name in dimensions if name != at)
    return parse_sort(text, dimensions, series, (MEASURE, *known.attributes))


def attributes_3_0(parameters: Parameters, shown: tuple[str, ...]) -> frozenset[str] | None:
    """Read which attributes are wanted; None is all of them. Raises Problem 400 on an unknown one."""
    names = frozenset(parameters.text("attributes", "dsd").split(","))
    if names & {"dsd", "all", "obs"}:
        return None
    names -= _NO_ATTRIBUTES
    _known("attributes", names, shown)
    return names


def with_values(parameters: Parameters) -> bool:
    """Say whether the measure is wanted. Raises Problem 400 on an unknown one."""
    names = frozenset(parameters.text("measures", "all").split(","))
    _known("measures", names, tuple(sorted(_MEASURES)))
    return names != {"none"}


def _known(parameter: str, names: frozenset[str], known: tuple[str, ...]) -> None:
    unknown = sorted(names.difference(known))
    if unknown:
        detail = f"{parameter} has no {unknown[0]!r}; there are {', '.join(known)}"
        fault = Fault(f"unknown_{parameter.removesuffix('s')}", detail, parameter=parameter)
        raise Problem(400, fault.code, "A parameter is wrong", detail, faults=[fault])


def _reference(text: str) -> tuple[str, str, str]:
    """Take ``ID``, ``AGENCY,ID`` or ``AGENCY,ID,VERSION`` apart."""
    parts = text.split(",")
    if len(parts) > 3:
        raise UnknownDataflow(f"{text!r} is no reference to a dataflow: ID, AGENCY,ID or AGENCY,ID,VERSION")
    agency, name, version = (*parts, "latest")[:3] if len(parts) > 1 else ("all", text, "latest")
    return agency, name, version


def _flow(agencies: str, ids: str, versions: str) -> str:
    """Find the one dataflow that is meant; a part may list several. Raises UnknownDataflow, Problem 501."""
    agency, names = frozenset(agencies.split(",")), frozenset(ids.split(","))
    ours = bool(agency & {AGENCY, *ANY}) and any(version_fits(it, VERSION) for it in versions.split(","))
    found = [it for it in STRUCTURES if ours and (names & ANY or it in names)]
    if not found:
        raise UnknownDataflow(f"there is no dataflow {agencies}:{ids}({versions})")
    if len(found) > 1:
        raise Problem(501, "not_implemented", "Not implemented", "data of several dataflows at once")
    return found[0]


def _providers(text: str) -> frozenset[str] | None:
    """Read the providers that are wanted, ``ID`` or ``AGENCY,ID``, joined by a plus; None is any."""
    found = set()
    for reference in re.split(r"[+ ]", text):
        agency, _, name = reference.rpartition(",")
        if name in ANY:
            return None
        if agency in {AGENCY, *ANY}:
            found.add(name)
    return frozenset(found)
