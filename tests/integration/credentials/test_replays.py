"""Stored evaluations replayed as a job: kept as columns, brought up to date, flips listed with reasons."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.credentials.adapters.releases.shelf import UnknownRelease
from services.credentials.adapters.replays.flips import Flips
from services.credentials.adapters.tables import jobs as table
from services.credentials.domain.evaluation.facts import Application
from services.credentials.domain.replay.cases import Cases, as_case
from services.credentials.domain.replay.replay import Replay
from services.credentials.domain.replay.report import report_of
from services.credentials.entrypoints.jobs.replays import KIND, carry_out_replays
from shared.db.engine import create_engine
from shared.db.unit_of_work import UnitsOfWork
from shared.jobs.job import Job, JobState
from shared.jobs.jobs import Jobs
from shared.jobs.worker import Worker
from shared.kernel.clock import FixedClock, SystemClock
from shared.rules.release import RuleSet
from tests.support.applications import applications
from tests.support.decided import store
from tests.support.lisbon_law import lisbon, quality_asked_for
from tests.support.platform import Database

TODAY = date(2026, 11, 24)
SLOT = "recognition.outcome"
Known = tuple[UUID, Application]


@dataclass(frozen=True)
class Held:
    """The release in force and one draft, in memory."""

    base: RuleSet
    draft: RuleSet

    async def current(self) -> RuleSet:
        return self.base

    async def get(self, name: str) -> RuleSet:
        for it in (self.base, self.draft):
            if it.hash == name:
                return it
        raise UnknownRelease(name)


@dataclass
class Desk:
    """Stores evaluations and replays them."""

    engine: AsyncEngine
    held: Held
    database: Database

    async def store(self, cases: list[Known], tenant: str = "norway") -> None:
        await store(self.engine, tenant, self.held.base, cases, TODAY, traced=False)

    async def replay(self, tenant: str = "norway", **window: str) -> Job:
        units, jobs = UnitsOfWork(self.engine), Jobs(table, SystemClock())
        parameters: dict[str, Any] = {"draft": self.held.draft.hash, "base": None, "slot": SLOT}
        parameters |= {"start": window.get("start"), "end": window.get("end")}
        async with units(tenant) as unit:
            job, _ = await jobs.create(unit.session, tenant=tenant, kind=KIND, parameters=parameters)
            await unit.commit()
        clock = FixedClock(datetime(2026, 11, 24, tzinfo=UTC))
        assert await Worker(self.engine, units, jobs, {KIND: carry_out_replays(self.held, clock)}).work_once()
        async with units(tenant) as unit:
            job = await jobs.get(unit.session, job.id)
        assert job.state is JobState.DONE, job.failure
        return job

    async def flips(self, job: Job) -> list[Any]:
        async with UnitsOfWork(self.engine)(job.tenant) as unit:
            flips = Flips(unit.session, job.id)
            return list(await flips.numbered(range(1, await flips.count() + 1)))

    async def segments(self) -> list[Any]:
        async with self.database.connect() as connection:
            columns = "tenant, number, evaluations, xmin::text AS version"
            query = f"SELECT {columns} FROM credentials.case_segments ORDER BY tenant, number"  # noqa: S608
            return list(await connection.fetch(query))


@pytest.fixture
async def desk(database: Database, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    monkeypatch.setattr("services.credentials.adapters.replays.case_columns.SEGMENT", 32)
    engine = create_engine(database.urls["credentials"].app, application_name="test-replays")
    yield Desk(engine, Held(lisbon(), quality_asked_for()), database)
    await engine.dispose()


def known(count: int, seed: int = 3) -> list[Known]:
    """Cases under ids that ascend."""
    ids = sorted(uuid4() for _ in range(count))
    return list(zip(ids, applications(Random(seed), count), strict=True))


def in_memory(desk: Desk, cases: list[Known]) -> Replay:
    replay = Replay(desk.held.base, desk.held.draft, SLOT, TODAY)
    replay.add(Cases.of([as_case(*it) for it in cases], desk.held.draft.vocabulary))
    return replay


async def test_a_replay_of_what_is_stored_is_that_of_the_cases_themselves(desk: Desk) -> None:
    cases = known(100)
    await desk.store(cases)
    job = await desk.replay()
    expected = in_memory(desk, cases)
    assert job.result == {**report_of(expected), "start": None, "end": None}
    assert expected.flips > 0
    found = {it.evaluation: (it.before, it.after, it.legal_date) for it in await desk.flips(job)}
    assert found == {it.evaluation: (it.before, it.after, it.legal_date) for it in expected.listed}
    assert [it["evaluations"] for it in await desk.segments()] == [32, 32, 32, 4]
    assert job.done == job.total == len(cases)


async def test_a_flip_names_the_rule_and_the_condition_and_nobody(desk: Desk) -> None:
    await desk.store(known(100))
    flip, *_ = await desk.flips(await desk.replay())
    whole, condition = flip.reasons
    assert (whole["rule"], whole["condition"]) == ("lrc_1997.vi_1", None)
    assert condition == {
        "rule": "lrc_1997.vi_1",
        "condition": "documented",
        "how": "answers otherwise",
        "before": "true",
        "after": "unknown",
        "rewritten": True,
        "parameters": [],
        "conclusions": [],
    }


async def test_what_was_decided_since_is_taken_in_and_the_rest_stays(desk: Desk) -> None:
    cases = known(100)
    await desk.store(cases[:70])
    await desk.replay()
    before = await desk.segments()
    await desk.store(cases[70:])
    job = await desk.replay()
    after = await desk.segments()
    assert job.result == {**report_of(in_memory(desk, cases)), "start": None, "end": None}
    assert before[:2] == after[:2]


async def test_an_evaluation_that_came_late_is_counted_and_one_that_was_erased_is_not(desk: Desk) -> None:
    """Ids are taken before the commit: a slow transaction's evaluation may turn up below what was read."""
    cases = known(100)
    late, rest = cases[10], [it for it in cases if it != cases[10]]
    await desk.store(rest)
    await desk.replay()
    await desk.store([late])
    assert (await desk.replay()).result == {**report_of(in_memory(desk, cases)), "start": None, "end": None}
    async with desk.database.connect() as connection:
        await connection.execute("SET session_replication_role = replica")  # past the trigger: an erasure
        await connection.execute("DELETE FROM credentials.evaluations WHERE id = $1", late[0])
    assert (await desk.replay()).result == {**report_of(in_memory(desk, rest)), "start": None, "end": None}


async def test_another_format_makes_all_columns_anew(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    await desk.store(known(70))
    first = await desk.replay()
    before = await desk.segments()
    monkeypatch.setattr("services.credentials.adapters.replays.case_columns.FORMAT", "case-columns/next")
    second = await desk.replay()
    after = await desk.segments()
    assert first.result == second.result
    assert not {it["version"] for it in before} & {it["version"] for it in after}


async def test_each_authority_replays_its_own_cases(desk: Desk) -> None:
    await desk.store(known(40))
    await desk.store(known(50, seed=8), tenant="sweden")
    assert (await desk.replay("sweden")).result["cases"] == 50  # type: ignore[index]
    assert {it["tenant"] for it in await desk.segments()} == {"sweden"}


async def test_a_window_of_legal_dates_bounds_the_cases(desk: Desk) -> None:
    cases = known(100)
    await desk.store(cases)
    job = await desk.replay(start="2015-01-01", end="2020-01-01")
    inside = [it for it in cases if date(2015, 1, 1) <= it[1].legal_date < date(2020, 1, 1)]
    assert job.result is not None
    assert (job.result["cases"], job.result["start"]) == (len(inside), "2015-01-01")


async def test_a_replay_of_no_case_is_a_replay(desk: Desk) -> None:
    job = await desk.replay()
    assert job.result is not None
    assert (job.result["cases"], job.result["flips"], await desk.flips(job)) == (0, 0, [])
