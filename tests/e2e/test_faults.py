"""Every process is killed while evaluations come in: nothing acknowledged is lost, nothing counted twice.

The short form of `make chaos`: each process once.
"""

import asyncio

import pytest

from tests.chaos.faults import VICTIMS, hung, kill
from tests.chaos.history import clients, counted, judge
from tests.support.machine import Running
from tests.support.waiting import until

EVALUATIONS = 300
OUTAGE_SECONDS = 60


@pytest.mark.slow
async def test_killing_each_process_in_turn_loses_and_doubles_nothing(platform: Running) -> None:
    async with clients(platform, at_once=6, at_least=EVALUATIONS) as history:
        for victim in VICTIMS:
            await asyncio.sleep(0.5)
            await kill(platform, victim)
    judgement = await judge(platform, history)
    assert judgement.holds, judgement
    assert judgement.evaluations >= EVALUATIONS


@pytest.mark.slow
async def test_with_nats_down_for_a_minute_no_evaluation_fails_and_the_backlog_drains(
    platform: Running,
) -> None:
    outcomes: list[int] = []
    async with hung(platform, "nats"):
        end = asyncio.get_running_loop().time() + OUTAGE_SECONDS
        while asyncio.get_running_loop().time() < end:
            outcomes.append((await platform.evaluate())[0])
            await asyncio.sleep(0.25)
    assert set(outcomes) == {201}

    async def drained() -> bool:
        return await counted(platform) == await platform.stored_evaluations()

    await until(drained, seconds=60)
