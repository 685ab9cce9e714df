"""A job is carried out once, whatever happens to those who carry it out."""

import asyncio
from typing import Any

import pytest

from shared.jobs.job import JobHasEnded, JobState, KeyReused, LeaseLost, UnknownJob
from shared.jobs.lease import Lease
from shared.jobs.worker import MOST_ATTEMPTS
from shared.kernel.errors import Invalid, Unavailable, Violation
from tests.integration.jobs.conftest import Workshop, count, write


class Killed(BaseException):
    """Stands for SIGKILL: nothing in the worker handles it, nothing is put in order."""


async def test_a_job_is_carried_out_and_keeps_its_result(workshop: Workshop) -> None:
    job = await workshop.ask(3)
    assert (job.state, job.done, job.total) == (JobState.QUEUED, 0, 3)
    assert await workshop.worker(count).work_once()
    job = await workshop.look(job)
    assert (job.state, job.done, job.total) == (JobState.DONE, 3, 3)
    assert job.result is not None
    assert job.finished_at is not None
    assert await workshop.written(job) == [1, 2, 3]
    assert not await workshop.worker(count).work_once(), "nothing is left to do"


async def test_a_killed_worker_s_job_goes_on_after_its_last_committed_step(workshop: Workshop) -> None:
    job = await workshop.ask(5)

    async def dies(lease: Lease) -> dict[str, Any]:
        await write(lease, 1)
        await write(lease, 2)
        async with lease.step(position=3, done=3):
            raise Killed

    with pytest.raises(Killed):
        await workshop.worker(dies).work_once()
    assert not await workshop.worker(count).work_once(), "the dead worker's lease still runs"
    await workshop.let_the_lease_lapse(job)
    assert await workshop.worker(count).work_once()
    assert (await workshop.look(job)).state is JobState.DONE
    assert await workshop.written(job) == [1, 2, 3, 4, 5]


async def test_a_worker_that_was_believed_dead_commits_nothing_more(workshop: Workshop) -> None:
    job = await workshop.ask(3)
    taken, released = asyncio.Event(), asyncio.Event()

    async def sleeps(lease: Lease) -> dict[str, Any]:
        await write(lease, 1)
        taken.set()
        await released.wait()
        with pytest.raises(LeaseLost):
            await write(lease, 2)
        raise LeaseLost

    sleeper = asyncio.create_task(workshop.worker(sleeps).work_once())
    await taken.wait()
    await workshop.let_the_lease_lapse(job)
    assert await workshop.worker(count).work_once()
    released.set()
    assert await sleeper
    assert await workshop.written(job) == [1, 2, 3]
    assert (await workshop.look(job)).state is JobState.DONE


async def test_a_step_that_takes_long_keeps_its_lease_by_the_beat(workshop: Workshop) -> None:
    job = await workshop.ask(1)

    async def is_slow(lease: Lease) -> dict[str, Any]:
        await workshop.let_the_lease_lapse(job)
        await lease.beat()
        assert not await workshop.worker(count).work_once()
        await write(lease, 1)
        return {}

    await workshop.worker(is_slow).work_once()
    assert await workshop.written(job) == [1]


async def test_a_cancelled_job_stops_at_its_next_step_and_keeps_what_it_has(workshop: Workshop) -> None:
    job = await workshop.ask(3)

    async def is_interrupted(lease: Lease) -> dict[str, Any]:
        await write(lease, 1)
        await workshop.cancel(job)
        await write(lease, 2)
        return {}

    await workshop.worker(is_interrupted).work_once()
    job = await workshop.look(job)
    assert (job.state, job.done) == (JobState.CANCELLED, 1)
    assert await workshop.written(job) == [1]
    assert (await workshop.cancel(job)).state is JobState.CANCELLED, "twice is like once"


async def test_what_is_done_cannot_be_cancelled(workshop: Workshop) -> None:
    job = await workshop.ask(1)
    await workshop.worker(count).work_once()
    with pytest.raises(JobHasEnded):
        await workshop.cancel(job)


async def test_a_key_makes_one_job(workshop: Workshop) -> None:
    first = await workshop.ask(3, key="k")
    assert (await workshop.ask(3, key="k")).id == first.id
    assert (await workshop.ask(3, key="other")).id != first.id
    assert (await workshop.ask(3, key="k", tenant="estonia")).id != first.id
    with pytest.raises(KeyReused):
        await workshop.ask(4, key="k")


async def test_twenty_requests_at_once_under_one_key_make_one_job(workshop: Workshop) -> None:
    made = await asyncio.gather(*(workshop.ask(3, key="k") for _ in range(20)))
    assert len({job.id for job in made}) == 1


async def test_many_workers_share_the_jobs_and_double_none(workshop: Workshop) -> None:
    jobs = [await workshop.ask(2) for _ in range(12)]

    async def work() -> None:
        while await workshop.worker(count).work_once():
            pass

    await asyncio.gather(*(work() for _ in range(4)))
    for job in jobs:
        assert (await workshop.look(job)).state is JobState.DONE
        assert await workshop.written(job) == [1, 2]


async def test_a_long_queue_of_one_tenant_does_not_keep_another_waiting(workshop: Workshop) -> None:
    order: list[str] = []

    async def notes(lease: Lease) -> dict[str, Any]:
        order.append(lease.job.tenant)
        return {}

    for _ in range(3):
        await workshop.ask(tenant="norway")
    await workshop.ask(tenant="estonia")
    for _ in range(4):
        await workshop.worker(notes).work_once()
    assert order == ["norway", "estonia", "norway", "norway"]


async def test_trouble_that_passes_puts_the_job_back_for_later(workshop: Workshop) -> None:
    job = await workshop.ask(2)

    async def in_trouble(lease: Lease) -> dict[str, Any]:
        await write(lease, 1)
        raise Unavailable("the law is away")

    await workshop.worker(in_trouble).work_once()
    found = await workshop.look(job)
    assert (found.state, found.position) == (JobState.QUEUED, 1)
    assert not await workshop.worker(count).work_once(), "not at once"


async def test_what_the_job_itself_is_to_blame_for_ends_it_with_the_reason(workshop: Workshop) -> None:
    job = await workshop.ask()

    async def objects(_: Lease) -> dict[str, Any]:
        raise Invalid(Violation("/upto", "too_large", "no numbers above two"))

    await workshop.worker(objects).work_once()
    found = await workshop.look(job)
    assert found.state is JobState.FAILED
    assert found.failure is not None
    assert (found.failure.code, found.failure.detail) == ("invalid", "no numbers above two")


async def test_a_fault_of_ours_fails_the_job_and_says_nothing_of_its_content(workshop: Workshop) -> None:
    job = await workshop.ask()

    async def breaks(_: Lease) -> dict[str, Any]:
        raise KeyError("Ola Nordmann")

    await workshop.worker(breaks).work_once()
    found = await workshop.look(job)
    assert found.failure is not None
    assert found.failure.code == "internal_error"
    assert "Nordmann" not in str(found)


async def test_a_job_that_kills_every_worker_is_given_up(workshop: Workshop) -> None:
    job = await workshop.ask()

    async def dies(_: Lease) -> dict[str, Any]:
        raise Killed

    for _ in range(MOST_ATTEMPTS):
        with pytest.raises(Killed):
            await workshop.worker(dies).work_once()
        await workshop.let_the_lease_lapse(job)
    await workshop.worker(dies).work_once()
    found = await workshop.look(job)
    assert found.failure is not None
    assert (found.state, found.failure.code) == (JobState.FAILED, "given_up")


async def test_another_tenant_s_job_is_unknown(workshop: Workshop) -> None:
    job = await workshop.ask(tenant="norway")
    async with workshop.units("estonia") as unit:
        with pytest.raises(UnknownJob):
            await workshop.jobs.get(unit.session, job.id)
        with pytest.raises(UnknownJob):
            await workshop.jobs.cancel(unit.session, job.id)


async def test_a_worker_takes_only_the_kinds_it_knows(workshop: Workshop) -> None:
    await workshop.ask(kind="painting")
    assert not await workshop.worker(count).work_once()


async def test_an_ended_job_is_forgotten_after_its_time_with_all_that_belongs_to_it(
    workshop: Workshop,
) -> None:
    ended, waiting = await workshop.ask(2), await workshop.ask(2)
    await workshop.worker(count).work_once()
    await workshop.worker(count, keep_days=1).forget()
    assert await workshop.written(ended) == [1, 2]
    await workshop.worker(count, keep_days=0).forget()
    assert await workshop.written(ended) == []
    with pytest.raises(UnknownJob):
        await workshop.look(ended)
    assert (await workshop.look(waiting)).state is JobState.QUEUED
