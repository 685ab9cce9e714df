"""Bad input gets a precise answer through the whole platform: always 4xx, always the place."""

import io
import json
from typing import Any

import pytest
import yarl

from tests.e2e.bad_requests import ALL, Bad
from tests.support.machine import Running


async def send(platform: Running, bad: Bad) -> tuple[int, str, dict[str, Any]]:
    headers = {"X-API-Key": platform.key, **bad.headers}
    address = yarl.URL(platform.url + bad.path, encoded=True)
    body = None if bad.body is None else io.BytesIO(bad.body)
    async with platform.client.request(bad.method, address, data=body, headers=headers) as answer:
        return answer.status, answer.headers["Content-Type"], json.loads(await answer.read())


def places(problem: dict[str, Any]) -> list[str]:
    return [it.get("pointer", it.get("parameter")) for it in problem.get("errors", [])]


def test_the_table_is_long_enough() -> None:
    assert len(ALL) >= 60
    assert len({it.name for it in ALL}) == len(ALL)


@pytest.mark.parametrize("bad", ALL, ids=lambda it: it.name)
async def test_bad_input_is_refused_at_its_place(platform: Running, bad: Bad) -> None:
    status, media_type, problem = await send(platform, bad)
    assert (status, media_type) == (bad.status, "application/problem+json"), problem
    assert problem["status"] == status
    assert problem["title"]
    assert problem["detail"]
    if bad.place is not None:
        assert bad.place in places(problem), problem


async def test_afterwards_everything_still_works(platform: Running) -> None:
    assert (await platform.evaluate())[0] == 201
