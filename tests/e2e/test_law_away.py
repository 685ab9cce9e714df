"""The conventions service is away: the release of the rules goes on deciding, and the answer says so."""

import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from tests.support.machine import SAMPLE, Running
from tests.support.waiting import until

OLDER = "legal_basis_from_earlier_answer"
ALONE = "legal_basis_by_rules_alone"


@contextmanager
def _stopped(platform: Running, name: str) -> Iterator[None]:
    """Hold a process still: it keeps its connections and answers nothing, the hardest kind of away."""
    platform.send(name, signal.SIGSTOP)
    try:
        yield
    finally:
        platform.send(name, signal.SIGCONT)


@asynccontextmanager
async def law_away(platform: Running) -> AsyncIterator[None]:
    with _stopped(platform, "conventions"):
        yield

    async def back() -> bool:
        warnings: list[dict[str, str]] | None = (await platform.evaluate())[1].get("warnings")
        return warnings == []

    await until(back, seconds=30)


async def test_the_same_facts_are_decided_by_the_last_answer_which_the_decision_says(
    platform: Running,
) -> None:
    status, fresh = await platform.evaluate()
    assert status == 201

    async def says_so() -> bool:
        """An answer of the last two seconds still counts as current, so the first decision may not say it."""
        status, decided = await platform.evaluate()
        assert (status, decided["outcome"]) == (201, fresh["outcome"])
        return OLDER in [it["code"] for it in decided["warnings"]]

    async with law_away(platform):
        await until(says_so, seconds=20)


async def test_facts_that_were_never_asked_are_decided_by_the_rules_alone(platform: Running) -> None:
    unasked = SAMPLE | {"legal_date": "2011-11-11"}
    async with law_away(platform):
        status, decided = await platform.evaluate(unasked)
    assert status == 201
    assert [it["code"] for it in decided["warnings"]] == [ALONE]
    asked = (await platform.evaluate(unasked))[1]
    assert asked["warnings"] == []
    for part in ("outcome", "reasons", "needs", "release"):
        assert asked[part] == decided[part]
    for part in ("binding_instruments", "presumption", "burden_on", "outcome_class"):
        assert asked["legal_basis"][part] == decided["legal_basis"][part]
