"""`/v1/applications`: applications for recognition, their decisions and appeals.

Every step after the opening names the state it was taken on (`If-Match`): no step is taken twice, and none on
a state that nobody has read.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from services.credentials.container import Container
from services.credentials.domain.casework.case import Basis, Case, CaseEvent
from services.credentials.entrypoints.http.casework_bodies import (
    AppealResultRequest,
    ApplicationRequest,
    CaseAnswer,
    DecisionRequest,
    RequestedItems,
    SuppliedItems,
)
from services.credentials.entrypoints.http.evaluations import KEY_PARAMETER
from shared.http.conditional import etag_of, require_match
from shared.http.idempotency import identify
from shared.http.routing import create_router
from shared.kernel.ids import new_id
from shared.security.principals import Principal

MATCH_PARAMETER = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "the ETag of the state that the step is taken on",
    "schema": {"type": "string", "maxLength": 100},
}


Step = Callable[[Case, Basis | None, datetime], CaseEvent]


def casework_routes(container: Container) -> APIRouter:
    """Make the routes."""
    router = create_router("/v1/applications", tags=["applications"])
    caller = Annotated[Principal, Depends(container.authenticate)]
    keyed = {"parameters": [KEY_PARAMETER]}

    @router.post("", status_code=201, response_model=CaseAnswer, openapi_extra=keyed)
    async def open_application(request: Request, body: ApplicationRequest, principal: caller) -> Response:
        """Note that an application was received; the time to decide runs from the complete file."""
        identity, now = await identify(request, principal.tenant), container.clock.now()
        case_id = new_id(container.clock)
        async with container.open_work(principal.tenant) as work:
            kept = await container.idempotency_keys.claim(work.session, identity, now=now)
            if kept is not None:
                return kept
            await work.cases.append(principal.tenant, case_id, 1, body.opened(now))
            answer = _answer(await work.cases.get(case_id), now, status=201)
            await container.idempotency_keys.keep(work.session, identity, answer)
            await work.commit()
        container.after_commit()
        return answer

    @router.get("/{application_id}", response_model=CaseAnswer)
    async def read_application(application_id: UUID, principal: caller) -> Response:
        """Read the present state; its ETag is what the next step must name."""
        async with container.open_work(principal.tenant) as work:
            return _answer(await work.cases.get(application_id), container.clock.now())

    _information(router, container)
    _steps(router, container)
    return router


def _information(router: APIRouter, container: Container) -> None:
    caller = Annotated[Principal, Depends(container.authenticate)]
    matched = {"parameters": [MATCH_PARAMETER]}

    @router.post("/{application_id}/requests", response_model=CaseAnswer, openapi_extra=matched)
    async def request_information(
        request: Request, application_id: UUID, body: RequestedItems, principal: caller
    ) -> Response:
        """Ask the applicant for what is missing; the time to decide stands still until it is there."""

        def step(case: Case, _: Basis | None, at: datetime) -> CaseEvent:
            return case.request(body.items, at)

        return await _take(container, request, principal, application_id, step)

    @router.post("/{application_id}/supplies", response_model=CaseAnswer, openapi_extra=matched)
    async def supply_information(
        request: Request, application_id: UUID, body: SuppliedItems, principal: caller
    ) -> Response:
        """Note what the applicant supplied, or cannot obtain; the time goes on when nothing is owed."""

        def step(case: Case, _: Basis | None, at: datetime) -> CaseEvent:
            return case.supply(body.items, body.unobtainable, at)

        return await _take(container, request, principal, application_id, step)


def _steps(router: APIRouter, container: Container) -> None:
    caller = Annotated[Principal, Depends(container.authenticate)]
    matched = {"parameters": [MATCH_PARAMETER]}

    @router.post("/{application_id}/decisions", response_model=CaseAnswer, openapi_extra=matched)
    async def issue_decision(
        request: Request, application_id: UUID, body: DecisionRequest, principal: caller
    ) -> Response:
        """Issue a decision; less than full recognition needs an evaluation of this case that carries it."""

        def step(case: Case, basis: Basis | None, at: datetime) -> CaseEvent:
            return case.decide(new_id(container.clock), body.outcome, basis, at)

        return await _take(container, request, principal, application_id, step, body.evaluation_id)

    @router.post("/{application_id}/appeals", response_model=CaseAnswer, openapi_extra=matched)
    async def lodge_appeal(request: Request, application_id: UUID, principal: caller) -> Response:
        """Note that an appeal was lodged: against the last decision, or against there being none in time.

        Silence is open to appeal from the day after the last day of the time to decide, and at once where no
        limit was fixed beforehand; not while the applicant owes something.
        """

        def step(case: Case, _: Basis | None, at: datetime) -> CaseEvent:
            return case.appeal(new_id(container.clock), at)

        return await _take(container, request, principal, application_id, step)

    @router.post("/{application_id}/appeals:end", response_model=CaseAnswer, openapi_extra=matched)
    async def end_appeal(
        request: Request, application_id: UUID, body: AppealResultRequest, principal: caller
    ) -> Response:
        """Note how the open appeal ended."""

        def step(case: Case, _: Basis | None, at: datetime) -> CaseEvent:
            return case.end_appeal(body.result, at)

        return await _take(container, request, principal, application_id, step)


async def _take(  # noqa: PLR0913, PLR0917 - the step and what it is taken on
    container: Container,
    request: Request,
    principal: Principal,
    application_id: UUID,
    step: Step,
    evaluation_id: UUID | None = None,
) -> Response:
    async with container.open_work(principal.tenant) as work:
        case = await work.cases.get(application_id)
        require_match(request, _etag(case))
        basis = None if evaluation_id is None else await work.cases.basis(evaluation_id, application_id)
        now = container.clock.now()
        event = step(case, basis, now)
        await work.cases.append(principal.tenant, application_id, case.version + 1, event)
        await work.commit()
    container.after_commit()
    return _answer(case.after(event), now)


def _etag(case: Case) -> str:
    return etag_of(f"{case.id}.{case.version}")


def _answer(case: Case, now: datetime, *, status: int = 200) -> Response:
    answer = CaseAnswer.of(case, now).model_dump_json()
    headers = {"ETag": _etag(case), "Location": f"/v1/applications/{case.id}"}
    return Response(answer, status_code=status, headers=headers, media_type="application/json")
