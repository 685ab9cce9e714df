"""Every process is killed while evaluations come in: nothing acknowledged is lost, nothing counted twice.

The method is Jepsen's in small: clients note what was acknowledged and what stayed unknown, faults run
meanwhile, and the history is judged at the end. An unknown one is asked again under its key until the
platform says what became of it, as a real client does.
"""

import asyncio
import signal
from collections import Counter
from uuid import uuid4

import pytest

from tests.support.machine import Running
from tests.support.waiting import until

EVALUATIONS = 300
AT_ONCE = 6
VICTIMS = ("gateway", "conventions", "credentials", "indicators", "nats", "postgres")
OUTAGE_SECONDS = 60
LATER = frozenset({0, 409, 502, 503, 504})
"""What says "ask again": the connection broke, or the platform is not itself again yet."""


async def _counted(platform: Running) -> int:
    status, answer = await platform.ask("GET", "/v1/statistics/evaluations?group_by=outcome")
    return int(answer["evaluations"]) if status == 200 else -1


async def _until_known(platform: Running, key: str, history: list[int]) -> str:
    """Post under one key until the platform answers 201; give the evaluation's id."""
    while True:
        status, answer = await platform.evaluate(key=key)
        history.append(status)
        if status == 201:
            return str(answer["id"])
        assert status in LATER, (status, answer)
        await asyncio.sleep(0.3)


async def _status_of(platform: Running, evaluation: str) -> int:
    status = 0

    async def told() -> bool:
        nonlocal status
        status, _ = await platform.ask("GET", f"/v1/evaluations/{evaluation}")
        return status not in LATER

    await until(told)
    return status


async def _back(platform: Running, victim: str, killed: int) -> None:
    async def restarted() -> bool:
        return platform.process(victim) not in {None, killed} and (await platform.evaluate())[0] == 201

    await until(restarted, seconds=60)


@pytest.mark.slow
async def test_killing_each_process_in_turn_loses_and_doubles_nothing(platform: Running) -> None:
    before = await _counted(platform)
    keys = [str(uuid4()) for _ in range(EVALUATIONS)]
    waiting = list(keys)
    history: list[int] = []
    acknowledged: dict[str, str] = {}
    probes = 0

    async def client() -> None:
        while waiting:
            key = waiting.pop()
            acknowledged[key] = await _until_known(platform, key, history)

    async def faults() -> None:
        nonlocal probes
        for victim in VICTIMS:
            await asyncio.sleep(0.5)
            await _back(platform, victim, platform.kill(victim))
            probes += 1

    clients = [asyncio.create_task(client()) for _ in range(AT_ONCE)]
    await faults()
    await asyncio.gather(*clients)

    assert set(acknowledged) == set(keys), "every evaluation is acknowledged in the end"
    ids = list(acknowledged.values())
    assert len(set(ids)) == EVALUATIONS, "no two requests share an evaluation"
    for key in keys[:: EVALUATIONS // 30]:
        assert await _until_known(platform, key, history) == acknowledged[key], "a key keeps its answer"
    for evaluation in ids:
        assert await _status_of(platform, evaluation) == 200, "what was acknowledged is there"

    # The probes that found a victim back were evaluations too; their answers may have been lost on the way,
    # so the truth is what credentials holds, asked of its own table through a count that only grows.
    async def settled() -> bool:
        first = await _counted(platform)
        await asyncio.sleep(1.0)
        return first == await _counted(platform) and first >= before + EVALUATIONS + probes

    await until(settled, seconds=60)
    assert await _counted(platform) == await platform.stored_evaluations()
    print(f"\nanswers on the way: {dict(Counter(history))}")  # noqa: T201 - the history is the result


@pytest.mark.slow
async def test_with_nats_down_for_a_minute_no_evaluation_fails_and_the_backlog_drains(
    platform: Running,
) -> None:
    platform.send("nats", signal.SIGSTOP)
    outcomes: list[int] = []
    try:
        end = asyncio.get_running_loop().time() + OUTAGE_SECONDS
        while asyncio.get_running_loop().time() < end:
            outcomes.append((await platform.evaluate())[0])
            await asyncio.sleep(0.25)
    finally:
        platform.send("nats", signal.SIGCONT)
    assert set(outcomes) == {201}

    async def drained() -> bool:
        return await _counted(platform) == await platform.stored_evaluations()

    await until(drained, seconds=60)
