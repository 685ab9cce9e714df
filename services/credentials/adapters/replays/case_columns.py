"""Decided cases kept as columns beside the evaluations that they are derived from (ADR 24).

Evaluations are only ever added, under ids that ascend with time. Each segment holds those of one range of
ids, and the fingerprint of exactly these: it is good as long as the stored evaluations of its range have that
fingerprint. One that came late, or was erased, shows, and its segment alone is made anew. So there is no
watermark to trust, and nothing that could not be thrown away.
"""

import asyncio
import operator
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any
from uuid import UUID

import pyarrow as pa
from sqlalchemy import Row, Select, func, select, text, true
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.credentials.adapters.batches.packing import packed, unpacked
from services.credentials.adapters.documents import read_application
from services.credentials.adapters.replays.tables import case_segments
from services.credentials.adapters.tables import evaluations
from services.credentials.domain.replay.cases import FORMAT, as_case, table_of

SEGMENT = 4_096
"""Evaluations of a full segment; only the last one is not full, and grows."""


_HASH = func.uuid_hash_extended(evaluations.c.id, text("0"))
"""A hash of 64 bits; those of a set of evaluations, joined by exclusive or, are the set's fingerprint."""


@dataclass(frozen=True, slots=True)
class Segment:
    """The head of a segment: evaluations with `after` < id <= `upto`. Numbers count from 1."""

    number: int
    after: UUID | None
    upto: UUID
    evaluations: int
    fingerprint: int

    def holding(self, rows: Sequence[Row[Any]]) -> "Segment":
        """Give the segment with further evaluations in it, up to the last of them."""
        return Segment(
            self.number,
            self.after,
            rows[-1].id if rows else self.upto,
            self.evaluations + len(rows),
            reduce(operator.xor, (it.hash for it in rows), self.fingerprint),
        )


class CaseColumns:
    """The columns of one tenant, within the caller's transaction; made one segment at a time."""

    def __init__(self, session: AsyncSession, tenant: str) -> None:
        self._session = session
        self._tenant = tenant

    async def stale(self) -> Sequence[int]:
        """Number the segments whose evaluations are others by now, or whose format is an old one."""
        kept = case_segments.c
        stored = (
            select(func.count().label("count"), func.coalesce(func.bit_xor(_HASH), 0).label("fingerprint"))
            .where(evaluations.c.tenant == kept.tenant, evaluations.c.id <= kept.upto)
            .where(kept.after.is_(None) | (evaluations.c.id > kept.after))
            .lateral("stored")
        )
        good = (
            (kept.format == FORMAT)
            & (kept.evaluations == stored.c.count)
            & (kept.fingerprint == stored.c.fingerprint)
        )
        query = select(kept.number).join(stored, true()).where(kept.tenant == self._tenant, ~good)
        return list(await self._session.scalars(query.order_by(kept.number)))

    async def covered(self) -> int:
        """Count the evaluations that the segments hold."""
        query = select(func.sum(case_segments.c.evaluations)).where(case_segments.c.tenant == self._tenant)
        return int(await self._session.scalar(query) or 0)

    async def stored(self) -> int:
        """Count the evaluations that are stored."""
        query = select(func.count()).select_from(evaluations).where(evaluations.c.tenant == self._tenant)
        return int(await self._session.scalar(query) or 0)

    async def remake(self, number: int) -> None:
        """Make a segment anew from the evaluations of its range."""
        await self._lock()
        head = await self._head(case_segments.c.number == number)
        if head is not None:
            rows = await self._rows(head.after, head.upto, None)
            empty = Segment(number, head.after, head.upto, 0, 0)
            made = empty.holding(rows)
            await self._keep(Segment(number, head.after, head.upto, made.evaluations, made.fingerprint), rows)

    async def grow(self) -> int:
        """Take further evaluations in, up to the end of a segment; give how many."""
        await self._lock()
        newest = select(func.max(case_segments.c.number)).where(case_segments.c.tenant == self._tenant)
        last = await self._head(case_segments.c.number == newest.scalar_subquery())
        room = SEGMENT - last.evaluations if last is not None else 0
        rows = await self._rows(last.upto if last else None, None, room if room > 0 else SEGMENT)
        if rows and last is not None and room > 0:
            await self._keep(last.holding(rows), rows, unpacked(await self._content(last.number)))
        elif rows:
            number, after = (last.number + 1, last.upto) if last else (1, None)
            await self._keep(Segment(number, after, rows[-1].id, 0, 0).holding(rows), rows)
        return len(rows)

    async def read(self, first: int, count: int) -> Any:
        """Give segments as one table, from number `first` on, at most `count`; None where there is none."""
        kept = case_segments.c
        query = select(kept.content).where(
            kept.tenant == self._tenant, kept.number >= first, kept.number < first + count
        )
        contents = list(await self._session.scalars(query.order_by(kept.number)))
        if not contents:
            return None
        return await asyncio.to_thread(lambda: pa.concat_tables([unpacked(it) for it in contents]))

    async def _lock(self) -> None:
        """Let nobody else make this tenant's columns until the transaction ends."""
        key = func.hashtextextended(f"case columns of {self._tenant}", 0)
        await self._session.execute(select(func.pg_advisory_xact_lock(key)))

    async def _head(self, condition: Any) -> Segment | None:
        kept = case_segments.c
        query = select(kept.number, kept.after, kept.upto, kept.evaluations, kept.fingerprint)
        row = (await self._session.execute(query.where(kept.tenant == self._tenant, condition))).one_or_none()
        return None if row is None else Segment(*row)

    async def _content(self, number: int) -> bytes:
        kept = case_segments.c
        query = select(kept.content).where(kept.tenant == self._tenant, kept.number == number)
        content: bytes = (await self._session.scalars(query)).one()
        return content

    async def _rows(self, after: UUID | None, upto: UUID | None, most: int | None) -> Sequence[Row[Any]]:
        stored = evaluations.c
        parts = (_HASH.label("hash"), stored.release, stored.document["application"].label("application"))
        query: Select[Any] = select(stored.id, *parts).where(stored.tenant == self._tenant)
        if after is not None:
            query = query.where(stored.id > after)
        if upto is not None:
            query = query.where(stored.id <= upto)
        rows: Sequence[Row[Any]] = (await self._session.execute(query.order_by(stored.id).limit(most))).all()
        return rows

    async def _keep(self, segment: Segment, rows: Sequence[Row[Any]], held: Any = None) -> None:
        """Write a segment: the cases `held` already, and those of further rows."""
        values = {
            "format": FORMAT,
            "after": segment.after,
            "upto": segment.upto,
            "evaluations": segment.evaluations,
            "fingerprint": segment.fingerprint,
            "content": await asyncio.to_thread(_content_of, rows, held),
        }
        await self._session.execute(
            insert(case_segments)
            .values(tenant=self._tenant, number=segment.number, **values)
            .on_conflict_do_update(index_elements=["tenant", "number"], set_=values)
        )


def _content_of(rows: Sequence[Row[Any]], held: Any) -> bytes:
    """Write cases as columns. An evaluation from before releases decided is no case."""
    made = table_of(
        [as_case(it.id, read_application(it.application)) for it in rows if it.release is not None]
    )
    whole = made if held is None else pa.concat_tables([held, made])
    return packed(whole.unify_dictionaries().combine_chunks())
