"""The right to work on one job for a while, and the only way to commit what the work has done."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Table, delete, func, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from shared.contracts.envelope import Event
from shared.db.unit_of_work import UnitOfWork, UnitsOfWork
from shared.jobs.job import Failure, Job, JobState, LeaseLost
from shared.jobs.table import read_job

LEASE_SECONDS = 10
_UNTIL = func.now() + text(f"interval '{LEASE_SECONDS} seconds'")


class Lease:
    """A hold on one job: a worker's while it runs, or a request's while its input comes in.

    Every write checks the hold in its own transaction. So a worker that was believed dead, or whose job was
    cancelled, commits nothing more: a step is done once, by whoever holds the lease when it commits.
    """

    def __init__(self, table: Table, units: UnitsOfWork, job: Job, token: UUID) -> None:
        self.job = job
        self._holds = job.state
        self._table = table
        self._units = units
        self._token = token

    @asynccontextmanager
    async def step(self, *, position: int, done: int, total: int | None = None) -> AsyncIterator[UnitOfWork]:
        """Commit what the block writes together with the new position and progress, or neither.

        Raises LeaseLost, and nothing of the block is kept.
        """
        progress: dict[str, Any] = {"position": position, "done": done, "attempts": 0}
        if total is not None:
            progress["total"] = total
        async with self._units(self.job.tenant) as unit:
            yield unit
            await self._write(unit.session, lease_until=_UNTIL, **progress)
            await unit.commit()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """Open a transaction of the job's tenant, to read what the next step needs."""
        async with self._units(self.job.tenant) as unit:
            yield unit.session

    async def beat(self) -> None:
        """Keep the lease for another while. Raises LeaseLost."""
        await self._alone(lease_until=_UNTIL)

    async def finish(self, result: dict[str, Any], event: Event | None = None) -> None:
        """End the job well, and announce `event` with the same commit. Raises LeaseLost."""
        async with self._units(self.job.tenant) as unit:
            await self._write(
                unit.session, state=JobState.DONE, result=result, lease=None, finished_at=func.now()
            )
            if event is not None:
                unit.record(event)
            await unit.commit()

    async def fail(self, failure: Failure) -> None:
        """End the job badly. Raises LeaseLost."""
        members = {"code": failure.code, "title": failure.title, "detail": failure.detail}
        await self._alone(state=JobState.FAILED, failure=members, lease=None, finished_at=func.now())

    async def admit(self, *, total: int, fingerprint: str) -> Job:
        """Queue a job whose input has come in whole. Raises LeaseLost."""
        async with self._units(self.job.tenant) as unit:
            row = await self._write(
                unit.session,
                state=JobState.QUEUED,
                lease=None,
                total=total,
                fingerprint=fingerprint,
                position=0,
                done=0,
                due_at=func.now(),
            )
            await unit.commit()
        return read_job(row)

    async def discard(self) -> None:
        """Forget a job whose input turned out to be none, with all that was kept of it. Raises LeaseLost."""
        table = self._table
        async with self._units(self.job.tenant) as unit:
            await self._write(unit.session, lease_until=_UNTIL)
            await unit.session.execute(delete(table).where(table.c.id == self.job.id))
            await unit.commit()

    async def put_back(self, *, seconds: float) -> None:
        """Let anyone take the job up again after a pause. Raises LeaseLost."""
        due = func.now() + text(f"interval '{float(seconds)} seconds'")
        await self._alone(state=JobState.QUEUED, lease=None, due_at=due)

    async def _alone(self, **values: Any) -> None:
        async with self._units(self.job.tenant) as unit:
            await self._write(unit.session, **values)
            await unit.commit()

    async def _write(self, session: AsyncSession, **values: Any) -> Row[Any]:
        table = self._table
        held = (
            table.c.id == self.job.id,
            table.c.lease == self._token,
            table.c.state == self._holds,
        )
        found = await session.execute(update(table).where(*held).values(**values).returning(*table.c))
        row = found.one_or_none()
        if row is None:
            raise LeaseLost(f"the lease on job {self.job.id} is gone")
        return row
