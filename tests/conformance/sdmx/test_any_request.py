"""Whatever is asked, the answer is one that the interface declares: no request makes the service fail.

Requests are made by schemathesis from the service's own description, well-formed and malformed ones. The
statuses are those of the official description of SDMX-REST (sdmx-twg/sdmx-rest, api/sdmx-rest.yaml).
``SYMBOLON_REQUESTS`` says how many for each route; `make any-request` makes many more.
"""

import os
from typing import Any

import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi import checks

from services.indicators.adapters.observations_memory import reference_observations
from services.indicators.adapters.sources.reference import country_groups
from services.indicators.domain.observations.source import Sources
from services.indicators.entrypoints.http.aggregates import aggregate_routes
from services.indicators.entrypoints.http.formulas import formula_routes
from services.indicators.entrypoints.http.indicators import indicator_routes
from services.indicators.entrypoints.http.observations import observation_routes
from shared.http.app import create_app
from shared.http.health import Health
from tests.support.sdmx_service import NoLoads, anybody, nothing_released, sdmx_routes_over

REQUESTS = int(os.environ.get("SYMBOLON_REQUESTS", "12"))
STATUSES = {200, 204, 304, 400, 401, 403, 404, 405, 406, 413, 414, 415, 422, 501, 503}
CHECKS = [
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
    checks.unsupported_method,
]
"""What answers are held against, besides their statuses. 501: the standard provides for what is not there."""

SOURCE = reference_observations()
APP = create_app(
    title="indicators",
    version="1",
    routers=[
        formula_routes(anybody),
        observation_routes(Sources(SOURCE, nothing_released), NoLoads(), anybody, "1"),
        indicator_routes(SOURCE, anybody, "1"),
        aggregate_routes(SOURCE, country_groups(), anybody, "1"),
        sdmx_routes_over(SOURCE),
    ],
    health=Health(),
)
SCHEMA = schemathesis.openapi.from_asgi("/openapi.json", APP)


@SCHEMA.include(path_regex="^/(sdmx|v1)/").parametrize()
@settings(max_examples=REQUESTS, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_request_makes_the_service_fail(case: schemathesis.Case[Any]) -> None:
    answer = case.call()
    assert answer.status_code in STATUSES, (answer.status_code, answer.text[:500])
    case.validate_response(answer, checks=CHECKS)
