"""`/v1/institutions`: what the registers say, and the status by date."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from services.credentials.container import Container
from services.credentials.entrypoints.http.institution_answers import (
    InstitutionAnswer,
    InstitutionsAnswer,
    InstitutionSummary,
    StatusAnswer,
)
from shared.http.conditional import etag_of, holds, not_modified
from shared.http.pagination import Cursor, Limit, paginate
from shared.http.problems import Fault, Problem
from shared.http.routing import create_router
from shared.http.schema import CountryCode, IsoDate, Schema
from shared.kernel.canonical import sha256

On = Annotated[IsoDate | None, Query(description="the day asked about; today where left out")]
Known = Annotated[IsoDate | None, Query(description="use only what was known on this day; today if left out")]
Name = Annotated[str | None, Query(min_length=2, max_length=200, description="words of a name, any language")]
Country = Annotated[CountryCode | None, Query(description="a seat's country")]
Domain = Annotated[str | None, Query(min_length=3, max_length=200, description="a domain, such as uio.no")]


def institution_routes(container: Container) -> APIRouter:
    """Make the routes."""
    router = create_router("/v1/institutions", tags=["institutions"])
    router.dependencies.append(Depends(container.authenticate))
    shelf = container.registers

    @router.get("", response_model=InstitutionsAnswer)
    async def list_institutions(  # noqa: PLR0913, PLR0917 - the parameters of the query
        request: Request,
        name: Name = None,
        country: Country = None,
        domain: Domain = None,
        limit: Limit = 50,
        cursor: Cursor = None,
    ) -> Response:
        """List institutions by id, filtered by words of a name, country, domain."""
        register = await shelf.register()
        filters = {"name": name, "country": country, "domain": domain}
        content = sha256({"revision": register.revision, **filters})
        page = paginate(register.search(**filters), content=content, limit=limit, cursor=cursor)
        body = InstitutionsAnswer(
            items=[InstitutionSummary.of(it) for it in page.items], next=page.next, revision=register.revision
        )
        return _answer(request, body)

    @router.get("/{institution_id}", response_model=InstitutionAnswer)
    async def read_institution(request: Request, institution_id: str) -> Response:
        """Fetch one, by id or by any identifier (`ror:01xtthb56`, `erasmus:N OSLO01`)."""
        register = await shelf.register()
        return _answer(request, InstitutionAnswer.whole(register.get(institution_id), register.revision))

    @router.get("/{institution_id}/status", response_model=StatusAnswer)
    async def read_status(
        request: Request, institution_id: str, on: On = None, known: Known = None
    ) -> Response:
        """Say whether it was recognised on a day, as far as was known on a day: yes, no or unknown."""
        register = await shelf.register()
        today = container.clock.now().date()
        if known is not None and known > today:
            fault = Fault("known_in_the_future", "nothing is known of a future day", parameter="known")
            raise Problem(422, "invalid", "The request is not valid", fault.detail, faults=[fault])
        institution = register.get(institution_id)
        status = register.status(institution.id, on=on or today, known=known or today)
        return _answer(request, StatusAnswer.of(institution, status, register.revision))

    return router


def _answer(request: Request, body: Schema) -> Response:
    written = body.model_dump_json(by_alias=True)
    etag = etag_of(sha256(written))
    if holds(request, etag):
        return not_modified(etag)
    return Response(written, headers={"ETag": etag}, media_type="application/json")
