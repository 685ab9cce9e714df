"""`/v1/instruments` and `/v1/reference-data`."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from services.conventions.container import Container
from services.conventions.entrypoints.http import answers
from shared.http.conditional import etag_of, holds, not_modified
from shared.http.pagination import Cursor, Limit, paginate
from shared.http.routing import create_router
from shared.http.schema import IsoDate
from shared.kernel.canonical import sha256

Item = TypeVar("Item")
Answer = TypeVar("Answer", bound=answers.PageAnswer)

On = Annotated[IsoDate | None, Query(description="the legal date; today where left out")]
Known = Annotated[IsoDate | None, Query(description="use only what was known on this day")]


def instrument_routes(container: Container) -> APIRouter:
    """Make the routes."""
    router = create_router("/v1", tags=["instruments"])
    router.dependencies.append(Depends(container.authenticate))
    consult = container.consult

    @router.get("/reference-data/current", response_model=answers.ReferenceDataAnswer)
    async def read_reference_data() -> answers.ReferenceDataAnswer:
        """Name the state of the law that is used now."""
        book = await container.books.book()
        current = book.current
        return answers.ReferenceDataAnswer(
            reference_data=current.reference_data,
            as_of=current.known_from,
            instruments=len(current.instruments),
            editions=len(book.editions),
        )

    @router.get("/instruments", response_model=answers.InstrumentsAnswer)
    async def list_instruments(request: Request, limit: Limit = 100, cursor: Cursor = None) -> Response:
        """List the instruments, by id."""
        edition = await consult.edition()
        found = [edition.instruments[it] for it in sorted(edition.instruments)]
        page = _page(answers.InstrumentsAnswer, answers.InstrumentAnswer.of)
        return page(request, found, edition.reference_data, limit, cursor)

    @router.get("/instruments/{instrument_id}", response_model=answers.InstrumentAnswer)
    async def read_instrument(instrument_id: str) -> answers.InstrumentAnswer:
        """Fetch one instrument."""
        _, instrument = await consult.instrument(instrument_id)
        return answers.InstrumentAnswer.of(instrument)

    @router.get("/instruments/{instrument_id}/parties", response_model=answers.PartiesAnswer)
    async def list_parties(  # noqa: PLR0913, PLR0917 - the parameters of the query
        request: Request,
        instrument_id: str,
        on: On = None,
        known: Known = None,
        limit: Limit = 100,
        cursor: Cursor = None,
    ) -> Response:
        """List the States with a row, and whether each was bound on a day as far as was known."""
        edition, parties = await consult.parties(instrument_id, on=on, known=known)
        page = _page(answers.PartiesAnswer, answers.PartyAnswer.of)
        return page(request, parties, edition.reference_data, limit, cursor)

    @router.get("/instruments/{instrument_id}/provisions", response_model=answers.ProvisionsAnswer)
    async def list_provisions(
        request: Request, instrument_id: str, limit: Limit = 100, cursor: Cursor = None
    ) -> Response:
        """List the provisions, grouped by issue."""
        edition, _ = await consult.instrument(instrument_id)
        page = _page(answers.ProvisionsAnswer, answers.ProvisionAnswer.of)
        return page(request, edition.provisions(instrument_id), edition.reference_data, limit, cursor)

    return router


def _page(
    answer: type[Answer], write: Callable[[Item], Any]
) -> Callable[[Request, Sequence[Item], str, int, str | None], Response]:
    """Make a page of answers, with an entity tag over everything that decides it."""

    def respond(
        request: Request, items: Sequence[Item], content: str, limit: int, cursor: str | None
    ) -> Response:
        # What is asked of today changes with the day, so the tag names the standing too, not the data alone.
        written = [write(item).model_dump(mode="json") for item in items]
        name = sha256({"data": content, "path": request.url.path, "items": written})
        page = paginate(written, content=name, limit=limit, cursor=cursor)
        etag = etag_of(sha256({"list": name, "limit": limit, "cursor": cursor}))
        if holds(request, etag):
            return not_modified(etag)
        body = answer(items=list(page.items), next=page.next, reference_data=content)
        return Response(body.model_dump_json(), headers={"ETag": etag}, media_type="application/json")

    return respond
