"""A case on the whole platform: decided at credentials; counted, released and drawn at indicators."""

from uuid import uuid4

from tests.support.machine import Running
from tests.support.waiting import until

CASE = {
    "qualification_country": "SYR",
    "recognition_country": "NOR",
    "qualification_type": "degree",
    "level": "L6",
    "legal_status": "refugee",
}


async def _decide(platform: Running) -> None:
    status, case = await platform.ask(
        "POST", "/v1/applications", body=CASE, headers={"Idempotency-Key": str(uuid4())}
    )
    assert status == 201
    status, decided = await platform.ask(
        "POST",
        f"/v1/applications/{case['id']}/decisions",
        body={"outcome": "full"},
        headers={"If-Match": f'"{case["id"]}.1"'},
    )
    assert (status, decided["state"]) == (200, "decided")


async def test_decided_cases_are_counted_released_and_drawn(platform: Running) -> None:
    _, before = await platform.ask("GET", "/v1/statistics/cases:reconcile")
    for _ in range(12):
        await _decide(platform)

    async def counted() -> bool:
        status, found = await platform.ask("GET", "/v1/statistics/cases:reconcile")
        return status == 200 and found["closed"] == before["closed"] + 12

    await until(counted)
    _, found = await platform.ask("GET", "/v1/statistics/cases:reconcile")
    assert found["balanced"]
    _, statistics = await platform.ask("GET", "/v1/statistics/cases?group_by=origin")
    year = statistics["as_of"][:4]
    status, released = await platform.ask(
        "POST", "/v1/statistics/releases", body={"cube": "QR_ORIGIN", "year": int(year)}
    )
    assert (status, released["audit"]["recovered"]) == (201, 0)
    headers = {"X-API-Key": platform.key}
    drawn = f"{platform.url}/v1/pictures/sankey?release={released['id']}"
    async with platform.client.get(drawn, headers=headers) as answer:
        assert (answer.status, answer.content_type) == (200, "image/svg+xml")
        assert "Syria" in await answer.text()
