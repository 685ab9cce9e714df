"""`/v1/statistics/bridge`: recognition demand beside the people of the same origins."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from services.indicators.application.bridge import Stock, build_bridge
from services.indicators.application.released import Reader, read_release
from services.indicators.container import Container
from services.indicators.domain.formulas.catalogue import CATALOGUE
from services.indicators.domain.formulas.quantity import Quantity
from services.indicators.domain.recognition.bridge import DEMAND, GAP
from services.indicators.entrypoints.http.scopes import sees_ahead
from shared.http.routing import create_router
from shared.http.schema import CountryCode, Schema
from shared.security.principals import Principal


class QuantityAnswer(Schema):
    """A value with bounds, or the reason why there is none."""

    value: float | None
    lower: float | None
    upper: float | None
    absence: str | None


class OriginAnswer(Schema):
    """One origin; hidden decisions and unknown stocks are null, and so is the demand, which says why."""

    origin: str
    decisions: int | None
    stock: float | None
    demand: QuantityAnswer


class BridgeAnswer(Schema):
    """The largest origins first; `gap` is the share of people whose origin has no decision at all."""

    release: UUID
    cube: str
    year: int
    stock_indicator: str
    stock_year: int
    stock_vintage: str
    formulas: list[str]
    gap: QuantityAnswer
    uncovered: list[str]
    without_stock: list[str] = Field(description="origins with decisions of which no stock is known")
    origins: list[OriginAnswer]


def bridge_routes(container: Container) -> APIRouter:
    """Make the routes."""
    router = create_router("/v1/statistics", tags=["statistics"])
    caller = Annotated[Principal, Depends(container.authenticate)]

    @router.get("/bridge", response_model=BridgeAnswer)
    async def show_bridge(  # noqa: PLR0913, PLR0917 - each is a parameter of the query
        principal: caller,
        release: UUID,
        host: CountryCode,
        stock_year: Annotated[int, Query(ge=1900, le=2100)],
        stock_indicator: Annotated[
            str, Query(max_length=40, description="IN: mobile students; ATT_STOCK: residents (OECD DIOC)")
        ] = "IN",
        data_source: Annotated[str | None, Query(max_length=40)] = None,
    ) -> BridgeAnswer:
        """Give decisions per 1,000 people of the same origin, and the origins that nobody asks for."""
        reader = Reader(principal.tenant, container.clock.now(), sees_ahead(principal))
        released = await read_release(container.open_cases, reader, release)
        wanted = Stock(stock_indicator, host, stock_year, data_source)
        made = await build_bridge(container.observations, released, wanted)
        return BridgeAnswer(
            release=released.id,
            cube=released.cube,
            year=released.year,
            stock_indicator=stock_indicator,
            stock_year=stock_year,
            stock_vintage=made.vintage,
            formulas=[CATALOGUE.formula(it).reference for it in (DEMAND, GAP)],
            gap=_quantity(made.bridge.gap),
            uncovered=list(made.bridge.uncovered),
            without_stock=list(made.bridge.without_stock),
            origins=[
                OriginAnswer(
                    origin=it.code, decisions=it.decisions, stock=it.stock, demand=_quantity(it.demand)
                )
                for it in made.bridge.origins
            ],
        )

    return router


def _quantity(it: Quantity) -> QuantityAnswer:
    return QuantityAnswer(
        value=it.value,
        lower=it.lower,
        upper=it.upper,
        absence=it.absence.value if it.absence else None,
    )
