"""Clients that note what they were told while faults run, and the judgement of what they noted.

The method is Jepsen's in small. An answer that did not come is unknown, not failed: it is asked again under
its key until the platform says what became of it, as a real client does.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import uuid4

from tests.support.machine import Running
from tests.support.waiting import until

AGAIN = frozenset({0, 409, 502, 503, 504})
"""What says "ask again": the connection broke, or the platform is not itself again yet."""
PAUSE_SECONDS = 0.1


@dataclass
class History:
    """What the clients of one run were told."""

    acknowledged: dict[str, str] = field(default_factory=dict)
    answers: Counter[int] = field(default_factory=Counter)
    longest_gap: float = 0.0
    _last: float | None = None

    def told(self, status: int) -> None:
        """Note an answer, and how long none was a success."""
        now = asyncio.get_running_loop().time()
        self.answers[status] += 1
        if status == 201:
            if self._last is not None:
                self.longest_gap = max(self.longest_gap, now - self._last)
            self._last = now


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the history shows at its end."""

    evaluations: int
    lost: int
    doubled: int
    counted_wrongly: int
    answers: dict[int, int]
    longest_gap: float

    @property
    def holds(self) -> bool:
        """Whether nothing was lost, doubled or counted wrongly, and nothing but "ask again" was answered."""
        unexpected = set(self.answers) - AGAIN - {201}
        return not (self.lost or self.doubled or self.counted_wrongly or unexpected)


async def until_known(platform: Running, key: str, history: History) -> str:
    """Post under one key until the platform answers 201; give the evaluation's id."""
    while True:
        status, answer = await platform.evaluate(key=key)
        history.told(status)
        if status == 201:
            return str(answer["id"])
        if status not in AGAIN:
            raise AssertionError((status, answer))
        await asyncio.sleep(PAUSE_SECONDS)


@asynccontextmanager
async def clients(platform: Running, *, at_once: int, at_least: int = 0) -> AsyncIterator[History]:
    """Evaluate on `at_once` connections for the length of the block, then until every answer is known.

    At the end there were `at_least` evaluations.
    """
    history, ending = History(), asyncio.Event()

    async def client() -> None:
        while not ending.is_set() or len(history.acknowledged) < at_least:
            key = str(uuid4())
            history.acknowledged[key] = await until_known(platform, key, history)

    tasks = [asyncio.create_task(client()) for _ in range(at_once)]
    try:
        yield history
    finally:
        ending.set()
        async with asyncio.timeout(120):
            await asyncio.gather(*tasks)


async def judge(platform: Running, history: History, *, sample: int = 30) -> Judgement:
    """Hold what was acknowledged against what is stored and what is counted."""
    keys, ids = list(history.acknowledged), list(history.acknowledged.values())
    lost = doubled = 0
    for it in ids:
        lost += await _status(platform, it) != 200
    for key in keys[:: max(1, len(keys) // sample)]:
        doubled += await until_known(platform, key, History()) != history.acknowledged[key]
    doubled += len(ids) - len(set(ids))
    return Judgement(
        evaluations=len(ids),
        lost=lost,
        doubled=doubled,
        counted_wrongly=await _difference(platform),
        answers=dict(sorted(history.answers.items())),
        longest_gap=round(history.longest_gap, 1),
    )


async def counted(platform: Running) -> int:
    """Ask indicators how many evaluations there were; -1 where it does not say."""
    status, answer = await platform.ask("GET", "/v1/statistics/evaluations?group_by=outcome")
    return int(answer["evaluations"]) if status == 200 else -1


async def _status(platform: Running, evaluation: str) -> int:
    status = 0

    async def told() -> bool:
        nonlocal status
        status, _ = await platform.ask("GET", f"/v1/evaluations/{evaluation}")
        return status not in AGAIN

    await until(told)
    return status


async def _difference(platform: Running) -> int:
    """Give how far the count is from what credentials holds, once it has had the time to follow."""
    try:
        await until(lambda: _agrees(platform), seconds=90)
    except AssertionError:
        return abs(await counted(platform) - await platform.stored_evaluations())
    return 0


async def _agrees(platform: Running) -> bool:
    return await counted(platform) == await platform.stored_evaluations()
