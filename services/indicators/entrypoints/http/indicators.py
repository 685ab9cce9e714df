"""`/v1/indicators/{id}`: a formula computed from kept observations, each value with its lineage."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query

from services.indicators.application.explain import lineage
from services.indicators.application.indicators import derive
from services.indicators.domain.formulas.catalogue import CATALOGUE
from services.indicators.domain.observations.source import ObservationSource
from services.indicators.domain.observations.source import Query as Asked
from services.indicators.domain.observations.structures import dataflow_of
from shared.http.authentication import Authenticate
from shared.http.routing import create_router

Codes = Annotated[list[str] | None, Query(max_length=400)]
Year = Annotated[int | None, Query(ge=1900, le=2100)]


def indicator_routes(source: ObservationSource, authenticate: Authenticate, code_version: str) -> APIRouter:
    """Make the routes."""
    router = create_router("/v1/indicators", tags=["indicators"])

    @router.get("/{formula}", dependencies=[Depends(authenticate)])
    async def compute_indicator(  # noqa: PLR0913, PLR0917 - each is a parameter of the query
        formula: str,
        version: int | None = None,
        area: Codes = None,
        start: Year = None,
        end: Year = None,
        vintage: Codes = None,
    ) -> dict[str, Any]:
        """Compute a formula wherever one release holds all its inputs; a zero denominator gives a reason."""
        wanted = CATALOGUE.formula(formula, version)
        query = Asked(dataflow_of(wanted.id), {}, start, end, vintages=frozenset(vintage or ()))
        values = await derive(source, wanted, areas=frozenset(area or ()), query=query)
        return {
            "formula": wanted.reference,
            "name": wanted.name,
            "unit": wanted.unit.value,
            "source": wanted.source.citation,
            "code_version": code_version,
            "values": [lineage(it) for it in values],
        }

    return router
