"""The official descriptions of SDMX-REST (sdmx-twg/sdmx-rest, api/sdmx-rest.yaml) against this service.

They are not part of the project. ``SYMBOLON_SDMX_REST`` names the folder in which an operator keeps them, one
file ``*.yaml`` for each version; without any the test is skipped. Requests are made by schemathesis from the
description, half of them with names that exist here; ``SYMBOLON_REQUESTS`` says how many for each path.
"""

import os
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.core.result import Ok
from schemathesis.specs.openapi import checks

REQUESTS = int(os.environ.get("SYMBOLON_REQUESTS", "12"))
FOLDER = Path(
    os.environ.get("SYMBOLON_SDMX_REST", Path(__file__).parents[3].parent / "shared" / "data" / "sdmx-rest")
)
DOCUMENTS = sorted(FOLDER.glob("**/*.yaml"))
ALSO = {204, 422}
"""Statuses that the text of the specification has from 1.5.0 on, and the description only from 2.1.0 on."""
NAMES = {
    "context": ["dataflow", "*"],
    "structureType": ["dataflow", "codelist", "conceptscheme", "datastructure"],
    "itemSchemeType": ["codelist", "conceptscheme"],
    "agencyID": ["SYMBOLON", "*", "all"],
    "resourceID": ["MIG_MOB", "CL_SEX", "CS_SYMBOLON"],
    "version": ["1.0", "latest", "~"],
    "key": ["*", "all", "UIS.MOR", "..TUN......"],
    "componentID": ["REF_AREA", "all", "*"],
    "itemID": ["T", "F", "SEX"],
    "flow": ["MIG_MOB", "SYMBOLON,CDH", "SYMBOLON,MIG_MOB,1.0"],
    "provider": ["all", "UIS", "SYMBOLON,ESTAT"],
}
"""Names that exist here, so that not every request asks for what there is not."""


@pytest.mark.parametrize("document", DOCUMENTS or [None], ids=lambda it: it and it.parent.name)
def test_every_answer_is_one_that_the_standard_describes(document: Path | None, address: str) -> None:
    if document is None:
        pytest.skip("third-party file not present: api/sdmx-rest.yaml of sdmx-twg/sdmx-rest")
    schema = schemathesis.openapi.from_path(document)
    first = any(path.startswith("/data/{flow}") for path in schema.raw_schema["paths"])
    base = f"{address}/sdmx/{'2.1' if first else '3.0'}"
    answers = schema.raw_schema["components"]["responses"].values()
    # Of the whole document: that of 1.5 promises data, and not a structure, where it asks for a constraint.
    forms = sorted({media_type for it in answers for media_type in it.get("content", {})})
    for found in schema.get_all_operations():
        assert isinstance(found, Ok), found
        operation = found.ok()
        if first and operation.path.startswith("/structure/"):
            # In the shape 2.1 the resource begins the path; a draft of 2.0 that has that shape knew it so.
            operation.path = operation.path.removeprefix("/structure")
        _hold(operation, base, forms, ALSO if first else set())


def _hold(operation: Any, base: str, forms: list[str], also: set[int]) -> None:
    """Ask many times, and hold each answer against the description."""

    @settings(max_examples=REQUESTS, deadline=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(), draw=st.data())
    def ask(case: schemathesis.Case[Any], draw: st.DataObject) -> None:
        if draw.draw(st.booleans()):
            for name in case.path_parameters.keys() & NAMES.keys():
                case.path_parameters[name] = draw.draw(st.sampled_from(NAMES[name]))
        accept = draw.draw(st.one_of(st.just("*/*"), st.sampled_from(forms)))
        answer = case.call(base_url=base, headers={"Accept": accept})
        if answer.status_code not in also:
            case.validate_response(answer, checks=[checks.status_code_conformance])
        assert answer.status_code < 500 or answer.status_code == 501
        if answer.status_code == 200:
            assert answer.headers["content-type"][0] in ({accept} if accept != "*/*" else set(forms))

    ask()
