"""Use cases: take a batch of checks in, and answer it as a job that survives the death of any process."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from shared.db.unit_of_work import UnitsOfWork
from shared.jobs.job import Job
from shared.jobs.jobs import Jobs, require_same
from shared.jobs.lease import Lease
from shared.kernel.clock import Clock
from shared.kernel.errors import DomainError, Invalid, Violation

KIND = "equivalences"
TOGETHER = 4
"""Chunks that are answered together and give one chunk of answers: the more rows, the more they share."""


@dataclass(frozen=True, slots=True)
class Quota:
    """What one tenant may have under way at a time: batches, and rows in all of them together.

    A batch is under way from the first of its rows until it is done, has failed or is cancelled; while it is
    coming in it counts with the rows that have come.
    """

    batches: int = 20
    rows: int = 3_000_000


QUOTA = Quota()


class QuotaReached(DomainError):
    """The tenant has as many batches under way as it may have."""

    code = "quota_reached"
    title = "Too much is under way"


class Rows(Protocol):
    """Some consecutive rows of a batch."""

    def __len__(self) -> int:
        """Count them."""
        ...

    def packed(self) -> bytes:
        """Write them as they are kept."""
        ...


class ChunkStore(Protocol):
    """Numbered pieces of a job, within a transaction."""

    async def add(  # noqa: PLR0913 - the columns of a chunk
        self, session: Any, *, job_id: UUID, tenant: str, number: int, rows: int, content: bytes
    ) -> None:
        """Keep a piece."""
        ...

    async def content(self, session: Any, job_id: UUID, number: int) -> bytes | None:
        """Fetch a piece; None where there is none of that number."""
        ...

    async def numbers(self, session: Any, job_id: UUID) -> Sequence[int]:
        """List the numbers, ascending."""
        ...

    async def clear(self, session: Any, job_id: UUID) -> None:
        """Delete all pieces."""
        ...


class ReceiveBatch:
    """Keeps the rows of a batch as they come in; when all have come, the job is queued."""

    def __init__(  # noqa: PLR0913 - what receiving works with
        self,
        *,
        units: UnitsOfWork,
        jobs: Jobs,
        rows: ChunkStore,
        clock: Clock,
        queued: Callable[[], None],
        quota: Quota = QUOTA,
    ) -> None:
        self._units = units
        self._jobs = jobs
        self._rows = rows
        self._clock = clock
        self._queued = queued
        self._quota = quota

    async def __call__(
        self, tenant: str, key: str, blocks: AsyncIterator[Rows], fingerprint: Callable[[], str]
    ) -> tuple[Job, bool]:
        """Take a batch in under `key`; say whether it is new. `fingerprint` is asked after the last block.

        Each block is one commit. A request that breaks off leaves a job that nobody works on; the same key
        takes its place. Raises QuotaReached, KeyReused, and what reading the blocks raises, which leaves
        nothing.
        """
        job, lease, room = await self._begin(tenant, key)
        if lease is None:
            async for _ in blocks:
                pass  # the fingerprint needs the whole body
            require_same(job, fingerprint())
            return job, False
        number = total = 0
        try:
            async for block in blocks:
                number += 1
                total += len(block)
                if total > room:
                    raise _too_many_rows(self._quota, room)
                async with lease.step(position=number, done=total) as unit:
                    await self._rows.add(
                        unit.session,
                        job_id=job.id,
                        tenant=tenant,
                        number=number,
                        rows=len(block),
                        content=block.packed(),
                    )
        except (Invalid, QuotaReached):
            await lease.discard()
            raise
        job = await lease.admit(total=total, fingerprint=fingerprint())
        self._queued()
        return job, True

    async def _begin(self, tenant: str, key: str) -> tuple[Job, Lease | None, int]:
        """Give the job, the lease on it where it is new, and how many rows it may have by the quota."""
        today = self._clock.now().date()
        async with self._units(tenant) as unit:
            session = unit.session
            job, token = await self._jobs.receive(
                session, tenant=tenant, kind=KIND, parameters={"today": today.isoformat()}, key=key
            )
            if token is None:
                return job, None, 0
            await self._rows.clear(session, job.id)
            under_way = await self._jobs.under_way(session, tenant=tenant, kind=KIND)
            others = [it for it in under_way if it.id != job.id]
            room = self._quota.rows - sum(it.done if it.total is None else it.total for it in others)
            if len(others) >= self._quota.batches:
                raise QuotaReached(
                    f"{len(others)} batches are under way, and a tenant may have {self._quota.batches}: "
                    "wait for one to end, or cancel one"
                )
            if room <= 0:
                raise _too_many_rows(self._quota, room)
            await unit.commit()
        return job, Lease(self._jobs.table, self._units, job, token), room


def _too_many_rows(quota: Quota, room: int) -> QuotaReached:
    return QuotaReached(
        f"a tenant may have {quota.rows:,} rows under way, and {max(room, 0):,} are left: wait for a batch "
        "to end, cancel one, or send fewer rows"
    )


class AnswerBatch:
    """The handler of the job: some chunks after others, with their answers and the progress in one commit."""

    def __init__(
        self, *, rows: ChunkStore, answers: ChunkStore, answer: "Callable[[Sequence[bytes], date], Any]"
    ) -> None:
        self._rows = rows
        self._answers = answers
        self._answer = answer

    async def __call__(self, lease: Lease) -> dict[str, Any]:
        """Answer what is not yet answered. Raises LeaseLost, or Unavailable while the law is away."""
        job = lease.job
        today = date.fromisoformat(job.parameters["today"])
        done, number = job.done, job.position
        async with lease.reading() as session:
            last = max(await self._rows.numbers(session, job.id), default=0)
        while number < last:
            numbers = range(number + 1, min(number + TOGETHER, last) + 1)
            contents = [await self._content(lease, it) for it in numbers]
            answered = await self._answer(contents, today)
            number, done = numbers[-1], done + answered.rows
            async with lease.step(position=number, done=done) as unit:
                await self._answers.add(
                    unit.session,
                    job_id=job.id,
                    tenant=job.tenant,
                    number=-(-number // TOGETHER),
                    rows=answered.rows,
                    content=answered.content,
                )
        return {"rows": done, "chunks": last}

    async def _content(self, lease: Lease, number: int) -> bytes:
        async with lease.reading() as session:
            content = await self._rows.content(session, lease.job.id, number)
        if content is None:
            raise Invalid(Violation("", "chunk_missing", f"chunk {number} of the batch is not there"))
        return content
