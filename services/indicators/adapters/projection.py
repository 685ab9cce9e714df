"""The projection of evaluations in PostgreSQL."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, delete, func, insert, select, text, true
from sqlalchemy.ext.asyncio import AsyncSession

from services.indicators.adapters.tables import evaluations
from services.indicators.domain.recognition.evaluated import Dimension, Evaluated, Group, Statistics

COLUMNS: dict[Dimension, ColumnElement[Any]] = {
    Dimension.OUTCOME: evaluations.c.outcome,
    Dimension.AWARD_COUNTRY: evaluations.c.award_country,
    Dimension.RECOGNITION_COUNTRY: evaluations.c.recognition_country,
    Dimension.QUALIFICATION_TYPE: evaluations.c.qualification_type,
    Dimension.MONTH: evaluations.c.month,
}


class PostgresProjection:
    """The rows of the session's tenant."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, evaluated: Evaluated) -> None:
        """Insert one."""
        await self._session.execute(
            insert(evaluations).values(
                tenant=evaluated.tenant,
                evaluation_id=evaluated.evaluation_id,
                outcome=evaluated.outcome,
                award_country=evaluated.award_country,
                recognition_country=evaluated.recognition_country,
                qualification_type=evaluated.qualification_type,
                instruments=list(evaluated.instruments),
                month=evaluated.month,
                completed_at=evaluated.completed_at,
            )
        )

    async def clear(self) -> None:
        """Delete the tenant's rows; evaluations that come meanwhile wait, as they are in the archive, too."""
        await self._session.execute(text(f"LOCK TABLE {evaluations} IN SHARE ROW EXCLUSIVE MODE"))
        await self._session.execute(delete(evaluations))

    async def count(self, dimensions: Sequence[Dimension]) -> Statistics:
        """Count distinct evaluations in each group, the groups in the order of their keys."""
        table: Any = evaluations
        columns = dict(COLUMNS)
        if Dimension.INSTRUMENT in dimensions:
            each = func.unnest(evaluations.c.instruments).table_valued("instrument").render_derived()
            table = evaluations.outerjoin(each, true())
            columns[Dimension.INSTRUMENT] = each.c.instrument
        keys = [columns[dimension] for dimension in dimensions]
        query = select(*keys, func.count()).select_from(table).group_by(*keys).order_by(*keys)
        rows = (await self._session.execute(query)).all()
        total = await self._session.scalar(select(func.count()).select_from(evaluations))
        return Statistics(
            dimensions=tuple(dimensions),
            groups=tuple(Group(tuple(row[:-1]), int(row[-1])) for row in rows),
            evaluations=int(total or 0),
        )
