"""`/v1/indicators/{id}`: a formula computed from kept observations, each value with its lineage."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query

from services.indicators.application.flow_lists import Side, derive_from_flows, side_of, takes_flows
from services.indicators.application.indicators import derive
from services.indicators.application.lineage import lineage
from services.indicators.domain.formulas.catalogue import CATALOGUE
from services.indicators.domain.observations.source import ObservationSource
from services.indicators.domain.observations.source import Query as Asked
from services.indicators.domain.observations.structures import dataflow_of
from services.indicators.entrypoints.http.parameters import Moment, naming_parameters
from shared.http.authentication import Authenticate
from shared.http.pagination import Cursor, Limit, paginate
from shared.http.routing import create_router
from shared.kernel.canonical import sha256

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
        level: Codes = None,
        field: Codes = None,
        sex: Codes = None,
        start: Year = None,
        end: Year = None,
        vintage: Codes = None,
        as_of: Moment = None,
        side: Annotated[
            Side | None, Query(description="for lists of flows: those of origins or of hosts")
        ] = None,
        limit: Limit = 100,
        cursor: Cursor = None,
    ) -> dict[str, Any]:
        """Compute a formula wherever one release holds all its inputs; a zero denominator gives a reason.

        Formulas over lists (dispersion) take the flows of a country by host, or by origin. Totals are taken
        unless a level, a field or a sex is named.
        """
        wanted = CATALOGUE.formula(formula, version)
        parts = {"REF_AREA": area, "EDU_LEVEL": level, "EDU_FIELD": field, "SEX": sex}
        keys = {name: frozenset(codes) for name, codes in parts.items() if codes}
        content = await source.content()
        with naming_parameters():
            query = Asked(dataflow_of(wanted.id), keys, start, end, as_of, vintages=frozenset(vintage or ()))
            if takes_flows(wanted):
                found = await derive_from_flows(source, wanted, query, side_of(wanted, side))
            else:
                found = await derive(source, wanted, query)
        asked = [
            wanted.reference,
            side,
            start,
            end,
            str(as_of),
            *(sorted(it or ()) for it in (*parts.values(), vintage)),
        ]
        page = paginate(found, content=sha256([content, *asked]), limit=limit, cursor=cursor)
        return {
            "formula": wanted.reference,
            "name": wanted.name,
            "unit": wanted.unit.value,
            "source": wanted.source.citation,
            "code_version": code_version,
            "values": [lineage(it) for it in page.items],
            "next": page.next,
        }

    return router
