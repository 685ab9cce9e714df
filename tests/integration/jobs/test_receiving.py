"""A job whose input comes in over a while: whole, or never."""

from uuid import UUID

import pytest

from shared.jobs.job import Job, JobState, LeaseLost
from shared.jobs.lease import Lease
from tests.integration.jobs.conftest import Workshop, count, write


async def _begin(workshop: Workshop, key: str = "k") -> tuple[Job, UUID | None]:
    async with workshop.units("norway") as unit:
        begun = await workshop.jobs.receive(
            unit.session, tenant="norway", kind="counting", parameters={"upto": 2}, key=key
        )
        await unit.commit()
    return begun


def _lease(workshop: Workshop, job: Job, token: UUID | None) -> Lease:
    assert token is not None
    return Lease(workshop.jobs.table, workshop.units, job, token)


async def test_nobody_works_on_an_input_that_is_still_coming_in(workshop: Workshop) -> None:
    await _begin(workshop)
    assert not await workshop.worker(count).work_once()


async def test_an_input_that_came_in_whole_is_queued_and_its_key_gives_the_same_job(
    workshop: Workshop,
) -> None:
    job, token = await _begin(workshop)
    queued = await _lease(workshop, job, token).admit(total=2, fingerprint="f")
    assert (queued.state, queued.total) == (JobState.QUEUED, 2)
    again, none = await _begin(workshop)
    assert (again.id, again.fingerprint, none) == (job.id, "f", None)
    assert await workshop.worker(count).work_once()
    assert await workshop.written(job) == [1, 2]


async def test_a_request_sent_again_takes_the_place_of_one_that_broke_off(workshop: Workshop) -> None:
    job, token = await _begin(workshop)
    broken = _lease(workshop, job, token)
    again, other = await _begin(workshop)
    assert again.id == job.id
    with pytest.raises(LeaseLost):
        await write(broken, 1)
    await _lease(workshop, again, other).admit(total=2, fingerprint="f")


async def test_a_cancelled_reception_takes_nothing_more(workshop: Workshop) -> None:
    job, token = await _begin(workshop)
    await workshop.cancel(job)
    with pytest.raises(LeaseLost):
        await _lease(workshop, job, token).admit(total=2, fingerprint="f")
