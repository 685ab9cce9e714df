"""``/sdmx/2.1`` and ``/sdmx/3.0``: SDMX-REST in the shape of SDMX 2.1 (1.5.0) and of 3.0 (2.x)."""

from collections.abc import Awaitable, Callable, Coroutine, Iterable
from typing import Any

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import Receive, Scope, Send

from services.indicators.adapters.sdmx.messages import SdmxMessages
from services.indicators.domain.observations.source import Sources
from services.indicators.entrypoints.sdmx.answers import COMMON
from services.indicators.entrypoints.sdmx.availability import (
    AVAILABILITY_PARAMETERS_2_1,
    AVAILABILITY_PARAMETERS_3_0,
    AvailabilityQueries,
)
from services.indicators.entrypoints.sdmx.data import DATA_PARAMETERS_2_1, DATA_PARAMETERS_3_0, DataQueries
from services.indicators.entrypoints.sdmx.description import described
from services.indicators.entrypoints.sdmx.negotiation import (
    DATA_2_1,
    DATA_3_0,
    STRUCTURE_2_1,
    STRUCTURE_3_0,
    Form,
)
from services.indicators.entrypoints.sdmx.refusals import refused
from services.indicators.entrypoints.sdmx.structures import (
    SCHEMA_PARAMETERS,
    STRUCTURE_PARAMETERS,
    StructureQueries,
)
from shared.http.authentication import Authenticate
from shared.http.problems import Problem
from shared.kernel.errors import DomainError

Handler = Callable[[Request], Awaitable[Response]]

Family = tuple[str, tuple[str, ...], frozenset[str], tuple[Form, ...], Handler]
"""The beginning of a path, parts that may follow, parameters, forms of the answer, and who answers."""

_FOREIGN = ("/2.1/metadata", "/3.0/metadata", "/3.0/registration")
"""Resources of the standard that this service does not have."""


class PlainRoute(APIRoute):
    """Hands the request over as it is: what is served here reads its own parameters, and has no body.

    HEAD is answered as GET, without the body; a stroke at the end of a path says nothing.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Give the endpoint itself."""
        return self.endpoint

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Say whether the route answers a request."""
        path = scope["path"]
        match, child = super().matches({**scope, "path": path[:-1]} if path.endswith("/") else scope)
        return (Match.FULL if match is Match.PARTIAL and scope["method"] == "HEAD" else match), child

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["method"] == "HEAD":
            await self.app(scope, receive, send)
        else:
            await super().handle(scope, receive, send)


def _queries(data: DataQueries, availability: AvailabilityQueries) -> tuple[Family, ...]:
    """Name the queries for data and for what data there are."""
    context = ("/{context}", "/{agency}", "/{id}", "/{version}", "/{key}")
    return (
        ("/2.1/data/{flow}", ("/{key}", "/{provider}"), DATA_PARAMETERS_2_1, DATA_2_1, data.data_2_1),
        (
            "/2.1/availableconstraint/{flow}",
            ("/{key}", "/{provider}", "/{component}"),
            AVAILABILITY_PARAMETERS_2_1,
            STRUCTURE_2_1,
            availability.available_2_1,
        ),
        ("/3.0/data", context, DATA_PARAMETERS_3_0, DATA_3_0, data.data_3_0),
        (
            "/3.0/availability",
            (*context, "/{component}"),
            AVAILABILITY_PARAMETERS_3_0,
            STRUCTURE_3_0,
            availability.available_3_0,
        ),
    )


def _artefacts(structures: StructureQueries) -> tuple[Family, ...]:
    """Name the queries for structures."""
    artefact = ("/{agency}", "/{id}", "/{version}", "/{item}")
    return (
        (
            "/2.1/schema/{context}/{agency}/{id}",
            ("/{version}",),
            SCHEMA_PARAMETERS,
            STRUCTURE_2_1,
            structures.schema_2_1,
        ),
        (
            "/3.0/schema/{context}/{agency}/{id}",
            ("/{version}",),
            SCHEMA_PARAMETERS,
            STRUCTURE_3_0,
            structures.schema_3_0,
        ),
        (
            "/3.0/structure",
            ("/{kind}", *artefact),
            STRUCTURE_PARAMETERS,
            STRUCTURE_3_0,
            structures.structures_3_0,
        ),
        ("/2.1/{kind}", artefact, STRUCTURE_PARAMETERS, STRUCTURE_2_1, structures.structures_2_1),
    )


def sdmx_routes(sources: Sources, messages: SdmxMessages, authenticate: Authenticate) -> APIRouter:
    """Make the routes."""
    router = APIRouter(prefix="/sdmx", tags=["sdmx"], route_class=PlainRoute)

    def identified(handle: Handler) -> Handler:
        async def answered(request: Request) -> Response:
            try:
                request.state.principal = await authenticate(request)
                return await handle(request)
            except (Problem, DomainError) as error:
                return refused(request, error)

        return answered

    def add(families: Iterable[Family]) -> None:
        """What follows a beginning may be left out from the end: the standard has a default for each part."""
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

    # Routes are tried in turn: data are asked for most, and structures are of any kind that is left.
    add(_queries(DataQueries(sources, messages), AvailabilityQueries(sources, messages)))
    for start in _FOREIGN:
        for path in (start, start + "/{path:path}"):
            router.add_api_route(path, identified(_foreign), include_in_schema=False)
    add(_artefacts(StructureQueries(sources.loaded, messages)))
    router.add_api_route("/{path:path}", identified(_unknown), include_in_schema=False)
    router.add_api_route("/{path:path}", _preflight, methods=["OPTIONS"], include_in_schema=False)
    return router


async def _foreign(request: Request) -> Response:
    """Say that the standard has this resource, and this service does not."""
    resource = request.url.path.split("/")[3]
    raise Problem(501, "not_implemented", "Not implemented", f"{resource} is not implemented here")


async def _unknown(request: Request) -> Response:
    """Say that the standard has no such path."""
    raise Problem(404, "not_found", "Not found", f"SDMX has no resource {request.url.path}")


async def _preflight(_: Request) -> Response:
    """Let pages of other origins ask."""
    headers = {
        **COMMON,
        "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
        "Access-Control-Allow-Headers": "Accept, Accept-Language, If-None-Match, X-API-Key",
        "Access-Control-Max-Age": "86400",
    }
    return Response(status_code=204, headers=headers)
