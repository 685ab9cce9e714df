"""`/v1/evaluations`."""

from typing import Annotated
from uuid import UUID

import orjson
from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from services.credentials.container import Container
from services.credentials.entrypoints.http.answers import (
    EvaluationAnswer,
    ExplainedQuestion,
    ExplanationAnswer,
    TraceAnswer,
)
from services.credentials.entrypoints.http.once import EvaluatedOnce
from services.credentials.entrypoints.http.schemas import EvaluationRequest
from shared.explanations.catalogue import catalogue
from shared.explanations.explain import Language
from shared.http.idempotency import HEADER, identify
from shared.http.routing import create_router
from shared.security.principals import Principal

KEY_PARAMETER = {
    "name": HEADER,
    "in": "header",
    "required": True,
    "description": "new for each new request; a repeated request is answered from the first",
    "schema": {"type": "string", "maxLength": 255},
}


def evaluation_routes(container: Container) -> APIRouter:
    """Make the routes."""
    router = create_router("/v1/evaluations", tags=["evaluations"])
    caller = Annotated[Principal, Depends(container.authenticate)]

    @router.post(
        "", status_code=201, response_model=EvaluationAnswer, openapi_extra={"parameters": [KEY_PARAMETER]}
    )
    async def evaluate(request: Request, body: EvaluationRequest, principal: caller) -> Response:
        """Recommend an outcome for an award, with reasons that cite the law."""
        application = body.to_domain(today=container.clock.now().date())
        identity = await identify(request, principal.tenant)
        once = EvaluatedOnce(container.idempotency_keys, identity, container.clock)
        return await container.evaluate(principal.tenant, application, once)

    @router.get("/{evaluation_id}", response_model=EvaluationAnswer)
    async def read_evaluation(evaluation_id: UUID, principal: caller) -> Response:
        """Fetch an evaluation as it was answered."""
        async with container.open_work(principal.tenant) as work:
            document = await work.evaluations.document(evaluation_id)
        return Response(orjson.dumps(document), media_type="application/json")

    @router.get("/{evaluation_id}/trace", response_model=TraceAnswer)
    async def read_trace(evaluation_id: UUID, principal: caller) -> Response:
        """Show every rule that was weighed, decided again from the hashes of facts and release."""
        trace = await container.retrace.trace(principal.tenant, evaluation_id)
        return Response(trace, media_type="application/json")

    @router.get("/{evaluation_id}/explanation", response_model=ExplanationAnswer)
    async def explain_evaluation(
        evaluation_id: UUID, principal: caller, language: Language = Language.ENGLISH
    ) -> ExplanationAnswer:
        """Say in plain words how the evaluation came about, decided again from its hashes."""
        told = await container.retrace.explanation(principal.tenant, evaluation_id, catalogue(language))
        return ExplanationAnswer(
            evaluation=evaluation_id, language=language, questions=[ExplainedQuestion.of(*it) for it in told]
        )

    return router
