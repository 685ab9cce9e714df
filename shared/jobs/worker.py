"""The worker: takes jobs up one after the other, keeps the lease alive meanwhile, and settles the end."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Column, Text, Uuid, cast, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.contracts.envelope import Event
from shared.db.unit_of_work import UnitsOfWork
from shared.jobs.job import Failure, Job, LeaseLost
from shared.jobs.jobs import Jobs
from shared.jobs.lease import LEASE_SECONDS, Lease
from shared.kernel.errors import DomainError, Unavailable
from shared.observability.logging import get_logger

Announcement = Callable[[Job, Mapping[str, Any]], Event]
"""Makes the event of a job that is done, from the job and its result."""

Handler = Callable[[Lease], Awaitable[dict[str, Any]]]
"""Does the work from `lease.job.position` on, in steps; gives the result. Its steps are its only effects."""

BEAT_SECONDS = LEASE_SECONDS / 3
IDLE_SECONDS = 1.0
FORGET_SECONDS = 3600.0
MOST_ATTEMPTS = 8
"""Times that a job is taken up without one step committed; after that the job itself must be the trouble."""

TRANSIENT = (Unavailable, SQLAlchemyError, ConnectionError, TimeoutError)
INTERNAL = Failure(
    "internal_error", "Something went wrong on our side", "the error is logged with the job's id"
)
GIVEN_UP = Failure(
    "given_up", "The job could not be carried out", f"it was begun {MOST_ATTEMPTS} times and came no further"
)


class Worker:
    """Runs until its task is cancelled. Any number of workers may run: a job is held by one at a time.

    `announcements` make the event that goes out with the end of a job of a kind. A job that ended `keep_days`
    ago is forgotten.
    """

    def __init__(  # noqa: PLR0913 - what a worker works with
        self,
        engine: AsyncEngine,
        units: UnitsOfWork,
        jobs: Jobs,
        handlers: Mapping[str, Handler],
        *,
        announcements: Mapping[str, Announcement] | None = None,
        keep_days: float = 30.0,
    ) -> None:
        self._engine = engine
        self._units = units
        self._jobs = jobs
        self._handlers = dict(handlers)
        self._announcements = dict(announcements or {})
        self._keep_days = keep_days
        self._nudged = asyncio.Event()
        self._functions = getattr(func, str(jobs.table.schema))
        self._kinds = cast(list(self._handlers), ARRAY(Text))

    def nudge(self) -> None:
        """Say that a job may be waiting."""
        self._nudged.set()

    async def run(self) -> None:
        """Work for ever; trouble with the database is waited out."""
        forgotten = float("-inf")
        while True:
            self._nudged.clear()
            try:
                if time.monotonic() - forgotten > FORGET_SECONDS:
                    await self.forget()
                    forgotten = time.monotonic()
                worked = await self.work_once()
            except TRANSIENT as error:
                get_logger().warning("worker waits", error_type=type(error).__name__)
                worked = False
            if not worked:
                await _wait(self._nudged, IDLE_SECONDS)

    async def work_once(self) -> bool:
        """Take one job up and carry it as far as it goes; False where none is waiting."""
        lease = await self._take()
        if lease is None:
            return False
        try:
            await self._carry(lease)
        except LeaseLost:
            get_logger().info("job left", state="cancelled or taken over", event_id=str(lease.job.id))
        return True

    async def forget(self) -> None:
        """Delete the jobs that ended longer ago than they are kept, with their inputs and results."""
        async with self._engine.begin() as connection:
            await connection.execute(select(self._functions.forget_jobs(self._kinds, self._keep_days)))

    async def _take(self) -> Lease | None:
        token = uuid4()
        claim = self._functions.claim_job(self._kinds, token, float(LEASE_SECONDS))
        claimed = claim.table_valued(Column("id", Uuid), Column("tenant", Text))
        async with self._engine.begin() as connection:
            row = (await connection.execute(select(claimed))).one_or_none()
        return None if row is None else await self._hold(row.id, row.tenant, token)

    async def _hold(self, job_id: UUID, tenant: str, token: UUID) -> Lease:
        async with self._units(tenant) as unit:
            job = await self._jobs.get(unit.session, job_id)
        return Lease(self._jobs.table, self._units, job, token)

    async def _carry(self, lease: Lease) -> None:
        if lease.job.attempts > MOST_ATTEMPTS:
            await lease.fail(GIVEN_UP)
            return
        try:
            result = await self._handle(lease)
        except LeaseLost:
            raise
        except TRANSIENT as error:
            _say("job put back", lease.job, error)
            await lease.put_back(seconds=min(2.0**lease.job.attempts, 60.0))
        except DomainError as error:
            _say("job failed", lease.job, error)
            await lease.fail(Failure(error.code, error.title, error.detail))
        except Exception as error:  # noqa: BLE001 - a fault of ours ends the job, not the worker; it is logged
            get_logger().exception("job failed", event_id=str(lease.job.id), error_type=type(error).__name__)
            await lease.fail(INTERNAL)
        else:
            announce = self._announcements.get(lease.job.kind)
            await lease.finish(result, announce(lease.job, result) if announce else None)

    async def _handle(self, lease: Lease) -> dict[str, Any]:
        """Run the handler with the lease kept alive beside it; when the lease goes, the handler goes."""
        work = asyncio.ensure_future(self._handlers[lease.job.kind](lease))
        beat = asyncio.create_task(_beating(lease))
        try:
            await asyncio.wait({work, beat}, return_when=asyncio.FIRST_COMPLETED)
            if not work.done():
                await beat  # raises LeaseLost, or what the database said
            return await work
        finally:
            for task in (work, beat):
                task.cancel()
            await asyncio.gather(work, beat, return_exceptions=True)


async def _beating(lease: Lease) -> None:
    while True:
        await asyncio.sleep(BEAT_SECONDS)
        await lease.beat()


async def _wait(event: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return


def _say(what: str, job: Job, error: Exception) -> None:
    get_logger().warning(what, event_id=str(job.id), error_type=type(error).__name__)
