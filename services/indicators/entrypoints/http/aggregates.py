"""`/v1/indicators/{id}/aggregates`: the value of a group of countries, by one publisher's rule."""

from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query

from services.indicators.application.aggregates import aggregate_group, rule_of
from services.indicators.application.lineage import lineage
from services.indicators.domain.aggregation import rules
from services.indicators.domain.geography.memberships import Groupings
from services.indicators.domain.observations.source import ObservationSource
from services.indicators.domain.observations.source import Query as Asked
from services.indicators.domain.observations.structures import dataflow_of
from services.indicators.entrypoints.http.indicators import Codes, Year
from services.indicators.entrypoints.http.parameters import Moment, naming_parameters
from shared.http.authentication import Authenticate
from shared.http.pagination import Cursor, Limit, paginate
from shared.http.routing import create_router
from shared.kernel.canonical import sha256


class Publisher(StrEnum):
    """Whose rule: that of the Global Education Monitoring Report, or of the UIS."""

    GEM = "GEM"
    UIS = "UIS"


NAMES = {Publisher.GEM: rules.GEM, Publisher.UIS: rules.UIS}


def aggregate_routes(
    source: ObservationSource, memberships: Groupings, authenticate: Authenticate, code_version: str
) -> APIRouter:
    """Make the route."""
    router = create_router("/v1/indicators", tags=["indicators"])

    @router.get("/{indicator}/aggregates", dependencies=[Depends(authenticate)])
    async def aggregate_indicator(  # noqa: PLR0913, PLR0917 - each is a parameter of the query
        indicator: str,
        publisher: Publisher,
        group: Annotated[str, Query(max_length=100, description="such as Northern Africa")],
        scheme: Annotated[str, Query(max_length=40, description="SDG, EU or EUROSTAT")] = "SDG",
        start: Year = None,
        end: Year = None,
        vintage: Codes = None,
        as_of: Moment = None,
        limit: Limit = 100,
        cursor: Cursor = None,
    ) -> dict[str, Any]:
        """Put the members' figures of each year together, if they are enough; every member is named."""
        by = rule_of(indicator, NAMES[publisher])
        content = await source.content()
        with naming_parameters():
            query = Asked(dataflow_of(indicator), {}, start, end, as_of, vintages=frozenset(vintage or ()))
        found = await aggregate_group(source, memberships, by, (scheme, group), query)
        asked = [indicator, publisher, scheme, group, start, end, str(as_of), sorted(vintage or ())]
        page = paginate(found, content=sha256([content, *asked]), limit=limit, cursor=cursor)
        return {
            "indicator": indicator,
            "publisher": by.publisher,
            "method": by.method.value,
            "formula": found.formula.reference,
            "latest_within": by.latest_within,
            "coverage": {
                "of": by.coverage.of.value,
                "shown_from": by.coverage.shown_from,
                "estimate_below": by.coverage.estimate_below,
            },
            "code_version": code_version,
            "values": [lineage(it) for it in page.items],
            "next": page.next,
        }

    return router
