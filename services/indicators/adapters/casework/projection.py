"""The projection of cases in PostgreSQL: each event fills its own row or columns, in any order."""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    case,
    delete,
    exists,
    func,
    literal,
    select,
    text,
    tuple_,
)
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.indicators.adapters.tables import case_appeals, case_decisions, cases
from services.indicators.domain.recognition.cases import (
    PROFILE_FIELDS,
    Appealed,
    AppealEnded,
    AppealResult,
    CaseDimension,
    CaseEvent,
    Decided,
    Opened,
    Outcome,
    Profile,
)
from services.indicators.domain.recognition.ports import Span
from services.indicators.domain.recognition.reconciliation import Tally
from services.indicators.domain.recognition.statistics import Appeals, Cohort

SECONDS_OF_A_DAY = 86_400
LOCKED = [str(it) for it in (cases, case_decisions, case_appeals)]


class PostgresCases:
    """The cases of the session's tenant."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def apply(self, event: CaseEvent) -> None:
        """Take in one event."""
        of_case = {"tenant": event.tenant, "application_id": event.application_id}
        match event:
            case Opened():
                row = {**of_case, "opened_at": event.opened_at, **asdict(event.profile)}
                await self._session.execute(insert(cases).values(row))
            case Decided():
                row = {
                    **of_case,
                    "decision_id": event.decision_id,
                    "outcome": event.outcome.value,
                    "decided_at": event.decided_at,
                }
                await self._session.execute(insert(case_decisions).values(row))
            case Appealed():
                await self._appeal(event, decision_id=event.decision_id, lodged_at=event.lodged_at)
            case AppealEnded():
                await self._appeal(event, result=event.result.value, ended_at=event.decided_at)

    async def _appeal(self, event: Appealed | AppealEnded, **columns: object) -> None:
        key = {
            "tenant": event.tenant,
            "appeal_id": event.appeal_id,
            "application_id": event.application_id,
        }
        await self._session.execute(
            insert(case_appeals)
            .values(**key, **columns)
            .on_conflict_do_update(index_elements=["tenant", "appeal_id"], set_=columns)
        )

    async def clear(self) -> None:
        """Remove all, so that they can be taken in again from the archive.

        Events that come meanwhile wait for the end of the transaction: one that the archive gives as well
        would else be there twice.
        """
        await self._session.execute(text(f"LOCK TABLE {', '.join(LOCKED)} IN SHARE ROW EXCLUSIVE MODE"))
        for table in (cases, case_decisions, case_appeals):
            await self._session.execute(delete(table))

    async def cohorts(
        self, dimensions: Sequence[CaseDimension], span: Span, *, now: datetime
    ) -> list[Cohort]:
        """Count cases by `dimensions`, present outcome and days; `now` is where open cases stand."""
        keys = [cases.c[it.value] for it in dimensions]
        first, last = _decision(earliest=True), _decision(earliest=False)
        annulled = func.coalesce(_annulled(last), False).label("annulled")
        outcome = case((annulled, None), else_=last.c.outcome).label("outcome")
        end = func.coalesce(first.c.decided_at, now)
        elapsed = func.extract("epoch", end - cases.c.opened_at) / SECONDS_OF_A_DAY
        days = func.greatest(func.floor(elapsed), 0).label("days")
        withdrawn = func.coalesce(first.c.outcome == Outcome.WITHDRAWN.value, False).label("withdrawn")
        query = (
            select(*keys, annulled, outcome, withdrawn, days, func.count())
            .select_from(
                cases.outerjoin(first, first.c.application_id == cases.c.application_id).outerjoin(
                    last, last.c.application_id == cases.c.application_id
                )
            )
            .group_by(*keys, annulled, outcome, withdrawn, days)
        )
        rows = await self._session.execute(_within(query, span))
        return [
            Cohort(
                key=tuple(row[:-5]),
                outcome=Outcome(row[-4]) if row[-4] else None,
                withdrawn_first=row[-3],
                days=int(row[-2]),
                cases=row[-1],
                reopened=row[-5],
            )
            for row in rows
        ]

    async def appeals(self, dimensions: Sequence[CaseDimension], span: Span) -> list[Appeals]:
        """Count lodged appeals by `dimensions` and result, with the number of cases that they concern."""
        keys = [cases.c[it.value] for it in dimensions]
        joined = cases.join(case_appeals, case_appeals.c.application_id == cases.c.application_id)
        lodged = case_appeals.c.lodged_at.is_not(None)
        silence = case_appeals.c.decision_id.is_(None).label("silence")
        columns = [*keys, silence, case_appeals.c.result]
        counted = select(*columns, func.count()).select_from(joined).where(lodged).group_by(*columns)
        results: dict[tuple[str, ...], dict[AppealResult | None, int]] = {}
        unanswered: Counter[tuple[str, ...]] = Counter()
        for *key, against_silence, result, count in await self._session.execute(_within(counted, span)):
            found = results.setdefault(tuple(key), {})
            if against_silence:
                unanswered[tuple(key)] += count
            else:
                found[AppealResult(result) if result else None] = count
        first = _decision(earliest=True)
        concerned = (
            select(*keys, func.count(case_appeals.c.application_id.distinct()))
            .select_from(joined.join(first, first.c.application_id == cases.c.application_id))
            .where(lodged, ~silence, first.c.outcome != Outcome.WITHDRAWN.value)
            .group_by(*keys)
        )
        appealed = {
            tuple(row[:-1]): int(row[-1]) for row in await self._session.execute(_within(concerned, span))
        }
        return [Appeals(key, found, appealed.get(key, 0), unanswered[key]) for key, found in results.items()]

    async def closed_in(self, year: int) -> AsyncIterator[tuple[UUID, Profile, Outcome]]:
        """Go through the cases whose last decision falls into `year` (UTC) and stands."""
        last = _decision(earliest=False)
        begin, end = datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
        columns = [cases.c[name] for name in PROFILE_FIELDS]
        query = (
            select(cases.c.application_id, last.c.outcome, *columns)
            .join_from(cases, last, last.c.application_id == cases.c.application_id)
            .where(last.c.decided_at >= begin, last.c.decided_at < end, ~_annulled(last))
            .execution_options(yield_per=2000)
        )
        async for row in await self._session.stream(query):
            yield row[0], Profile(*row[2:]), Outcome(row[1])

    async def tally(self) -> tuple[Tally, int, int, int]:
        """Count the rows of each kind; then closed, open, and decisions whose opening is not there yet."""
        last = _decision(earliest=False)
        decided = select(last.c.application_id).where(~_annulled(last))
        known = select(cases.c.application_id)
        closed = case((cases.c.application_id.in_(decided), literal(1)))
        opened, shut = (
            await self._session.execute(select(func.count(), func.count(closed)).select_from(cases))
        ).one()
        unopened = case((case_decisions.c.application_id.not_in(known), literal(1)))
        decisions, early = (
            await self._session.execute(
                select(func.count(), func.count(unopened)).select_from(case_decisions)
            )
        ).one()
        lodged, ended = (
            await self._session.execute(
                select(func.count(case_appeals.c.lodged_at), func.count(case_appeals.c.ended_at))
            )
        ).one()
        return Tally(opened, decisions, lodged, ended), shut, opened - shut, early


def _decision(*, earliest: bool) -> Subquery:
    """Give each application's first or last decision; equal times are put in order by their ids."""
    columns = case_decisions.c
    order = tuple_(columns.decided_at, columns.decision_id)
    return (
        select(columns.application_id, columns.decision_id, columns.outcome, columns.decided_at)
        .ext(distinct_on(columns.application_id))
        .order_by(columns.application_id, order if earliest else order.desc())
        .subquery()
    )


def _annulled(decision: Subquery) -> ColumnElement[bool]:
    """Say whether an appeal has undone the decision: until there is another one, the case is open again."""
    undone = (AppealResult.OVERTURNED.value, AppealResult.REMITTED.value)
    return exists().where(
        case_appeals.c.decision_id == decision.c.decision_id, case_appeals.c.result.in_(undone)
    )


def _within(query: Select[Any], span: Span) -> Select[Any]:
    if span.opened_from is not None:
        query = query.where(cases.c.opened_at >= span.opened_from)
    if span.opened_before is not None:
        query = query.where(cases.c.opened_at < span.opened_before)
    return query
