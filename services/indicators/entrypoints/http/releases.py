"""`/v1/statistics/releases`: public tables, each attacked before it went out."""

import csv
import io
from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import AwareDatetime, Field

from services.indicators.application.released import Reader, read_release, read_releases
from services.indicators.container import Container
from services.indicators.domain.disclosure.noise import STANDARD
from services.indicators.domain.disclosure.released import SuppressionReason
from services.indicators.domain.observations.codes import ConfStatus
from services.indicators.domain.recognition.cubes import CUBES, cube
from services.indicators.domain.recognition.released import StatisticalRelease
from services.indicators.entrypoints.http.scopes import PRIVATE, RELEASE, UNKEPT, sees_ahead, statistician
from shared.http.authentication import requiring
from shared.http.conditional import etag_of, holds, not_modified
from shared.http.pagination import Cursor, Limit, paginate
from shared.http.routing import create_router
from shared.http.schema import Schema
from shared.kernel.canonical import sha256
from shared.security.principals import Principal


class Form(StrEnum):
    """How a table is written."""

    JSON = "json"
    CSV = "csv"


class CubeAnswer(Schema):
    """A table that may become public."""

    id: str
    name: str
    dimensions: list[str]


class CubesAnswer(Schema):
    """All tables that may become public, and the noise that their counts carry."""

    cubes: list[CubeAnswer]
    perturbation: dict[int, dict[int, int]] = Field(
        description="from which count on how many of the 256 cell keys get which noise"
    )


class ReleaseRequest(Schema):
    """Which table for which year of closing."""

    cube: str
    year: int = Field(ge=1997, le=2100)
    public_from: AwareDatetime | None = Field(None, description="the moment it becomes public; left out: now")


class AuditAnswer(Schema):
    """What is told of the audit: how many counts are hidden, and that none of them can be worked out."""

    hidden: int
    recovered: int
    narrow: int


class AuditDetailAnswer(Schema):
    """All that the audit found. True counts went into it: not for publication."""

    attacked: int = Field(description="hidden counts of this and of earlier releases that it is tied to")
    recovered: int
    narrow: int
    narrowest: float | None = Field(description="the smallest interval over what it must be; 1 or more")
    error: float = Field(description="mean relative error of shown counts of 50 and more")
    large_hidden: int


class ReleaseAnswer(Schema):
    """One release, without its cells."""

    id: UUID
    cube: str
    year: int
    population: str
    counted_at: datetime = Field(
        description="the cases are those of this moment, in all tables of a year alike"
    )
    released_at: datetime
    public_from: datetime
    method: str
    error: int = Field(description="the largest difference between a shown count and the true one")
    audit: AuditAnswer


class CellAnswer(Schema):
    """One cell; hidden ones are there, with their status and the reason."""

    key: list[str]
    value: int | None
    conf_status: ConfStatus
    suppression_reason: SuppressionReason | None


class TableAnswer(ReleaseAnswer):
    """One release with its cells."""

    dimensions: list[str]
    cells: list[CellAnswer]


class ReleasesAnswer(Schema):
    """A page of all releases, the oldest first."""

    releases: list[ReleaseAnswer]
    next: str | None = Field(description="cursor of the next page; None on the last")


def release_routes(container: Container) -> APIRouter:
    """Make the routes."""
    router = create_router("/v1/statistics", tags=["statistics"])
    publisher = Annotated[Principal, Depends(requiring(RELEASE, container.authenticate))]

    @router.get("/cubes", response_model=CubesAnswer, dependencies=[Depends(container.authenticate)])
    async def list_cubes() -> CubesAnswer:
        """List the tables that may become public; no other breakdown is ever released."""
        return CubesAnswer(
            cubes=[
                CubeAnswer(id=it.id, name=it.name, dimensions=list(it.dimensions)) for it in CUBES.values()
            ],
            perturbation={start: dict(row) for start, row in STANDARD.rows.items()},
        )

    @router.post("/releases", status_code=201, response_model=ReleaseAnswer)
    async def release_table(body: ReleaseRequest, principal: publisher, response: Response) -> ReleaseAnswer:
        """Protect, attack and release a table; with nothing new, the last release is given again (200)."""
        made, new = await container.publish(principal.tenant, cube(body.cube), body.year, body.public_from)
        response.status_code = 201 if new else 200
        response.headers["Location"] = f"/v1/statistics/releases/{made.id}"
        return _answer(made)

    _readers(router, container)
    return router


def _readers(router: APIRouter, container: Container) -> None:
    caller = Annotated[Principal, Depends(container.authenticate)]
    insider = Annotated[Principal, Depends(statistician(container.authenticate))]

    @router.get("/releases")
    async def list_releases(
        principal: caller, response: Response, limit: Limit = 100, cursor: Cursor = None
    ) -> ReleasesAnswer:
        """List what was released."""
        response.headers.update(PRIVATE)
        found = await read_releases(container.open_cases, _reader(container, principal))
        name = sha256([str(it.id) for it in found])
        page = paginate(found, content=name, limit=limit, cursor=cursor)
        return ReleasesAnswer(releases=[_answer(it) for it in page.items], next=page.next)

    @router.get("/releases/{release_id}:audit")
    async def show_audit(release_id: UUID, principal: insider, response: Response) -> AuditDetailAnswer:
        """Show what the audit of a release found: not for publication."""
        response.headers.update(UNKEPT)
        it = await read_release(container.open_cases, _reader(container, principal), release_id)
        return AuditDetailAnswer.model_validate(it.audit, from_attributes=True)

    @router.get("/releases/{release_id}", response_model=TableAnswer)
    async def show_release(
        request: Request,
        release_id: UUID,
        principal: caller,
        form: Annotated[Form, Query(alias="format")] = Form.JSON,
    ) -> Response:
        """Show a released table as JSON or CSV; it never changes."""
        etag = etag_of(f"{release_id}.{form}")
        it = await read_release(container.open_cases, _reader(container, principal), release_id)
        if holds(request, etag):
            return not_modified(etag)
        headers = {**PRIVATE, "ETag": etag}
        if form is Form.CSV:
            return Response(_csv(it), media_type="text/csv; charset=utf-8", headers=headers)
        return Response(_table(it).model_dump_json(), media_type="application/json", headers=headers)


def _reader(container: Container, principal: Principal) -> Reader:
    return Reader(principal.tenant, container.clock.now(), sees_ahead(principal))


def _answer(it: StatisticalRelease) -> ReleaseAnswer:
    return ReleaseAnswer(
        id=it.id,
        cube=it.cube,
        year=it.year,
        population=it.table.population,
        counted_at=it.counted_at,
        released_at=it.released_at,
        public_from=it.public_from,
        method=it.table.method,
        error=it.table.error,
        audit=AuditAnswer(
            hidden=it.table.values.count(None), recovered=it.audit.recovered, narrow=it.audit.narrow
        ),
    )


def _table(it: StatisticalRelease) -> TableAnswer:
    cells = [
        CellAnswer(
            key=list(cell.key), value=cell.value, conf_status=cell.conf, suppression_reason=cell.reason
        )
        for cell in it.table.cells()
    ]
    return TableAnswer(**_answer(it).model_dump(), dimensions=list(it.table.dimensions), cells=cells)


def _csv(it: StatisticalRelease) -> str:
    sink = io.StringIO()
    writer = csv.writer(sink, lineterminator="\r\n")
    writer.writerow((*it.table.dimensions, "TIME_PERIOD", "OBS_VALUE", "CONF_STATUS", "SUPPRESSION_REASON"))
    for cell in it.table.cells():
        value = "" if cell.value is None else cell.value
        writer.writerow(
            (*cell.key, it.year, value, cell.conf.value, cell.reason.value if cell.reason else "")
        )
    return sink.getvalue()
