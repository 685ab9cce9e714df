"""Whatever is asked of the platform, through the gateway, is answered as the kept description says.

Requests are made by schemathesis from `docs/api/openapi.json`, well-formed and malformed ones; SDMX has a
test of its own. ``SYMBOLON_REQUESTS`` says how many for each route; `make any-request` makes many more, and
adds one for each way in which a parameter can be wrong.
"""

import os
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi import checks

from tests.support.api_documents import OPENAPI
from tests.support.machine import Running

REQUESTS = int(os.environ.get("SYMBOLON_REQUESTS", "3"))
CONFIG = SchemathesisConfig.from_dict({"phases": {"coverage": {"enabled": REQUESTS > 50}}})
CHECKS = [
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]
SCHEMA = schemathesis.openapi.from_path(OPENAPI, config=CONFIG)


@SCHEMA.include(path_regex="^/v1/").parametrize()
@settings(max_examples=REQUESTS, deadline=None, suppress_health_check=list(HealthCheck))
@pytest.mark.filterwarnings("ignore:Skipped test cases with unsupported payload media types")
def test_every_answer_is_one_that_is_described(case: schemathesis.Case[Any], platform: Running) -> None:
    answer = case.call(base_url=platform.url, headers={"X-API-Key": platform.key})
    assert answer.status_code < 500, answer.text[:500]
    case.validate_response(answer, checks=CHECKS)
