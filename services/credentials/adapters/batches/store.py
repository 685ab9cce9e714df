"""The chunks of batches in PostgreSQL: what was sent, and what was answered, as Arrow streams."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Table, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession


class Chunks:
    """One of the two tables, within the caller's transaction. Numbers count from 1."""

    def __init__(self, table: Table) -> None:
        self._table = table

    async def add(  # noqa: PLR0913 - the columns of a chunk
        self, session: AsyncSession, *, job_id: UUID, tenant: str, number: int, rows: int, content: bytes
    ) -> None:
        """Keep a chunk."""
        await session.execute(
            insert(self._table).values(
                job_id=job_id, tenant=tenant, number=number, rows=rows, content=content
            )
        )

    async def content(self, session: AsyncSession, job_id: UUID, number: int) -> bytes | None:
        """Fetch a chunk; None where there is none of that number."""
        table = self._table.c
        query = select(table.content).where(table.job_id == job_id, table.number == number)
        found: bytes | None = await session.scalar(query)
        return found

    async def numbers(self, session: AsyncSession, job_id: UUID) -> Sequence[int]:
        """List the numbers of a job's chunks, ascending."""
        table = self._table.c
        query = select(table.number).where(table.job_id == job_id).order_by(table.number)
        return list(await session.scalars(query))

    async def clear(self, session: AsyncSession, job_id: UUID) -> None:
        """Delete a job's chunks."""
        await session.execute(delete(self._table).where(self._table.c.job_id == job_id))
