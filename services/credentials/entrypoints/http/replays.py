"""`POST /v1/replays`: how decided cases would come out by another release, or by a candidate for one."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from services.credentials.adapters.replays.flips import Flips
from services.credentials.container import Container
from services.credentials.domain.replay.flips import How
from services.credentials.entrypoints.http.evaluations import KEY_PARAMETER
from services.credentials.entrypoints.jobs.replays import KIND
from shared.http.authentication import requiring
from shared.http.idempotency import identify
from shared.http.pagination import Cursor, Limit, paginate
from shared.http.routing import create_router
from shared.http.schema import IsoDate, Schema
from shared.jobs.http import JobAnswer, add_job_routes, job_answer
from shared.jobs.jobs import Idempotency
from shared.security.principals import Principal
from shared.security.scopes import Scope

SCOPE = Scope.CASES_READ
"""Whoever may see which cases would come out otherwise; the counts are for every caller of the tenant."""

KEYED: dict[str, Any] = {"parameters": [KEY_PARAMETER]}
Hash = Annotated[str, Field(pattern="^sha256:[0-9a-f]{64}$")]


class ReplayRequest(Schema):
    """Which release is tried on which decided cases, and beside which other."""

    draft: Hash = Field(description="a candidate (POST /v1/candidates) or any release")
    base: Hash | None = Field(None, description="the release to compare with; the one in force if left out")
    slot: Annotated[str, Field(max_length=100)] = "recognition.outcome"
    start: IsoDate | None = Field(None, description="cases of legal dates from this day on")
    end: IsoDate | None = Field(None, description="cases of legal dates before this day")


class ReasonAnswer(Schema):
    """A rule that answers otherwise, or one of its conditions, and what lies behind that."""

    rule: str
    condition: str | None = Field(description="the named condition; null: the rule as a whole")
    how: How
    before: str | None = Field(
        description="true, false or unknown; null: there was no such rule or condition"
    )
    after: str | None = Field(description="its value now; null: there is none any more")
    rewritten: bool = Field(description="the condition's own text is another")
    parameters: list[str] = Field(description="parameters that it reads and that say otherwise on the day")
    conclusions: list[str] = Field(description="facts that it reads and that the rules conclude otherwise")


class FlipAnswer(Schema):
    """An evaluation that would come out otherwise: its outcomes in one word each, and why."""

    evaluation: UUID
    legal_date: date
    before: str
    after: str
    reasons: list[ReasonAnswer]

    @classmethod
    def of(cls, row: Any) -> "FlipAnswer":
        """Write a flip."""
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


class FlipsAnswer(Schema):
    """A page of flips."""

    items: list[FlipAnswer]
    next: str | None


def replay_routes(container: Container) -> APIRouter:
    """Make the routes."""
    router = create_router("/v1/replays", tags=["replays"])
    caller = Annotated[Principal, Depends(container.authenticate)]
    reader = Annotated[Principal, Depends(requiring(SCOPE, container.authenticate))]
    units, jobs = container.checking.units, container.checking.jobs

    @router.post("", status_code=202, response_model=JobAnswer, openapi_extra=KEYED)
    async def replay_cases(request: Request, body: ReplayRequest, principal: caller) -> Response:
        """Replay the tenant's decided cases, as a job.

        Its result counts the outcomes before and after, the flips with their reasons, the cases that would be
        open because a fact was never recorded, and all by group. Counts below five are held back. The flips
        themselves are listed beside it, for whoever may read cases.
        """
        identity = await identify(request, principal.tenant)
        async with units(principal.tenant) as unit:
            job, _ = await jobs.create(
                unit.session,
                tenant=principal.tenant,
                kind=KIND,
                parameters=body.model_dump(mode="json"),
                once=Idempotency(identity.key, identity.fingerprint),
            )
            await unit.commit()
        container.checking.worker.nudge()
        return job_answer(job, location=f"/v1/replays/jobs/{job.id}", status=202)

    @router.get("/jobs/{job_id}/flips", response_model=FlipsAnswer)
    async def list_flips(
        job_id: UUID, principal: reader, limit: Limit = 100, cursor: Cursor = None
    ) -> FlipsAnswer:
        """List the evaluations that would come out otherwise, each with the rules and conditions behind it.

        At most 10,000 are listed. An evaluation is named by its id; who it is about stands nowhere here.
        """
        async with units(principal.tenant) as unit:
            job = await jobs.get(unit.session, job_id, kind=KIND)
            flips = Flips(unit.session, job.id)
            numbers = range(1, await flips.count() + 1)
            page = paginate(numbers, content=f"{job.id} {job.state}", limit=limit, cursor=cursor)
            rows = await flips.numbered(page.items)
        return FlipsAnswer(items=[FlipAnswer.of(it) for it in rows], next=page.next)

    add_job_routes(router, "/jobs", authenticate=container.authenticate, units=units, jobs=jobs, kind=KIND)
    return router
