"""`POST /v1/legal-basis:resolve`: a hot path, read and written without models in between."""

from typing import Any

import orjson
from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from services.conventions.container import Container
from services.conventions.entrypoints.http.legal_basis_schema import ANSWER, REQUEST
from shared.http.routing import create_router, require_json

WRAPPER = "facts"


def legal_basis_routes(container: Container) -> APIRouter:
    """Make the route."""
    router = create_router("/v1", tags=["legal basis"])

    @router.post(
        "/legal-basis:resolve",
        dependencies=[Depends(container.authenticate)],
        openapi_extra={"requestBody": REQUEST},
        responses={200: ANSWER},
    )
    async def resolve_legal_basis(request: Request) -> Response:
        """Say which instruments bind two States for a case on a day, what they oblige to, and how sure it is.

        The body holds the facts, or an object with the one member `facts`, as scenario files have it.
        """
        require_json(request.headers.get("content-type"))
        document = await request.json()
        return Response(
            orjson.dumps(await container.resolve(_unwrapped(document))), media_type="application/json"
        )

    return router


def _unwrapped(document: Any) -> Any:
    if isinstance(document, dict) and document.keys() == {WRAPPER}:
        return document[WRAPPER]
    return document
