"""`POST /v1/replays`: how decided cases would come out by another release, or by a candidate for one."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from services.credentials.container import Container
from services.credentials.entrypoints.http.evaluations import KEY_PARAMETER
from services.credentials.entrypoints.jobs.replays import KIND
from shared.http.idempotency import identify
from shared.http.routing import create_router
from shared.http.schema import IsoDate, Schema
from shared.jobs.http import JobAnswer, add_job_routes, job_answer
from shared.jobs.jobs import Idempotency
from shared.security.principals import Principal

KEYED: dict[str, Any] = {"parameters": [KEY_PARAMETER]}
Hash = Annotated[str, Field(pattern="^sha256:[0-9a-f]{64}$")]


class ReplayRequest(Schema):
    """Which release is tried on which decided cases, and beside which other."""

    draft: Hash = Field(description="a candidate (POST /v1/candidates) or any release")
    base: Hash | None = Field(None, description="the release to compare with; the one in force if left out")
    slot: Annotated[str, Field(max_length=100)] = "recognition.outcome"
    start: IsoDate | None = Field(None, description="cases of legal dates from this day on")
    end: IsoDate | None = Field(None, description="cases of legal dates before this day")


def replay_routes(container: Container) -> APIRouter:
    """Make the routes."""
    router = create_router("/v1/replays", tags=["replays"])
    caller = Annotated[Principal, Depends(container.authenticate)]
    units, jobs = container.checking.units, container.checking.jobs

    @router.post("", status_code=202, response_model=JobAnswer, openapi_extra=KEYED)
    async def replay_cases(request: Request, body: ReplayRequest, principal: caller) -> Response:
        """Replay the tenant's decided cases, as a job.

        Its result counts the outcomes before and after, the flips with their reasons, the cases that would be
        open because a fact was never recorded, and all by group. Counts below five are held back.
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

    add_job_routes(router, "/jobs", authenticate=container.authenticate, units=units, jobs=jobs, kind=KIND)
    return router
