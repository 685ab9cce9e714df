"""`POST /v1/verifications`: what can be said about a digital credential."""

from typing import Annotated

from fastapi import APIRouter, Depends

from services.credentials.container import Container
from services.credentials.entrypoints.http.verification.schemas import (
    VerificationAnswer,
    VerificationRequest,
)
from shared.http.routing import create_router
from shared.security.principals import Principal


def verification_routes(container: Container) -> APIRouter:
    """Make the routes."""
    router = create_router("/v1/verifications", tags=["verifications"])
    caller = Annotated[Principal, Depends(container.authenticate)]

    @router.post("", response_model=VerificationAnswer)
    async def verify_credential(body: VerificationRequest, _: caller) -> VerificationAnswer:
        """Say what can be said about a credential, check by check. Nothing is fetched."""
        document, evidence = body.read_document(), body.read_evidence()
        at = body.at or container.clock.now()
        report = await container.verifying.run(lambda: container.verify(document, evidence, at))
        return VerificationAnswer.of(report)

    return router
