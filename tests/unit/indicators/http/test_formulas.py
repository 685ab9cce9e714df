"""Formulas as published objects that compute what they are given."""

from typing import Any

import httpx
import pytest
from fastapi import Request

from services.indicators.domain.formulas.catalogue import CATALOGUE
from services.indicators.domain.formulas.formula import Formula
from services.indicators.entrypoints.http.formulas import formula_routes
from shared.http.app import create_app
from shared.http.health import Health
from shared.security.principals import Principal


async def anybody(_: Request) -> Principal:
    return Principal("norway", "a reader", frozenset())


@pytest.fixture(name="client")
def _client() -> httpx.AsyncClient:
    app = create_app(title="indicators", version="1", routers=[formula_routes(anybody)], health=Health())
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://indicators")


@pytest.mark.parametrize("formula", CATALOGUE.formulas, ids=lambda it: it.id)
async def test_a_formula_gives_its_published_test_vectors_over_http(
    client: httpx.AsyncClient, formula: Formula
) -> None:
    published = (await client.get(f"/v1/formulas/{formula.id}")).json()
    for vector in published["test_vectors"]:
        body = {"inputs": vector["inputs"], "version": formula.version}
        answer = await client.post(f"/v1/formulas/{formula.id}:evaluate", json=body)
        assert answer.status_code == 200, answer.text
        found = answer.json()
        within = {"abs": vector["tolerance"]}
        assert found["absence"] == vector["absence"]
        if vector["expected"] is not None:
            assert found["value"] == pytest.approx(vector["expected"], **within)
        if vector["bounds"] is not None:
            assert [found["lower"], found["upper"]] == pytest.approx(vector["bounds"], **within)
        assert vector["absence"] or vector["bounds"] or vector["expected"] is not None


@pytest.mark.parametrize(
    ("formula", "body", "pointer", "code"),
    [
        ("HHI", {"inputs": {"students": [1, -2]}}, "/inputs/students", "bad_input"),
        ("HHI", {"inputs": {"students": [1e300]}}, "/inputs/students", "bad_input"),
        ("HHI", {"inputs": {}}, "/inputs/students", "input_not_given"),
        ("HHI", {"inputs": {"hosts": [1]}}, "/inputs/hosts", "unknown_input"),
        ("GINI", {"inputs": {"students": [1, 2], "places": 1}}, "/inputs/places", "too_few_places"),
        ("GINI", {"inputs": {"students": [1], "places": 4.5}}, "/inputs/places", "bad_input"),
        ("GINI_FIELD", {"inputs": {"students": [1]}}, "/inputs/students", "too_few_places"),
        ("GINI_TOTAL", {"inputs": {"flows": [[0, 1], [1, 0]]}}, "/inputs/flows", "bad_matrix"),
        ("HHI_TOPK", {"inputs": {"named": [5], "remainder": -1}}, "/inputs/remainder", "bad_input"),
        ("HHI_TOPK", {"inputs": {"named": [], "remainder": 4}}, "/inputs/named", "contradictory_list"),
        ("REC_RATE", {"inputs": {"part": 5, "whole": 4}}, "/inputs/part", "part_exceeds_whole"),
        ("REC_RATE", {"inputs": {"part": 0.5, "whole": 4}}, "/inputs/part", "bad_input"),
        (
            "REC_DAYS",
            {"inputs": {"decided": [3], "still_open": [], "share": 1.5}},
            "/inputs/share",
            "bad_input",
        ),
        (
            "REC_DAYS",
            {"inputs": {"decided": [3], "still_open": [], "share": 0}},
            "/inputs/share",
            "no_share",
        ),
    ],
)
async def test_inputs_that_cannot_be_are_named(
    client: httpx.AsyncClient, formula: str, body: dict[str, Any], pointer: str, code: str
) -> None:
    answer = await client.post(f"/v1/formulas/{formula}:evaluate", json=body)
    assert answer.status_code == 422, answer.text
    assert (pointer, code) in {(it["pointer"], it["code"]) for it in answer.json()["errors"]}


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (True, "no_operand"),
        ("5", "no_operand"),
        ({}, "no_operand"),
        ([1, "x"], "no_number"),
        ([1, [2]], "no_number"),
        ([[1, None]], "no_number"),
        ([1] * 10_001, "too_large"),
        ([[1] * 301], "too_large"),
    ],
)
async def test_what_is_no_number_is_refused(client: httpx.AsyncClient, given: Any, code: str) -> None:
    answer = await client.post("/v1/formulas/HHI:evaluate", json={"inputs": {"students": given}})
    assert answer.status_code == 422
    assert [(it["pointer"], it["code"]) for it in answer.json()["errors"]] == [("/inputs/students", code)]


async def test_the_reserved_name_computes_nothing(client: httpx.AsyncClient) -> None:
    answer = await client.post("/v1/formulas/UIS_MDI:evaluate", json={"inputs": {"students": [1]}})
    assert (answer.status_code, answer.json()["code"]) == (409, "name_not_bound")
    listed = (await client.get("/v1/formulas")).json()
    assert ([it["name"] for it in listed["reserved"]], listed["bindings"]) == (["UIS_MDI"], [])
