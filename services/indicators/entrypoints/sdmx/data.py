"""Data and availability queries of SDMX-REST, in the shapes 2.1 and 3.0."""

from collections.abc import Sequence

import pyarrow as pa
from starlette.requests import Request
from starlette.responses import Response

from services.indicators.adapters.sdmx.messages import DataForm, SdmxMessages
from services.indicators.application.sdmx_data import DataQuery, select
from services.indicators.domain.observations.found import Found
from services.indicators.domain.observations.source import ObservationSource, Sources
from services.indicators.domain.observations.structures import TIME, UnknownDataflow, structure
from services.indicators.domain.sdmx.keys import (
    first_year,
    last_year,
    parse_condition,
    parse_key,
    parse_keys,
)
from services.indicators.domain.sdmx.vocabulary import AGENCY, VERSION
from services.indicators.entrypoints.sdmx.answers import answer, empty, etag_for, unchanged
from services.indicators.entrypoints.sdmx.negotiation import (
    DATA_2_1,
    DATA_3_0,
    STRUCTURE_2_1,
    STRUCTURE_3_0,
    Form,
    choose,
)
from services.indicators.entrypoints.sdmx.parameters import Parameters
from shared.http.problems import Fault, Problem

MOST_OBSERVATIONS = 2_000_000

_PERIODS = frozenset({"startPeriod", "endPeriod", "updatedAfter", "includeHistory", "asOf"})
_CUT = frozenset({"firstNObservations", "lastNObservations", "dimensionAtObservation"})
DATA_PARAMETERS_2_1 = _PERIODS | _CUT | {"detail"}
DATA_PARAMETERS_3_0 = (
    frozenset({"c", "updatedAfter", "includeHistory", "asOf", "attributes", "measures", "offset", "limit"})
    | _CUT
)
AVAILABILITY_PARAMETERS_2_1 = frozenset({"startPeriod", "endPeriod", "updatedAfter", "references", "mode"})
AVAILABILITY_PARAMETERS_3_0 = frozenset({"c", "updatedAfter", "references", "mode"})

ANY = frozenset({"*", "all", "~", "+", "latest"})


class DataQueries:
    """Answers data and availability queries."""

    def __init__(self, sources: Sources, messages: SdmxMessages) -> None:
        self._sources = sources
        self._messages = messages

    async def data_2_1(self, request: Request) -> Response:
        """Answer ``data/{flow}/{key}/{provider}``."""
        parameters = Parameters(request, DATA_PARAMETERS_2_1)
        form = choose(request.headers.get("accept"), DATA_2_1)
        detail = parameters.text("detail", "full", ("full", "dataonly", "nodata", "serieskeysonly"))
        attributes = frozenset[str]() if detail in {"dataonly", "serieskeysonly"} else None
        wanted = DataForm(
            form.name, attributes, values=detail in {"full", "dataonly"}, flat=_flat(parameters)
        )
        return await self._data(request, _asked_2_1(request, parameters), form, wanted)

    async def data_3_0(self, request: Request) -> Response:
        """Answer ``data/{context}/{agency}/{id}/{version}/{key}``."""
        parameters = Parameters(request, DATA_PARAMETERS_3_0)
        form = choose(request.headers.get("accept"), DATA_3_0)
        measures = parameters.text("measures", "all", ("all", "none", "OBS_VALUE"))
        asked = _asked_3_0(request, parameters)
        attributes = _attributes(parameters, structure(asked.dataflow).attributes)
        wanted = DataForm(form.name, attributes, values=measures != "none", flat=_flat(parameters))
        return await self._data(request, asked, form, wanted)

    async def available_2_1(self, request: Request) -> Response:
        """Answer ``availableconstraint/{flow}/{key}/{provider}/{component}``."""
        parameters = Parameters(request, AVAILABILITY_PARAMETERS_2_1)
        return await self._available(request, _asked_2_1(request, parameters), STRUCTURE_2_1, parameters)

    async def available_3_0(self, request: Request) -> Response:
        """Answer ``availability/{context}/{agency}/{id}/{version}/{key}/{component}``."""
        parameters = Parameters(request, AVAILABILITY_PARAMETERS_3_0)
        return await self._available(request, _asked_3_0(request, parameters), STRUCTURE_3_0, parameters)

    async def _data(self, request: Request, asked: DataQuery, form: Form, wanted: DataForm) -> Response:
        source = self._source(request, asked)
        content = await source.content()
        etag = etag_for(request, content, form)
        same = unchanged(request, etag)
        if same is not None:
            return same
        # The address says all that the answer depends on, besides the content and the form.
        name = (content, form.name, request.scope["path"], request.scope["query_string"])
        kept = self._messages.kept(name)
        if kept is not None:
            return answer(request, kept, form, etag)
        found = await _select(source, asked)
        if not len(found):
            return empty()
        body = self._messages.data(asked.dataflow, found, wanted, history=asked.include_history)
        if isinstance(body, bytes | memoryview):
            self._messages.keep(name, body)
        return answer(request, body, form, etag)

    async def _available(
        self, request: Request, asked: DataQuery, forms: Sequence[Form], parameters: Parameters
    ) -> Response:
        if parameters.text("references", "none") != "none":
            raise Problem(501, "not_implemented", "Not implemented", "references of an availability query")
        parameters.text("mode", "exact", ("exact", "available"))
        form = choose(request.headers.get("accept"), forms)
        source = self._source(request, asked)
        etag = etag_for(request, await source.content(), form)
        same = unchanged(request, etag)
        if same is not None:
            return same
        found = await _select(source, asked)
        table = found.table() if isinstance(found, Found) else found
        component = request.path_params.get("component", "all")
        body = self._messages.availability(asked.dataflow, table, form.name, component=component)
        return answer(request, body, form, etag)

    def _source(self, request: Request, asked: DataQuery) -> ObservationSource:
        return self._sources.of(asked.dataflow, request.state.principal.tenant)


async def _select(source: ObservationSource, asked: DataQuery) -> pa.Table | Found:
    found = await select(source, asked)
    if len(found) > MOST_OBSERVATIONS:
        detail = f"{len(found):,} are more than {MOST_OBSERVATIONS:,} at once: name areas or years"
        fault = Fault("too_many_observations", detail, parameter="key")
        raise Problem(413, "too_many_observations", "Too many observations", detail, faults=[fault])
    return found


def _asked_2_1(request: Request, parameters: Parameters) -> DataQuery:
    flow = _flow(request.path_params["flow"])
    key = dict(parse_key(request.path_params.get("key", "all"), structure(flow).dimensions))
    provider = request.path_params.get("provider", "all").rpartition(",")[2]
    if provider not in ANY:
        own = frozenset({provider})
        key["DATA_SOURCE"] = own & key.get("DATA_SOURCE", own)
    start, end = parameters.given("startPeriod"), parameters.given("endPeriod")
    return DataQuery(
        flow,
        (key,) if key else (),
        start=first_year(start) if start else None,
        end=last_year(end) if end else None,
        as_of=parameters.moment("asOf"),
        updated_after=parameters.moment("updatedAfter"),
        include_history=parameters.flag("includeHistory"),
        first=parameters.number("firstNObservations"),
        last=parameters.number("lastNObservations"),
    )


def _asked_3_0(request: Request, parameters: Parameters) -> DataQuery:
    path = request.path_params
    if path["context"] not in {"dataflow", "datastructure", "*"}:
        raise Problem(501, "not_implemented", "Not implemented", f"data of a {path['context']}")
    flow = _flow(f"{path['agency']},{path['id']},{path['version']}")
    return DataQuery(
        flow,
        parse_keys(path.get("key", "*"), structure(flow).dimensions),
        tuple(parse_condition(name, text) for name, text in parameters.conditions.items()),
        as_of=parameters.moment("asOf"),
        updated_after=parameters.moment("updatedAfter"),
        include_history=parameters.flag("includeHistory"),
        first=parameters.number("firstNObservations"),
        last=parameters.number("lastNObservations"),
        offset=parameters.number("offset", least=0) or 0,
        limit=parameters.number("limit"),
    )


def _flow(reference: str) -> str:
    """Find a dataflow by ``ID``, ``AGENCY,ID`` or ``AGENCY,ID,VERSION``. Raises UnknownDataflow."""
    parts = reference.split(",")
    agency, name, version = (*parts, "latest")[:3] if len(parts) > 1 else (AGENCY, reference, "latest")
    if agency not in {AGENCY, *ANY} or version.rstrip("+") not in {VERSION, "", *ANY}:
        raise UnknownDataflow(f"there is no dataflow {agency}:{name}({version})")
    if name in ANY:
        raise Problem(501, "not_implemented", "Not implemented", "data of several dataflows at once")
    return structure(name).id


def _flat(parameters: Parameters) -> bool:
    wanted = parameters.text("dimensionAtObservation", TIME)
    if wanted not in {TIME, "AllDimensions"}:
        raise Problem(501, "not_implemented", "Not implemented", f"observations along {wanted}")
    return wanted == "AllDimensions"


def _attributes(parameters: Parameters, shown: tuple[str, ...]) -> frozenset[str] | None:
    text = parameters.text("attributes", "dsd")
    if text in {"dsd", "all"}:
        return None
    if text in {"none", "msd"}:
        return frozenset()
    names = frozenset(text.split(","))
    unknown = sorted(names - set(shown))
    if unknown:
        detail = f"there is no attribute {unknown[0]}; there are {', '.join(shown)}"
        fault = Fault("unknown_attribute", detail, parameter="attributes")
        raise Problem(400, "unknown_attribute", "A parameter is wrong", detail, faults=[fault])
    return names
