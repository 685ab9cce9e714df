"""`/v1/verifications`: what can be said about a digital credential. The credential itself is not kept."""

from typing import Annotated
from uuid import UUID

import orjson
from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from services.credentials.container import Container
from services.credentials.entrypoints.http.evaluations import KEY_PARAMETER
from services.credentials.entrypoints.http.verification.schemas import (
    VerificationAnswer,
    VerificationRequest,
)
from shared.http.conditional import etag_of, holds, not_modified
from shared.http.idempotency import identify
from shared.http.routing import create_router
from shared.kernel.ids import new_id
from shared.security.principals import Principal


def verification_routes(container: Container) -> APIRouter:
    """Make the routes."""
    router = create_router("/v1/verifications", tags=["verifications"])
    caller = Annotated[Principal, Depends(container.authenticate)]

    @router.post(
        "", status_code=201, response_model=VerificationAnswer, openapi_extra={"parameters": [KEY_PARAMETER]}
    )
    async def verify_credential(request: Request, body: VerificationRequest, principal: caller) -> Response:
        """Say what can be said about a credential, check by check. Nothing is fetched."""
        document, evidence = body.read_document(), body.read_evidence()
        identity, now = await identify(request, principal.tenant), container.clock.now()
        at = body.at or now
        report = await container.verifying.run(lambda: container.verify(document, evidence, at))
        answered = VerificationAnswer.of(new_id(container.clock), report)
        async with container.open_work(principal.tenant) as work:
            kept = await container.idempotency_keys.claim(work.session, identity, now=now)
            if kept is not None:
                return kept
            written = answered.model_dump(mode="json")
            await work.verifications.add(principal.tenant, answered.id, written, now)
            answer = Response(
                orjson.dumps(written),
                status_code=201,
                headers={"Location": f"/v1/verifications/{answered.id}"},
                media_type="application/json",
            )
            await container.idempotency_keys.keep(work.session, identity, answer)
            await work.commit()
        return answer

    @router.get("/{verification_id}", response_model=VerificationAnswer)
    async def read_verification(request: Request, verification_id: UUID, principal: caller) -> Response:
        """Fetch a verification as it was answered; it never changes."""
        async with container.open_work(principal.tenant) as work:
            document = await work.verifications.document(verification_id)
        etag = etag_of(str(verification_id))
        if holds(request, etag):
            return not_modified(etag)
        return Response(orjson.dumps(document), media_type="application/json", headers={"ETag": etag})

    return router
