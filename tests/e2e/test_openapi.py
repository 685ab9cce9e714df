"""The one description of the whole API, as the gateway gives it."""

import json

from gateway.routes import RoutingTable
from tests.support.api_documents import OPENAPI, openapi
from tests.support.machine import Running


async def test_the_kept_description_of_the_api_is_the_present_one(platform: Running) -> None:
    assert await openapi(platform) == OPENAPI.read_text(), "changed on purpose? make api"


async def test_every_path_that_is_described_is_routed(platform: Running) -> None:
    paths = json.loads(await openapi(platform))["paths"]
    table = RoutingTable()
    assert [path for path in paths if table.find(path.replace("{", "").replace("}", "")) is None] == []
