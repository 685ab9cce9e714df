"""Keeps statements in PostgreSQL, append-only, and reads from the cases which of them no longer stand."""

import secrets
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert

from services.credentials.adapters.statements.tables import statements
from services.credentials.domain.statements.credential import Place
from services.credentials.domain.statements.ports import KeptStatement
from services.credentials.domain.statements.status_list import ALLOTTED_AT_MOST, ENTRIES
from shared.db.unit_of_work import UnitOfWork

_WITHDRAWN = text(
    """
    SELECT s.status_index
    FROM credentials.case_events e
    JOIN credentials.statements s
      ON s.tenant = e.tenant AND s.application_id = e.application_id AND s.case_version < e.sequence
    WHERE e.kind = 'appeal_ended' AND e.data ->> 'result' IN ('overturned', 'remitted')
      AND s.status_list = :list
    UNION
    SELECT s.status_index
    FROM credentials.statements later
    JOIN credentials.statements s
      ON s.tenant = later.tenant AND s.decision_id = later.decision_id AND s.number < later.number
    WHERE later.number > 1 AND s.status_list = :list
    """
)
"""The history of the case is the only record of what was set aside: no second one could fall behind it."""


class PostgresStatements:
    """The statements of the unit of work's tenant."""

    def __init__(self, unit: UnitOfWork) -> None:
        self._unit = unit

    async def latest(self, application_id: UUID, decision_id: UUID) -> KeptStatement | None:
        """Give the newest statement of a decision."""
        rows = await self._unit.session.execute(
            select(statements)
            .where(statements.c.application_id == application_id, statements.c.decision_id == decision_id)
            .order_by(statements.c.number.desc())
            .limit(1)
        )
        row = rows.mappings().first()
        if row is None:
            return None
        members = {name: row[name] for name in KeptStatement.__slots__ if name != "place"}
        return KeptStatement(**members, place=Place(row["status_list"], row["status_index"]))

    async def free_place(self) -> Place:
        """Draw a place in the newest status list that is not full."""
        columns = statements.c
        number = await self.lists() or 1
        taken = select(func.count()).select_from(statements).where(columns.status_list == number)
        if (await self._unit.session.scalar(taken) or 0) >= ALLOTTED_AT_MOST:
            number += 1
        while True:
            index = secrets.randbelow(ENTRIES)
            there = (columns.status_list == number) & (columns.status_index == index)
            if await self._unit.session.scalar(select(columns.number).where(there)) is None:
                return Place(number, index)

    async def add(self, tenant: str, statement: KeptStatement) -> bool:
        """Keep one; False where its number or its place was taken meanwhile."""
        members = {name: getattr(statement, name) for name in KeptStatement.__slots__ if name != "place"}
        place = {"status_list": statement.place.list, "status_index": statement.place.index}
        kept = await self._unit.session.execute(
            insert(statements)
            .values(tenant=tenant, **members, **place)
            .on_conflict_do_nothing()
            .returning(statements.c.number)
        )
        return kept.first() is not None

    async def lists(self) -> int:
        """Count the status lists that have been begun."""
        return await self._unit.session.scalar(select(func.max(statements.c.status_list))) or 0

    async def withdrawn(self, number: int) -> Sequence[int]:
        """List the places of a status list whose statements no longer stand."""
        rows = await self._unit.session.scalars(_WITHDRAWN, {"list": number})
        return sorted(rows)
