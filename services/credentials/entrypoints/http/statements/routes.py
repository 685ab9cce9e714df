"""`/v1/applications/{id}/decisions/{id}/statement`: the signed statement of a decision.

PUT issues it. It is idempotent by itself, so it takes no Idempotency-Key, whose kept answer would hold the
holder's name.
"""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from services.credentials.application.statements import Issued
from services.credentials.container import Container
from services.credentials.entrypoints.http.statements.bodies import StatementRequest
from shared.http.conditional import etag_of, holds, not_modified
from shared.http.routing import create_router
from shared.security.principals import Principal

CREDENTIAL = "application/vc+jwt"
PLACE = "/v1/applications/{application_id}/decisions/{decision_id}/statement"
SIGNED: dict[str, Any] = {
    "description": "the signed statement: a W3C Verifiable Credential 2.0 in a JWS",
    "content": {CREDENTIAL: {"schema": {"type": "string"}}},
}


def statement_routes(container: Container) -> APIRouter:
    """Make the routes."""
    router = create_router(tags=["statements"])
    caller = Annotated[Principal, Depends(container.authenticate)]

    @router.put(PLACE, response_class=Response, responses={200: SIGNED, 201: SIGNED})
    async def issue_statement(
        application_id: UUID, decision_id: UUID, body: StatementRequest, principal: caller
    ) -> Response:
        """Issue the statement of a decision, once: the same again gives the same bytes (200)."""
        order = body.to_order(application_id, decision_id)
        return _answer(await container.issue_statement(principal.tenant, order))

    @router.get(PLACE, response_class=Response, responses={200: SIGNED})
    async def read_statement(
        request: Request, application_id: UUID, decision_id: UUID, principal: caller
    ) -> Response:
        """Give the statement as it was issued; one that names its holder is not kept (409)."""
        issued = await container.issue_statement.kept(principal.tenant, application_id, decision_id)
        etag = etag_of(issued.kept.digest)
        return not_modified(etag) if holds(request, etag) else _answer(issued)

    return router


def _answer(issued: Issued) -> Response:
    kept = issued.kept
    headers = {
        "ETag": etag_of(kept.digest),
        "Location": PLACE.format(application_id=kept.application_id, decision_id=kept.decision_id),
        "Statement-Id": str(kept.id),
    }
    # Without a charset, which application types do not have.
    headers["Content-Type"] = CREDENTIAL
    return Response(issued.signed, status_code=201 if issued.new else 200, headers=headers)
