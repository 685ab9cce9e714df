"""`/v1/statistics/evaluations`: true counts of evaluations, for the statistician of the authority itself."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from pydantic import Field

from services.indicators.container import Container
from services.indicators.domain.recognition.evaluated import Dimension
from services.indicators.entrypoints.http.scopes import UNKEPT, statistician
from shared.http.routing import create_router
from shared.http.schema import Schema
from shared.security.principals import Principal

GROUP_BY = "one or more dimensions; repeat the parameter for a cross-tabulation"


class GroupAnswer(Schema):
    """One group: the value of each dimension, None where there is none."""

    key: dict[Dimension, str | None]
    count: int


class StatisticsAnswer(Schema):
    """True counts of completed evaluations of the caller's tenant: not for publication."""

    group_by: list[Dimension]
    groups: list[GroupAnswer]
    evaluations: int = Field(description="distinct evaluations; by instrument, groups may add up to more")


def statistics_routes(container: Container) -> APIRouter:
    """Make the routes."""
    router = create_router("/v1/statistics", tags=["statistics"])
    insider = Annotated[Principal, Depends(statistician(container.authenticate))]
    dimensions = Annotated[list[Dimension], Query(description=GROUP_BY, max_length=len(Dimension))]

    @router.get("/evaluations", response_model=StatisticsAnswer)
    async def count_evaluations(
        principal: insider, group_by: dimensions, response: Response
    ) -> StatisticsAnswer:
        """Count completed evaluations by outcome, country, instrument, month: not for publication."""
        response.headers.update(UNKEPT)
        wanted = tuple(dict.fromkeys(group_by))
        async with container.open_work(principal.tenant) as work:
            statistics = await work.projection.count(wanted)
        return StatisticsAnswer(
            group_by=list(wanted),
            groups=[
                GroupAnswer(key=dict(zip(wanted, group.key, strict=True)), count=group.count)
                for group in statistics.groups
            ],
            evaluations=statistics.evaluations,
        )

    return router
