"""Data queries of SDMX-REST, in the shapes 2.1 and 3.0."""

import pyarrow as pa
from starlette.requests import Request
from starlette.responses import Response

from services.indicators.adapters.sdmx.messages import DataForm, SdmxMessages
from services.indicators.application.sdmx_data import DataQuery, select
from services.indicators.domain.observations.found import Found
from services.indicators.domain.observations.source import ObservationSource, Sources
from services.indicators.domain.observations.structures import structure
from services.indicators.entrypoints.sdmx.answers import answer, empty, etag_for, unchanged
from services.indicators.entrypoints.sdmx.asked import (
    asked_2_1,
    asked_3_0,
    at_observation,
    attributes_3_0,
    with_values,
)
from services.indicators.entrypoints.sdmx.negotiation import DATA_2_1, DATA_3_0, Form, choose
from services.indicators.entrypoints.sdmx.parameters import Parameters
from shared.http.problems import Fault, Problem

MOST_OBSERVATIONS = 2_000_000

_CUT = frozenset({"firstNObservations", "lastNObservations", "dimensionAtObservation"})
DATA_PARAMETERS_2_1 = _CUT | {
    *("startPeriod", "endPeriod", "updatedAfter", "includeHistory", "asOf", "detail"),
}
DATA_PARAMETERS_3_0 = _CUT | {
    *("c", "updatedAfter", "includeHistory", "asOf", "attributes", "measures", "offset", "limit", "sort"),
}


class DataQueries:
    """Answers data queries."""

    def __init__(self, sources: Sources, messages: SdmxMessages) -> None:
        self._sources = sources
        self._messages = messages

    async def data_2_1(self, request: Request) -> Response:
        """Answer ``data/{flow}/{key}/{provider}``."""
        parameters = Parameters(request, DATA_PARAMETERS_2_1)
        form = choose(request.headers.get("accept"), DATA_2_1)
        asked = asked_2_1(request, parameters)
        detail = parameters.text("detail", "full", ("full", "dataonly", "nodata", "serieskeysonly"))
        attributes = frozenset[str]() if detail in {"dataonly", "serieskeysonly"} else None
        values = detail in {"full", "dataonly"}
        at = at_observation(parameters, structure(asked.dataflow).dimensions)
        wanted = DataForm(form.name, attributes, values, at, csv=form.csv)
        return await self._data(request, asked, form, wanted)

    async def data_3_0(self, request: Request) -> Response:
        """Answer ``data/{context}/{agency}/{id}/{version}/{key}``."""
        parameters = Parameters(request, DATA_PARAMETERS_3_0)
        form = choose(request.headers.get("accept"), DATA_3_0)
        asked = asked_3_0(request, parameters)
        known = structure(asked.dataflow)
        attributes = attributes_3_0(parameters, known.attributes)
        at = at_observation(parameters, known.dimensions)
        values = with_values(parameters)
        wanted = DataForm(form.name, attributes, values, at, sorted=bool(asked.sort), csv=form.csv)
        return await self._data(request, asked, form, wanted)

    async def _data(self, request: Request, asked: DataQuery, form: Form, wanted: DataForm) -> Response:
        source = self._source(request, asked)
        content = await source.content()
        etag = etag_for(request, content, form)
        same = unchanged(request, etag)
        if same is not None:
            return same
        # The address says all that the answer depends on, besides the content and the form.
        name = (content, form.media_type, request.scope["path"], request.scope["query_string"])
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

    def _source(self, request: Request, asked: DataQuery) -> ObservationSource:
        return self._sources.of(asked.dataflow, request.state.principal.tenant)


async def _select(source: ObservationSource, asked: DataQuery) -> pa.Table | Found:
    found = await select(source, asked)
    if len(found) > MOST_OBSERVATIONS:
        detail = f"{len(found):,} are more than {MOST_OBSERVATIONS:,} at once: name areas or years"
        fault = Fault("too_many_observations", detail, parameter="key")
        raise Problem(413, "too_many_observations", "Too many observations", detail, faults=[fault])
    return found
