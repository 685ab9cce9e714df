"""`GET …/jobs/{id}` and `POST …/jobs/{id}:cancel`, for any service and any kind of job."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import Field
from starlette.responses import Response

from shared.db.unit_of_work import UnitsOfWork
from shared.http.authentication import Authenticate
from shared.http.schema import Schema
from shared.jobs.job import Job, JobState
from shared.jobs.jobs import Jobs
from shared.security.principals import Principal

POLL_SECONDS = 1


class FailureAnswer(Schema):
    """Why a job failed."""

    code: str
    title: str
    detail: str


class JobAnswer(Schema):
    """How a job stands."""

    id: UUID
    kind: str
    state: JobState
    done: int = Field(description="units finished and kept, for example rows")
    total: int | None = Field(description="units in all; null while that is not known")
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    result: dict[str, Any] | None = Field(description="set when the state is done")
    failure: FailureAnswer | None = Field(description="set when the state is failed")

    @classmethod
    def of(cls, job: Job) -> "JobAnswer":
        """Write a job."""
        failure = job.failure
        return cls(
            id=job.id,
            kind=job.kind,
            state=job.state,
            done=job.done,
            total=job.total,
            created_at=job.created_at,
            started_at=job.started_at,
            finished_at=job.finished_at,
            result=job.result,
            failure=FailureAnswer(code=failure.code, title=failure.title, detail=failure.detail)
            if failure
            else None,
        )


def job_answer(job: Job, *, location: str | None = None, status: int = 200) -> Response:
    """Answer with a job; one that goes on says when to ask again."""
    headers = {} if job.ended else {"Retry-After": str(POLL_SECONDS)}
    if location is not None:
        headers["Location"] = location
    return Response(
        JobAnswer.of(job).model_dump_json(),
        status_code=status,
        headers=headers,
        media_type="application/json",
    )


def add_job_routes(  # noqa: PLR0913 - what the routes work with
    router: APIRouter, path: str, *, authenticate: Authenticate, units: UnitsOfWork, jobs: Jobs, kind: str
) -> None:
    """Add the two routes under `path` (for example ``/jobs``) for the jobs of `kind`."""
    caller = Annotated[Principal, Depends(authenticate)]

    @router.get(path + "/{job_id}", response_model=JobAnswer)
    async def read_job(job_id: UUID, principal: caller) -> Response:
        """Say how a job stands."""
        async with units(principal.tenant) as unit:
            return job_answer(await jobs.get(unit.session, job_id, kind=kind))

    @router.post(path + "/{job_id}:cancel", response_model=JobAnswer)
    async def cancel_job(job_id: UUID, principal: caller) -> Response:
        """End a job before its time. What it has finished stays; cancelling twice is cancelling once."""
        async with units(principal.tenant) as unit:
            job = await jobs.cancel(unit.session, job_id, kind=kind)
            await unit.commit()
        return job_answer(job)
