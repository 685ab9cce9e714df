"""`/v1/applications/{id}/decisions/{id}/statement`: the signed statement of a decision.

PUT issues it. It is idempotent by itself, so it takes no Idempotency-Key, whose kept answer would hold the
holder's name. `Accept` chooses between the signed document and a page that is made from it.
"""

import base64
from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from services.credentials.application.statements import Issued
from services.credentials.container import Container
from services.credentials.entrypoints.http.statements.bodies import StatementRequest
from services.credentials.entrypoints.http.statements.page import page
from shared.explanations.catalogue import statement_words
from shared.explanations.explain import Language
from shared.explanations.statement import readable
from shared.http.conditional import etag_of, holds, not_modified
from shared.http.routing import create_router
from shared.security.principals import Principal

CREDENTIAL, PAGE = "application/vc+jwt", "text/html"
PLACE = "/v1/applications/{application_id}/decisions/{decision_id}/statement"
POLICY = "default-src 'none'; style-src 'unsafe-inline'"
GIVEN: dict[str, Any] = {
    "description": "the signed statement, a W3C Verifiable Credential 2.0 in a JWS; or a page made from it",
    "content": {it: {"schema": {"type": "string"}} for it in (CREDENTIAL, PAGE)},
}


def statement_routes(container: Container) -> APIRouter:
    """Make the routes."""
    router = create_router(tags=["statements"])
    caller = Annotated[Principal, Depends(container.authenticate)]

    @router.put(PLACE, response_class=Response, responses={200: GIVEN, 201: GIVEN})
    async def issue_statement(  # noqa: PLR0913, PLR0917 - FastAPI's way to declare what a request has
        request: Request,
        application_id: UUID,
        decision_id: UUID,
        body: StatementRequest,
        principal: caller,
        language: Language = Language.ENGLISH,
    ) -> Response:
        """Issue the statement of a decision, once: the same again gives the same bytes (200)."""
        order = body.to_order(application_id, decision_id)
        return _answer(request, await container.issue_statement(principal.tenant, order), language)

    @router.get(PLACE, response_class=Response, responses={200: GIVEN})
    async def read_statement(
        request: Request,
        application_id: UUID,
        decision_id: UUID,
        principal: caller,
        language: Language = Language.ENGLISH,
    ) -> Response:
        """Give the statement as it was issued; one that names its holder is not kept (409)."""
        issued = await container.issue_statement.kept(principal.tenant, application_id, decision_id)
        answer = _answer(request, issued, language)
        etag = answer.headers["ETag"]
        return not_modified(etag) if holds(request, etag) else answer

    return router


def _answer(request: Request, issued: Issued, language: Language) -> Response:
    kept = issued.kept
    headers = {
        "Location": PLACE.format(application_id=kept.application_id, decision_id=kept.decision_id),
        "Statement-Id": str(kept.id),
        "Vary": "Accept",
        "Cache-Control": "private, no-cache",
    }
    status = 201 if issued.new else 200
    if _wants_page(request):
        told = readable(_content(issued.signed), kept.digest, statement_words(language))
        headers |= {"ETag": etag_of(f"{kept.digest}.{language}"), "Content-Security-Policy": POLICY}
        return Response(page(told), status, headers, media_type=PAGE)
    headers |= {"ETag": etag_of(kept.digest), "Content-Type": CREDENTIAL}
    return Response(issued.signed, status, headers)


def _wants_page(request: Request) -> bool:
    """Say whether a page is named before the signed document is."""
    for wish in request.headers.get("accept", "").split(","):
        media_type = wish.partition(";")[0].strip().lower()
        if media_type in {PAGE, CREDENTIAL}:
            return media_type == PAGE
    return False


def _content(signed: bytes) -> dict[str, Any]:
    payload = signed.split(b".")[1]
    content: dict[str, Any] = orjson.loads(base64.urlsafe_b64decode(payload + b"=" * (-len(payload) % 4)))
    return content
