"""The jobs of a service, for the side that asks: make, look, cancel. Each call is part of a transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Table, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shared.jobs.job import Job, JobHasEnded, JobState, KeyReused, UnknownJob
from shared.jobs.table import read_job
from shared.kernel.clock import Clock
from shared.kernel.ids import new_id

OPEN = (JobState.RECEIVING, JobState.QUEUED, JobState.RUNNING)
_BROKEN_OFF = text("interval '1 minute'")


@dataclass(frozen=True, slots=True)
class Idempotency:
    """The key under which a job is made once, and the hash of the content that it stands for."""

    key: str
    fingerprint: str


class Jobs:
    """Reads and writes the table within the caller's transaction, which is bound to a tenant."""

    def __init__(self, table: Table, clock: Clock) -> None:
        self.table = table
        self._clock = clock

    async def create(  # noqa: PLR0913 - what a job consists of
        self,
        session: AsyncSession,
        *,
        tenant: str,
        kind: str,
        parameters: dict[str, Any],
        total: int | None = None,
        once: Idempotency | None = None,
    ) -> tuple[Job, bool]:
        """Queue a job; say whether it is new. Nobody works on it before the caller commits.

        Under a key that was used before the earlier job is given. Raises KeyReused where that had another
        content.
        """
        made = await session.execute(
            insert(self.table)
            .values(
                id=new_id(self._clock),
                tenant=tenant,
                kind=kind,
                state=JobState.QUEUED,
                parameters=parameters,
                total=total,
                idempotency_key=once.key if once else None,
                fingerprint=once.fingerprint if once else None,
            )
            .on_conflict_do_nothing(index_elements=["tenant", "kind", "idempotency_key"])
            .returning(*self.table.c)
        )
        row = made.one_or_none()
        if row is not None:
            return read_job(row), True
        assert once is not None  # noqa: S101 - without a key nothing can conflict
        earlier = read_job(await self._one(session, self._under(kind, once.key)))
        require_same(earlier, once.fingerprint)
        return earlier, False

    async def receive(
        self, session: AsyncSession, *, tenant: str, kind: str, parameters: dict[str, Any], key: str
    ) -> tuple[Job, UUID | None]:
        """Begin a job whose input comes in over a while; give the token of its lease.

        Under a key whose input came in whole before, the earlier job is given and no token. Where it did not,
        this request takes its place: the earlier one, should it live, can store nothing more.
        """
        token = uuid4()
        fresh = {
            "parameters": parameters,
            "position": 0,
            "done": 0,
            "lease": token,
            "lease_until": func.now(),
        }
        began = insert(self.table).values(
            id=new_id(self._clock),
            tenant=tenant,
            kind=kind,
            state=JobState.RECEIVING,
            idempotency_key=key,
            **fresh,
        )
        row = (
            await session.execute(
                began.on_conflict_do_update(
                    index_elements=["tenant", "kind", "idempotency_key"],
                    set_=fresh,
                    where=self.table.c.state == JobState.RECEIVING,
                ).returning(*self.table.c)
            )
        ).one_or_none()
        if row is not None:
            return read_job(row), token
        return read_job(await self._one(session, self._under(kind, key))), None

    async def get(self, session: AsyncSession, job_id: UUID, *, kind: str | None = None) -> Job:
        """Fetch a job. Raises UnknownJob, also for one of another kind."""
        condition = self.table.c.id == job_id
        if kind is not None:
            condition &= self.table.c.kind == kind
        row = (await session.execute(select(self.table).where(condition))).one_or_none()
        if row is None:
            raise UnknownJob(f"there is no job {job_id}")
        return read_job(row)

    async def cancel(self, session: AsyncSession, job_id: UUID, *, kind: str | None = None) -> Job:
        """End a job before its time; the worker notices at its next step. Cancelling twice is like once.

        What was committed stays. Raises UnknownJob, or JobHasEnded where it is done or has failed.
        """
        job = await self.get(session, job_id, kind=kind)
        changed = await session.execute(
            update(self.table)
            .where(self.table.c.id == job_id, self.table.c.state.in_(OPEN))
            .values(state=JobState.CANCELLED, lease=None, finished_at=func.now())
            .returning(*self.table.c)
        )
        row = changed.one_or_none()
        if row is not None:
            return read_job(row)
        job = await self.get(session, job_id)
        if job.state is not JobState.CANCELLED:
            raise JobHasEnded(f"the job is {job.state}")
        return job

    async def under_way(self, session: AsyncSession, *, tenant: str, kind: str) -> Sequence[Job]:
        """List the tenant's jobs of a kind that wait, run, or are coming in: what a quota counts.

        An input of which nothing came for a minute has broken off and does not count. Others who ask wait
        until the caller's transaction has ended, so that no two count each other out.
        """
        await session.execute(
            select(func.pg_advisory_xact_lock(func.hashtextextended(f"{kind} {tenant}", 0)))
        )
        table = self.table.c
        comes_in = (table.state == JobState.RECEIVING) & (table.lease_until > func.now() - _BROKEN_OFF)
        goes_on = table.state.in_((JobState.QUEUED, JobState.RUNNING))
        rows = await session.execute(select(self.table).where(table.kind == kind, goes_on | comes_in))
        return [read_job(row) for row in rows]

    async def _one(self, session: AsyncSession, condition: ColumnElement[bool]) -> Any:
        return (await session.execute(select(self.table).where(condition))).one()

    def _under(self, kind: str, key: str) -> ColumnElement[bool]:
        return (self.table.c.kind == kind) & (self.table.c.idempotency_key == key)


def require_same(earlier: Job, fingerprint: str) -> None:
    """Let a repeated request pass. Raises KeyReused where its content is not that of the earlier one."""
    if earlier.fingerprint != fingerprint:
        raise KeyReused("this key was used for another content; send a new key with a new request")
