"""`/v1/loads`: releases taken in over HTTP, as jobs, and the signed report of each load."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from services.indicators.adapters.observations.uploads import LARGEST, TooLarge, Uploads
from services.indicators.application.load import LoadRelease, Order
from services.indicators.domain.loading.reading import Source
from services.indicators.domain.loading.record import Load, Loads
from services.indicators.entrypoints.jobs.load import KIND
from shared.db.unit_of_work import UnitsOfWork
from shared.http.authentication import Authenticate, requiring
from shared.http.conditional import etag_of, holds, not_modified
from shared.http.pagination import Cursor, Limit, paginate
from shared.http.problems import Problem
from shared.http.routing import create_router
from shared.http.schema import Schema
from shared.jobs.http import JobAnswer, add_job_routes, job_answer
from shared.jobs.jobs import Idempotency, Jobs
from shared.kernel.canonical import sha256
from shared.kernel.errors import Unavailable
from shared.security.principals import Principal
from shared.security.scopes import Scope

SCOPE = Scope.INDICATORS_LOAD
_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    },
    "parameters": [
        {"name": "Idempotency-Key", "in": "header", "required": False, "schema": {"type": "string"}}
    ],
}


class FileAnswer(Schema):
    """A file that was read."""

    name: str
    sha256: str
    size: int


class LoadAnswer(Schema):
    """One load."""

    id: UUID
    source: str
    release: str
    published: date | None
    files: list[FileAnswer]
    accepted: bool
    known_at: datetime = Field(description="the moment from which its figures are known here")
    observations: int

    @classmethod
    def of(cls, load: Load) -> "LoadAnswer":
        """Write a load."""
        files = [FileAnswer(name=it.name, sha256=it.sha256, size=it.size) for it in load.files]
        return cls(
            id=load.id,
            source=load.source,
            release=load.release,
            published=load.published,
            files=files,
            accepted=load.accepted,
            known_at=load.known_at,
            observations=load.observations,
        )


class SourceAnswer(Schema):
    """A source that can be loaded."""

    id: str
    title: str
    releases: str = Field(description="how release ids begin")
    files: str = Field(description="which files are expected")


class LoadsAnswer(Schema):
    """A page of loads, the newest first, and the sources that there are."""

    loads: list[LoadAnswer]
    next: str | None = Field(description="the cursor of the next page")
    sources: list[SourceAnswer]


class Loading:
    """What the routes work with. `load` is None where no key to sign reports is configured."""

    def __init__(  # noqa: PLR0913 - each is a part of it
        self,
        *,
        loads: Loads,
        uploads: Uploads,
        load: LoadRelease | None,
        sources: list[Source],
        units: UnitsOfWork,
        jobs: Jobs,
        wake_worker: Callable[[], None],
    ) -> None:
        self.loads = loads
        self.uploads = uploads
        self.load = load
        self.sources = sources
        self.units = units
        self.jobs = jobs
        self.wake_worker = wake_worker


def load_routes(parts: Loading, authenticate: Authenticate) -> APIRouter:
    """Make the routes."""
    router = create_router("/v1/loads", tags=["loads"])
    _taking_in(router, parts, authenticate)
    add_job_routes(router, "/jobs", authenticate=authenticate, units=parts.units, jobs=parts.jobs, kind=KIND)
    _looking(router, parts, authenticate)
    return router


def _taking_in(router: APIRouter, parts: Loading, authenticate: Authenticate) -> None:
    operator = Annotated[Principal, Depends(requiring(SCOPE, authenticate))]
    words = Annotated[list[str] | None, Query(max_length=20)]

    @router.post("", status_code=202, response_model=JobAnswer, openapi_extra=_BODY)
    async def load_release(  # noqa: PLR0913, PLR0917 - each is a parameter of the request
        request: Request,
        principal: operator,
        source: Annotated[str, Query(max_length=60)],
        release: Annotated[str, Query(max_length=100)],
        name: Annotated[str, Query(max_length=200, description="the file's name")] = "data.csv",
        published: Annotated[date | None, Query(description="the day of the release")] = None,
        companion: words = None,
        bundle: Annotated[bool, Query(description="the body is a zip of the files")] = False,  # noqa: FBT002
    ) -> Response:
        """Load a release from the file in the body, as a job: all of it, or nothing and the reasons."""
        if parts.load is None:
            raise Unavailable("no key to sign reports is configured here", retry_after=60)
        parts.load.check(Order(source, release, ()))
        try:
            files = await parts.uploads.keep(request.stream(), name, bundle=bundle)
        except TooLarge:
            detail = f"the body is larger than {LARGEST:,} bytes"
            raise Problem(413, "body_too_large", "The body is too large", detail) from None
        parameters = {
            "source": source,
            "release": release,
            "published": published.isoformat() if published else None,
            "companions": sorted(companion or ()),
            "files": [it.as_json() for it in files],
        }
        key = request.headers.get("idempotency-key") or uuid4().hex
        async with parts.units(principal.tenant) as unit:
            job, _ = await parts.jobs.create(
                unit.session,
                tenant=principal.tenant,
                kind=KIND,
                parameters=parameters,
                once=Idempotency(key[:255], sha256(parameters)),
            )
            await unit.commit()
        parts.wake_worker()
        return job_answer(job, location=f"/v1/loads/jobs/{job.id}", status=202)


def _looking(router: APIRouter, parts: Loading, authenticate: Authenticate) -> None:
    @router.get("", dependencies=[Depends(authenticate)])
    async def list_loads(limit: Limit = 100, cursor: Cursor = None) -> LoadsAnswer:
        """List the loads, refused ones too, and what can be loaded."""
        sources = [
            SourceAnswer(id=it.id, title=it.title, releases=f"{it.agency}-...", files=it.files)
            for it in parts.sources
            if it.agency
        ]
        loads = await parts.loads.all()
        page = paginate(loads, content=str(loads[0].id) if loads else "none", limit=limit, cursor=cursor)
        return LoadsAnswer(loads=[LoadAnswer.of(it) for it in page.items], next=page.next, sources=sources)

    @router.get("/{load_id}/report", dependencies=[Depends(authenticate)])
    async def show_report(load_id: UUID, request: Request) -> Response:
        """Show what was checked and found, row by row, signed: `report` is byte for byte what was signed."""
        etag = etag_of(str(load_id))
        if holds(request, etag):
            return not_modified(etag)
        signed = await parts.loads.report(load_id)
        return Response(signed.document(), media_type="application/json", headers={"ETag": etag})
