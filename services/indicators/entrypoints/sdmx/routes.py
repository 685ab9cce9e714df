"""``/sdmx/2.1`` and ``/sdmx/3.0``: SDMX-REST in the shape of SDMX 2.1 (1.5.0) and of 3.0 (2.x)."""

from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from services.indicators.adapters.sdmx.messages import KINDS, SdmxMessages
from services.indicators.domain.observations.source import ObservationSource, Sources
from services.indicators.domain.sdmx.structure_query import StructureQuery
from services.indicators.entrypoints.sdmx.answers import COMMON, answer, etag_for, unchanged
from services.indicators.entrypoints.sdmx.data import (
    AVAILABILITY_PARAMETERS_2_1,
    AVAILABILITY_PARAMETERS_3_0,
    DATA_PARAMETERS_2_1,
    DATA_PARAMETERS_3_0,
    DataQueries,
)
from services.indicators.entrypoints.sdmx.description import described
from services.indicators.entrypoints.sdmx.negotiation import (
    DATA_2_1,
    DATA_3_0,
    STRUCTURE_2_1,
    STRUCTURE_3_0,
    Form,
    choose,
)
from services.indicators.entrypoints.sdmx.parameters import Parameters
from shared.http.authentication import Authenticate
from shared.http.problems import Problem

Handler = Callable[[Request], Awaitable[Response]]

Family = tuple[str, tuple[str, ...], frozenset[str], Sequence[Form], Handler]
"""The beginning of a path, parts that may follow, parameters, forms of the answer, and who answers."""

STRUCTURE_PARAMETERS = frozenset({"references", "detail"})
_KINDS = KINDS | {"structure", "organisationscheme"}
_FOREIGN = frozenset({"schema", "metadata", "registration", "metadataset"})
"""Resources of the standard that this service does not have."""


class PlainRoute(APIRoute):
    """Hands the request over as it is: what is served here reads its own parameters, and has no body."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Give the endpoint itself."""
        return self.endpoint


class StructureQueries:
    """Answers structure queries."""

    def __init__(self, source: ObservationSource, messages: SdmxMessages) -> None:
        self._source = source
        self._messages = messages

    async def structures_2_1(self, request: Request) -> Response:
        """Answer ``{kind}/{agency}/{id}/{version}``."""
        return await self._answer(request, STRUCTURE_2_1)

    async def structures_3_0(self, request: Request) -> Response:
        """Answer ``structure/{kind}/{agency}/{id}/{version}``."""
        return await self._answer(request, STRUCTURE_3_0)

    async def _answer(self, request: Request, forms: Sequence[Form]) -> Response:
        kind = request.path_params["kind"]
        if kind in _FOREIGN:
            raise Problem(501, "not_implemented", "Not implemented", f"{kind} is not implemented here")
        if kind not in _KINDS | {"*"}:
            raise Problem(404, "not_found", "Not found", f"SDMX has no resource {kind}")
        parameters = Parameters(request, STRUCTURE_PARAMETERS)
        path = {
            name: request.path_params[name]
            for name in ("agency", "id", "version")
            if name in request.path_params
        }
        query = StructureQuery(
            kind,
            **path,
            references=parameters.text("references", "none"),
            detail=parameters.text("detail", "full"),
            kinds=KINDS,
        )
        form = choose(request.headers.get("accept"), forms)
        content = await self._source.content()
        etag = etag_for(request, content, form)
        same = unchanged(request, etag)
        if same is not None:
            return same
        codes = await self._source.codes()
        body = self._messages.structures(query, form.name, codes=codes, content=content)
        return answer(request, body, form, etag)


def _families(data: DataQueries, structures: StructureQueries) -> tuple[Family, ...]:
    return (
        ("/2.1/data/{flow}", ("/{key}", "/{provider}"), DATA_PARAMETERS_2_1, DATA_2_1, data.data_2_1),
        (
            "/2.1/availableconstraint/{flow}",
            ("/{key}", "/{provider}", "/{component}"),
            AVAILABILITY_PARAMETERS_2_1,
            STRUCTURE_2_1,
            data.available_2_1,
        ),
        (
            "/3.0/data/{context}/{agency}/{id}/{version}",
            ("/{key}",),
            DATA_PARAMETERS_3_0,
            DATA_3_0,
            data.data_3_0,
        ),
        (
            "/3.0/availability/{context}/{agency}/{id}/{version}",
            ("/{key}", "/{component}"),
            AVAILABILITY_PARAMETERS_3_0,
            STRUCTURE_3_0,
            data.available_3_0,
        ),
        (
            "/3.0/structure/{kind}",
            ("/{agency}", "/{id}", "/{version}"),
            STRUCTURE_PARAMETERS,
            STRUCTURE_3_0,
            structures.structures_3_0,
        ),
        (
            "/2.1/{kind}",
            ("/{agency}", "/{id}", "/{version}"),
            STRUCTURE_PARAMETERS,
            STRUCTURE_2_1,
            structures.structures_2_1,
        ),
    )


def sdmx_routes(sources: Sources, messages: SdmxMessages, authenticate: Authenticate) -> APIRouter:
    """Make the routes. The longer paths come first, and data before structures of any kind."""
    router = APIRouter(prefix="/sdmx", tags=["sdmx"], route_class=PlainRoute)
    families = _families(DataQueries(sources, messages), StructureQueries(sources.loaded, messages))

    def identified(handle: Handler) -> Handler:
        async def answered(request: Request) -> Response:
            request.state.principal = await authenticate(request)
            return await handle(request)

        return answered

    for start, more, parameters, forms, handle in families:
        for length in range(len(more), -1, -1):
            path = start + "".join(more[:length])
            router.add_api_route(
                path,
                identified(handle),
                name=f"{handle.__name__}_{length}",
                summary=handle.__doc__.partition("\n")[0] if handle.__doc__ else None,
                response_class=Response,
                openapi_extra=described(path, parameters, forms),
            )
    router.add_api_route("/{path:path}", _preflight, methods=["OPTIONS"], include_in_schema=False)
    return router


async def _preflight(_: Request) -> Response:
    """Let pages of other origins ask."""
    headers = {
        **COMMON,
        "Access-Control-Allow-Methods": "GET, OPTIONS",
        "Access-Control-Allow-Headers": "Accept, If-None-Match, X-API-Key",
        "Access-Control-Max-Age": "86400",
    }
    return Response(status_code=204, headers=headers)
