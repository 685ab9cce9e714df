"""A query parameter that is not documented is refused: a filter misspelt must not mean everything."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

import pytest
from fastapi import Depends, Query
from httpx import ASGITransport, AsyncClient

from shared.http.app import create_app
from shared.http.health import Health
from shared.http.routing import create_router


def page(limit: int = 10) -> int:
    """A parameter of a dependency."""
    return limit


@pytest.fixture
async def client() -> AsyncIterator[AsyncClient]:
    router, foreign = create_router("/v1"), create_router("/foreign", any_parameters=True)

    @router.get("/things")
    async def things(
        limit: Annotated[int, Depends(page)], ref_area: Annotated[list[str] | None, Query()] = None
    ) -> Any:
        return {"limit": limit, "ref_area": ref_area}

    @router.get("/thing")
    async def thing() -> Any:
        return {}

    parameter = {"name": "host", "in": "query", "schema": {"type": "string"}}

    @router.get("/by-hand", openapi_extra={"parameters": [parameter]})
    async def by_hand() -> Any:
        return {}

    @foreign.get("")
    async def theirs() -> Any:
        return {}

    app = create_app(title="x", version="1", routers=[router, foreign], health=Health())
    async with AsyncClient(transport=ASGITransport(app), base_url="http://x") as made:
        yield made


async def test_documented_parameters_pass_repeated_ones_and_those_of_dependencies_included(
    client: AsyncClient,
) -> None:
    answer = await client.get("/v1/things?limit=3&ref_area=ALB&ref_area=NOR")
    assert answer.json() == {"limit": 3, "ref_area": ["ALB", "NOR"]}
    assert (await client.get("/v1/by-hand?host=NOR")).status_code == 200


@pytest.mark.parametrize(
    ("path", "name", "detail"),
    [
        ("/v1/things?refarea=ALB", "refarea", "do you mean ref_area?"),
        ("/v1/things?limit=3&q=ALB", "q", "the parameters are limit, ref_area"),
        ("/v1/thing?limit=1", "limit", "no query parameter is known here"),
        ("/v1/by-hand?hots=NOR", "hots", "do you mean host?"),
        ("/v1/thing?" + "x" * 500 + "=1", "x" * 40, "no query parameter is known here"),
    ],
)
async def test_an_unknown_parameter_is_named_and_what_was_meant(
    client: AsyncClient, path: str, name: str, detail: str
) -> None:
    answer = await client.get(path)
    assert answer.status_code == 400
    assert answer.json()["code"] == "unknown_parameter"
    assert answer.json()["errors"] == [{"parameter": name, "code": "unknown_parameter", "detail": detail}]


async def test_a_protocol_of_others_is_left_to_its_own_endpoints(client: AsyncClient) -> None:
    assert (await client.get("/foreign?callback=f")).status_code == 200
