"""The flips of replays in PostgreSQL: written at the end of the job, read in pages."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.credentials.adapters.replays.tables import replay_flips
from services.credentials.domain.replay.replay import Flip
from services.credentials.domain.replay.report import reason_json

TOGETHER = 1_000


class Flips:
    """The flips of one replay, within the caller's transaction. They are numbered from 1."""

    def __init__(self, session: AsyncSession, job_id: UUID) -> None:
        self._session = session
        self._job_id = job_id

    async def keep(self, tenant: str, flips: Sequence[Flip]) -> None:
        """Keep the flips, instead of what an earlier attempt may have kept."""
        await self._session.execute(delete(replay_flips).where(replay_flips.c.job_id == self._job_id))
        rows = [
            {
                "job_id": self._job_id,
                "number": number,
                "tenant": tenant,
                "evaluation": it.evaluation,
                "legal_date": it.legal_date,
                "before": it.before,
                "after": it.after,
                "reasons": [reason_json(reason) for reason in it.reasons],
            }
            for number, it in enumerate(flips, start=1)
        ]
        for start in range(0, len(rows), TOGETHER):
            await self._session.execute(insert(replay_flips), rows[start : start + TOGETHER])

    async def count(self) -> int:
        """Count them."""
        query = select(func.count()).where(replay_flips.c.job_id == self._job_id)
        return int(await self._session.scalar(query) or 0)

    async def numbered(self, numbers: Sequence[int]) -> Sequence[Row[Any]]:
        """Give those of the given numbers, in order."""
        kept = replay_flips.c
        query = select(replay_flips).where(kept.job_id == self._job_id, kept.number.in_(numbers))
        return (await self._session.execute(query.order_by(kept.number))).all()
