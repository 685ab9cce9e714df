"""Decided cases replayed through the gateway: the release in force against itself changes nothing."""

from uuid import uuid4

from tests.support.machine import Running
from tests.support.waiting import until


async def test_a_replay_of_the_release_in_force_flips_no_case(platform: Running) -> None:
    for _ in range(6):
        assert (await platform.evaluate())[0] == 201
    _, current = await platform.ask("GET", "/v1/releases/current")
    status, job = await platform.ask(
        "POST",
        "/v1/replays",
        body={"draft": current["release"]},
        headers={"Idempotency-Key": str(uuid4())},
    )
    assert status == 202, job

    async def done() -> bool:
        _, found = await platform.ask("GET", f"/v1/replays/jobs/{job['id']}")
        job.update(found)
        return found["state"] in {"done", "failed"}

    await until(done, seconds=60)
    assert job["state"] == "done", job
    report = job["result"]
    assert report["cases"] >= 6
    assert report["flips"] == 0
    assert report["base"] == report["draft"] == current["release"]
    listed = await platform.ask("GET", f"/v1/replays/jobs/{job['id']}/flips")
    assert listed == (200, {"items": [], "next": None})


async def test_a_replay_of_what_is_no_release_fails_and_says_so(platform: Running) -> None:
    body = {"draft": "sha256:" + "0" * 64}
    _, job = await platform.ask("POST", "/v1/replays", body=body, headers={"Idempotency-Key": str(uuid4())})

    async def ended() -> bool:
        _, found = await platform.ask("GET", f"/v1/replays/jobs/{job['id']}")
        job.update(found)
        return found["state"] in {"done", "failed"}

    await until(ended, seconds=60)
    assert job["failure"]["code"] == "unknown_release"
