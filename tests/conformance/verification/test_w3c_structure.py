"""The inputs of W3C's test suite for the data model: each says by its name whether it must be accepted."""

import json
from pathlib import Path
from typing import Any

import pytest

from services.credentials.domain.verification.checks import Result
from services.credentials.domain.verification.w3c_structure import structure
from tests.conformance.verification.third_party import FOLDER, third_party

INPUTS = "w3c-vcdm2-test-suite/tests/input"
NAMES = sorted(str(it.relative_to(FOLDER)) for it in (FOLDER / INPUTS).rglob("*.json"))


def as_issued(document: Any) -> Any:
    """Name an issuer where the input leaves that to whoever issues it, as the suite does."""
    if isinstance(document, dict) and "VerifiableCredential" in document.get("type", []):
        issuer = document.get("issuer", {})
        named = {"id": "did:example:issuer"} | issuer if isinstance(issuer, dict) else issuer
        return document | {"issuer": named}
    return document


@pytest.mark.parametrize("name", [it for it in NAMES if it.endswith("-ok.json")])
def test_what_must_be_accepted_is(name: str) -> None:
    found = structure(as_issued(json.loads(third_party(name).read_bytes())))
    assert [it.code for it in found] == ["conforms"]


@pytest.mark.parametrize("name", [it for it in NAMES if "-fail" in Path(it).name])
def test_what_must_be_refused_is(name: str) -> None:
    found = structure(as_issued(json.loads(third_party(name).read_bytes())))
    assert {it.result for it in found} == {Result.FAILED}


def test_the_inputs_are_there() -> None:
    third_party(INPUTS)
    assert len(NAMES) >= 60
