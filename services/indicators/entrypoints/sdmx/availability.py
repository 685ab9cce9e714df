"""Availability queries of SDMX-REST, in the shapes 2.1 and 3.0."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response

from services.indicators.adapters.sdmx.availability import WITH_AVAILABILITY
from services.indicators.adapters.sdmx.messages import SdmxMessages
from services.indicators.application.sdmx_availability import available
from services.indicators.application.sdmx_data import DataQuery
from services.indicators.domain.observations.source import Sources
from services.indicators.domain.observations.structures import TIME, structure
from services.indicators.entrypoints.sdmx.answers import answer, etag_for, unchanged
from services.indicators.entrypoints.sdmx.asked import ANY, asked_2_1, asked_3_0
from services.indicators.entrypoints.sdmx.negotiation import STRUCTURE_2_1, STRUCTURE_3_0, Form, choose
from services.indicators.entrypoints.sdmx.parameters import Parameters
from shared.kernel.errors import Invalid, Violation

AVAILABILITY_PARAMETERS_2_1 = frozenset({"startPeriod", "endPeriod", "updatedAfter", "references", "mode"})
AVAILABILITY_PARAMETERS_3_0 = frozenset({"c", "updatedAfter", "references", "mode"})


class AvailabilityQueries:
    """Answers availability queries."""

    def __init__(self, sources: Sources, messages: SdmxMessages) -> None:
        self._sources = sources
        self._messages = messages

    async def available_2_1(self, request: Request) -> Response:
        """Answer ``availableconstraint/{flow}/{key}/{provider}/{component}``."""
        parameters = Parameters(request, AVAILABILITY_PARAMETERS_2_1)
        return await self._available(request, asked_2_1(request, parameters), STRUCTURE_2_1, parameters)

    async def available_3_0(self, request: Request) -> Response:
        """Answer ``availability/{context}/{agency}/{id}/{version}/{key}/{component}``."""
        parameters = Parameters(request, AVAILABILITY_PARAMETERS_3_0)
        return await self._available(request, asked_3_0(request, parameters), STRUCTURE_3_0, parameters)

    async def _available(
        self, request: Request, asked: DataQuery, forms: tuple[Form, ...], parameters: Parameters
    ) -> Response:
        references = parameters.words("references", "none", WITH_AVAILABILITY)
        mode = parameters.text("mode", "exact", ("exact", "available"))
        form = choose(request.headers.get("accept"), forms)
        components = _components(request.path_params.get("component", "all"), asked.dataflow)
        source = self._sources.of(asked.dataflow, request.state.principal.tenant)
        etag = etag_for(request, await source.content(), form)
        same = unchanged(request, etag)
        if same is not None:
            return same
        found = await available(source, asked, components, selectable=mode == "available")
        return answer(
            request, self._messages.availability(asked.dataflow, found, form.name, references), form, etag
        )


def _components(text: str, dataflow: str) -> Sequence[str]:
    """Read which components are asked about, all of them by default. Raises Invalid on an unknown one."""
    known = (*structure(dataflow).dimensions, TIME)
    names = frozenset(text.split(","))
    if names & ANY:
        return known
    unknown = sorted(names.difference(known))
    if unknown:
        detail = f"{dataflow} has no dimension {unknown[0]}; there are {', '.join(known)}"
        raise Invalid(Violation("/component", "unknown_dimension", detail))
    return [it for it in known if it in names]
