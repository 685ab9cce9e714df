from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import insert, text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from services.credentials.adapters.tables import batch_answers
from services.credentials.adapters.tables import jobs as table
from shared.db.engine import create_engine
from shared.db.unit_of_work import UnitsOfWork
from shared.jobs.job import Job
from shared.jobs.jobs import Idempotency, Jobs
from shared.jobs.lease import Lease
from shared.jobs.worker import Handler, Worker
from shared.kernel.clock import SystemClock
from tests.support.platform import Database


@dataclass
class Workshop:
    """Jobs in a real database; their work is to write down the numbers 1 to `upto`, once each."""

    engine: AsyncEngine
    units: UnitsOfWork
    jobs: Jobs
    admin: Database

    async def ask(
        self, upto: int = 3, *, tenant: str = "norway", key: str | None = None, kind: str = "counting"
    ) -> Job:
        once = Idempotency(key, str(upto)) if key else None
        async with self.units(tenant) as unit:
            job, _ = await self.jobs.create(
                unit.session, tenant=tenant, kind=kind, parameters={"upto": upto}, total=upto, once=once
            )
            await unit.commit()
        return job

    async def look(self, job: Job) -> Job:
        async with self.units(job.tenant) as unit:
            return await self.jobs.get(unit.session, job.id)

    async def cancel(self, job: Job) -> Job:
        async with self.units(job.tenant) as unit:
            cancelled = await self.jobs.cancel(unit.session, job.id)
            await unit.commit()
        return cancelled

    def worker(self, handler: Handler, *, kind: str = "counting", keep_days: float = 30) -> Worker:
        return Worker(self.engine, self.units, self.jobs, {kind: handler}, keep_days=keep_days)

    async def written(self, job: Job) -> list[int]:
        """The numbers that were written down for a job, read as the superuser."""
        async with self.admin.connect() as connection:
            rows = await connection.fetch(
                "SELECT number FROM credentials.batch_answers WHERE job_id = $1 ORDER BY number", job.id
            )
        return [row["number"] for row in rows]

    async def let_the_lease_lapse(self, job: Job) -> None:
        """What time does when a worker was killed."""
        async with self.units(job.tenant) as unit:
            await unit.session.execute(
                update(table).where(table.c.id == job.id).values(lease_until=text("now() - interval '1 s'"))
            )
            await unit.commit()


async def write(lease: Lease, number: int) -> None:
    """One step: the number, and the progress, in one transaction."""
    async with lease.step(position=number, done=number) as unit:
        values: dict[str, Any] = {"tenant": lease.job.tenant, "rows": 1, "content": b""}
        await unit.session.execute(insert(batch_answers).values(job_id=lease.job.id, number=number, **values))


async def count(lease: Lease) -> dict[str, Any]:
    """The honest handler."""
    for number in range(lease.job.position + 1, lease.job.parameters["upto"] + 1):
        await write(lease, number)
    return {"finished": datetime.now(UTC).isoformat()}


@pytest.fixture
async def workshop(database: Database) -> AsyncIterator[Workshop]:
    engine = create_engine(database.urls["credentials"].app, application_name="test")
    units = UnitsOfWork(engine)
    yield Workshop(engine, units, Jobs(table, SystemClock()), database)
    await engine.dispose()
