"""`/v1/statistics/calendar`: when which table becomes public, told beforehand; its figures are not."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import Field

from services.indicators.application.released import read_calendar
from services.indicators.container import Container
from services.indicators.domain.recognition.cubes import CUBES
from services.indicators.entrypoints.http.scopes import PRIVATE
from shared.http.routing import create_router
from shared.http.schema import Schema
from shared.security.principals import Principal


class EntryAnswer(Schema):
    """One table and its day."""

    cube: str
    name: str
    year: int
    public_from: datetime
    release: UUID | None = Field(description="where it can be read; null before its day")


class CalendarAnswer(Schema):
    """Past and coming releases, the earliest first."""

    as_of: datetime
    entries: list[EntryAnswer]


def calendar_routes(container: Container) -> APIRouter:
    """Make the route."""
    router = create_router("/v1/statistics", tags=["statistics"])
    caller = Annotated[Principal, Depends(container.authenticate)]

    @router.get("/calendar", response_model=CalendarAnswer)
    async def show_calendar(principal: caller, response: Response) -> CalendarAnswer:
        """List when which table was or will be public; before its day, nobody without the scope sees it."""
        response.headers.update(PRIVATE)
        now = container.clock.now()
        entries = [
            EntryAnswer(
                cube=it.cube,
                name=CUBES[it.cube].name,
                year=it.year,
                public_from=it.public_from,
                release=it.id if it.is_public(now) else None,
            )
            for it in await read_calendar(container.open_cases, principal.tenant)
        ]
        return CalendarAnswer(as_of=now, entries=entries)

    return router
