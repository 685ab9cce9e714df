"""What a tenant may have under way, and what is announced at the end: batches in a real database."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from services.credentials.adapters.batches.announcing import BatchFinished
from services.credentials.adapters.batches.answering import Answered
from services.credentials.adapters.batches.store import Chunks
from services.credentials.adapters.tables import batch_answers, batch_rows, outbox
from services.credentials.adapters.tables import jobs as table
from services.credentials.application.batches import KIND, AnswerBatch, Quota, QuotaReached, ReceiveBatch
from shared.contracts.registry import EQUIVALENCE_BATCH_FINISHED
from shared.db.engine import create_engine
from shared.db.unit_of_work import UnitsOfWork
from shared.jobs.job import Job, JobState
from shared.jobs.jobs import Jobs
from shared.jobs.worker import Worker
from shared.kernel.clock import SystemClock
from shared.messaging.outbox import Outbox
from tests.support.platform import Database


@dataclass
class Rows:
    """Some rows of a batch; what they ask plays no part here."""

    count: int

    def __len__(self) -> int:
        return self.count

    def packed(self) -> bytes:
        return self.count.to_bytes(4, "big")


async def counted(contents: Sequence[bytes], _: date) -> Answered:
    """Answer by counting."""
    return Answered(sum(int.from_bytes(it, "big") for it in contents), b"answers")


@dataclass
class Office:
    """Receives batches under a quota and answers them."""

    engine: AsyncEngine
    units: UnitsOfWork
    jobs: Jobs
    receive: ReceiveBatch
    worker: Worker

    async def send(self, key: str, *blocks: int, tenant: str = "norway", breaks_off: bool = False) -> Job:
        async def arriving() -> AsyncIterator[Rows]:
            for it in blocks:
                yield Rows(it)
            if breaks_off:
                raise ConnectionResetError

        job, _ = await self.receive(tenant, key, arriving(), lambda: f"fingerprint of {blocks}")
        return job

    async def rows_kept(self, tenant: str = "norway") -> int:
        async with self.units(tenant) as unit:
            return int(await unit.session.scalar(select(func.coalesce(func.sum(batch_rows.c.rows), 0))) or 0)


@pytest.fixture
async def office(database: Database) -> AsyncIterator[Office]:
    engine = create_engine(database.urls["credentials"].app, application_name="test")
    clock = SystemClock()
    units, jobs = UnitsOfWork(engine, Outbox(outbox)), Jobs(table, clock)
    rows, answers = Chunks(batch_rows), Chunks(batch_answers)
    quota = Quota(batches=2, rows=100)
    receive = ReceiveBatch(units=units, jobs=jobs, rows=rows, clock=clock, queued=lambda: None, quota=quota)
    handler = AnswerBatch(rows=rows, answers=answers, answer=counted)
    worker = Worker(engine, units, jobs, {KIND: handler}, announcements={KIND: BatchFinished(clock)})
    yield Office(engine, units, jobs, receive, worker)
    await engine.dispose()


async def test_as_many_batches_as_allowed_and_no_more_until_one_has_ended(office: Office) -> None:
    await office.send("a", 10)
    await office.send("b", 10)
    with pytest.raises(QuotaReached, match="2 batches are under way, and a tenant may have 2"):
        await office.send("c", 10)
    assert await office.rows_kept() == 20, "nothing of the refused one is left"
    await office.send("c", 10, tenant="france")
    assert await office.worker.work_once()
    await office.send("c", 10)


async def test_a_cancelled_batch_makes_room(office: Office) -> None:
    job = await office.send("a", 10)
    await office.send("b", 10)
    async with office.units("norway") as unit:
        await office.jobs.cancel(unit.session, job.id)
        await unit.commit()
    third = await office.send("c", 10)
    assert third.id != job.id


async def test_rows_of_all_batches_together_count_to_the_last_one(office: Office) -> None:
    await office.send("a", 50, 30)
    with pytest.raises(QuotaReached, match="may have 100 rows under way, and 20 are left"):
        await office.send("b", 15, 6)
    assert await office.rows_kept() == 80, "what had come of the refused one is gone"
    await office.send("b", 15, 5)
    assert await office.rows_kept() == 100


async def test_the_same_request_again_is_the_same_batch_and_counts_once(office: Office) -> None:
    first = await office.send("a", 60)
    await office.send("b", 40)
    again = await office.send("a", 60)
    assert again.id == first.id


async def test_an_upload_that_broke_off_counts_for_a_minute_and_its_key_never_against_itself(
    office: Office,
) -> None:
    for key in ("a", "b"):
        with pytest.raises(ConnectionResetError):
            await office.send(key, 10, breaks_off=True)
    with pytest.raises(QuotaReached):
        await office.send("c", 10)
    await office.send("a", 10, 10)
    async with office.units("norway") as unit:
        lapsed = text("now() - interval '61 s'")
        receiving = table.c.state == JobState.RECEIVING
        await unit.session.execute(update(table).where(receiving).values(lease_until=lapsed))
        await unit.commit()
    await office.send("c", 10)


async def test_a_batch_that_is_done_is_announced_once_with_counts_alone(office: Office) -> None:
    job = await office.send("a", 10, 20)
    assert await office.worker.work_once()
    assert not await office.worker.work_once()
    async with office.units("norway") as unit:
        (event,) = (await unit.session.execute(select(outbox))).all()
    assert (event.subject, event.aggregate_id) == (EQUIVALENCE_BATCH_FINISHED.subject, job.id)
    told = EQUIVALENCE_BATCH_FINISHED.model.model_validate_json(event.body).model_dump()
    assert (told["job_id"], told["rows"], told["received_at"]) == (job.id, 30, job.created_at)
    assert set(told) == {"job_id", "rows", "received_at", "finished_at"}


async def test_a_cancelled_batch_is_not_announced(office: Office) -> None:
    job = await office.send("a", 10)
    async with office.units("norway") as unit:
        await office.jobs.cancel(unit.session, job.id)
        await unit.commit()
    assert not await office.worker.work_once()
    async with office.units("norway") as unit:
        assert await unit.session.scalar(select(func.count()).select_from(outbox)) == 0
