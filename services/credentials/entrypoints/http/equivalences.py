"""`POST /v1/equivalences:check` and `:compare`: a hot path, read and written without models in between."""

from collections.abc import Mapping
from typing import Any

import orjson
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.credentials.container import Container
from services.credentials.domain.equivalence.difference import differences
from services.credentials.domain.equivalence.request import read_request
from services.credentials.entrypoints.http import equivalence_schema as schema
from shared.http.problems import Fault, Problem
from shared.http.routing import DirectRoute, create_router, require_json
from shared.kernel.errors import Invalid, Violation

PARAMETERS = {"as_of": "legal_date", "host": "host_country", "purpose": "purpose"}
"""Query parameters, and the fields that they fill where a check leaves them out."""

SIDES = ("left", "right")


def equivalence_routes(container: Container) -> APIRouter:
    """Make the routes."""
    router = create_router("/v1", tags=["equivalences"])
    router.route_class = DirectRoute

    @router.post(
        "/equivalences:check",
        openapi_extra={"requestBody": schema.CHECK, "parameters": schema.PARAMETERS},
        responses={200: schema.ANSWER},
    )
    async def check(request: Request) -> Response:
        """Say what a foreign qualification compares with, what the law presumes, and what is missing.

        Nothing is kept, and nothing about the holder is asked but a status that the law attaches duties to.
        """
        await container.authenticate(request)
        require_json(request.headers.get("content-type"))
        document = completed(await request.json(), defaults_of(request))
        desk = await container.checking.shelf.desk()
        asked = read_request(document, today=container.clock.now().date())
        return Response(desk.answer(asked), media_type="application/json")

    @router.post(
        "/equivalences:compare",
        openapi_extra={"requestBody": schema.COMPARE},
        responses={200: schema.COMPARISON},
    )
    async def compare(request: Request) -> Response:
        """Answer two checks and list the places in which the answers differ.

        Two hosts, two days of law, two purposes: whatever the two checks do not share.
        """
        await container.authenticate(request)
        require_json(request.headers.get("content-type"))
        document = await request.json()
        if not isinstance(document, dict) or document.keys() != set(SIDES):
            raise Invalid(Violation("", "not_a_comparison", "send an object with the members left and right"))
        desk, today = await container.checking.shelf.desk(), container.clock.now().date()
        left, right = (orjson.loads(desk.answer(_read_side(side, document[side], today))) for side in SIDES)
        found = [
            {"pointer": it.pointer, "left": it.left, "right": it.right} for it in differences(left, right)
        ]
        body = {"differences": found, "left": left, "right": right}
        return Response(orjson.dumps(body), media_type="application/json")

    return router


def defaults_of(request: Request) -> dict[str, str]:
    """Give the fields that query parameters fill. Raises Problem 400 on another parameter."""
    if not request.url.query:
        return {}
    given: dict[str, str] = {}
    for name, value in request.query_params.multi_items():
        if name not in PARAMETERS or PARAMETERS[name] in given:
            detail = f"the parameters are {', '.join(PARAMETERS)}, each at most once"
            fault = Fault("unknown_parameter", detail, parameter=name[:40])
            raise Problem(400, "unknown_parameter", "The parameter cannot be used", detail, faults=[fault])
        given[PARAMETERS[name]] = value
    return given


def completed(document: Any, defaults: Mapping[str, str]) -> Any:
    """Fill what a check leaves out."""
    if not defaults or not isinstance(document, dict):
        return document
    return {**defaults, **{name: value for name, value in document.items() if value is not None}}


def _read_side(side: str, document: Any, today: Any) -> Any:
    try:
        return read_request(document, today=today)
    except Invalid as error:
        raise Invalid(
            *(Violation(f"/{side}{it.pointer}", it.code, it.detail) for it in error.violations)
        ) from None
