"""Cases in PostgreSQL: kept by what happened, announced in the same transaction, then counted."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import insert, select

from services.credentials.adapters.casework.cases import (
    ChangedMeanwhile,
    UnknownApplication,
    UnknownBasis,
)
from services.credentials.adapters.tables import evaluations, outbox
from services.credentials.adapters.work import CredentialsWorks
from services.credentials.domain.casework.case import (
    AppealResult,
    Case,
    CaseEvent,
    Decision,
    NotCarried,
    Opened,
    Profile,
)
from services.credentials.domain.casework.time_to_decide import FixedBy, Item, TimeLimit, Unit
from services.indicators.adapters.casework.work import CaseWorks
from services.indicators.adapters.tables import inbox
from services.indicators.application.casework import live_statistics, reconcile
from services.indicators.domain.recognition.ports import Span
from services.indicators.entrypoints.events.handlers import project_cases
from services.indicators.entrypoints.events.subscriptions import CASES
from shared.contracts.cloudevents import decode
from shared.db.engine import create_engine
from shared.db.unit_of_work import UnitsOfWork
from shared.kernel.clock import FixedClock
from shared.messaging.inbox import Inbox
from shared.messaging.outbox import Outbox
from tests.support.platform import Database

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
PROFILE = Profile("SYR", "NOR", "degree", level="L6", legal_status="refugee")


@pytest.fixture(name="works")
async def _works(database: Database) -> AsyncIterator[CredentialsWorks]:
    engine = create_engine(database.urls["credentials"].app, application_name="test-casework")
    yield CredentialsWorks(UnitsOfWork(engine, Outbox(outbox)), FixedClock(AT))
    await engine.dispose()


async def test_what_happens_to_a_case_is_counted_by_the_statistics(
    works: CredentialsWorks, database: Database
) -> None:
    case_id = uuid4()
    async with works("norway") as work:
        await work.cases.append("norway", case_id, 1, Opened(PROFILE, AT))
        case = await work.cases.get(case_id)
        steps: list[Callable[[Case], CaseEvent]] = [
            lambda it: it.decide(uuid4(), Decision.FULL, None, AT + timedelta(days=20)),
            lambda it: it.appeal(uuid4(), AT + timedelta(days=30)),
            lambda it: it.end_appeal(AppealResult.UPHELD, AT + timedelta(days=50)),
        ]
        for step in steps:
            event = step(case)
            await work.cases.append("norway", case_id, case.version + 1, event)
            case = case.after(event)
        await work.commit()
    async with works("norway") as work:
        assert await work.cases.get(case_id) == case
        sent = (await work.session.execute(select(outbox).order_by(outbox.c.position))).all()
    engine = create_engine(database.urls["indicators"].app, application_name="test-statistics")
    statistics = CaseWorks(UnitsOfWork(engine), Inbox(inbox, CASES.durable))
    handle = project_cases(statistics)
    for row in sent:
        await handle(decode(row.headers, row.body))
    (group,) = await live_statistics(statistics, "norway", [], Span(), now=AT + timedelta(days=90))
    assert (group.opened, group.closed) == (1, 1)
    assert group.time_to_decision.steps[0].days == 20
    found = await reconcile(statistics, "norway")
    assert found.balanced
    assert (found.logged.opened, found.logged.appeals_ended) == (1, 1)
    await engine.dispose()


async def test_an_appeal_against_silence_reaches_the_statistics(
    works: CredentialsWorks, database: Database
) -> None:
    """What the applicant was asked for is announced as well: the numbers of a case's events have no hole."""
    case_id = uuid4()
    limit = TimeLimit(4, Unit.MONTHS, FixedBy.AUTHORITY, "https://authority.example/times")
    steps: list[Callable[[Case], CaseEvent]] = [
        lambda it: it.supply([Item.TRANSCRIPT], [Item.DIPLOMA_SUPPLEMENT], AT + timedelta(days=5)),
        lambda it: it.request([Item.EXPLANATION], AT + timedelta(days=8)),
        lambda it: it.supply([Item.EXPLANATION], [], AT + timedelta(days=9)),
        lambda it: it.appeal(uuid4(), AT + timedelta(days=200)),
        lambda it: it.end_appeal(AppealResult.REMITTED, AT + timedelta(days=220)),
    ]
    async with works("norway") as work:
        opening = Opened(PROFILE, AT, (Item.TRANSCRIPT, Item.DIPLOMA_SUPPLEMENT), limit)
        await work.cases.append("norway", case_id, 1, opening)
        case = await work.cases.get(case_id)
        for step in steps:
            event = step(case)
            await work.cases.append("norway", case_id, case.version + 1, event)
            case = case.after(event)
        await work.commit()
    async with works("norway") as work:
        assert await work.cases.get(case_id) == case
        rows = (await work.session.execute(select(outbox).order_by(outbox.c.position))).all()
    sent = [it for it in (decode(row.headers, row.body) for row in rows) if it.aggregate_id == case_id]
    assert [it.sequence for it in sent] == [1, 2, 3, 4, 5, 6]
    assert [it.type for it in sent][-2:] == ["case.appealed.v2", "case.appeal_decided.v1"]
    engine = create_engine(database.urls["indicators"].app, application_name="test-statistics")
    statistics = CaseWorks(UnitsOfWork(engine), Inbox(inbox, CASES.durable))
    for it in sent:
        await project_cases(statistics)(it)
    (group,) = await live_statistics(statistics, "norway", [], Span(), now=AT + timedelta(days=230))
    assert (group.still_open, group.silence_appeals) == (1, 1)
    found = await reconcile(statistics, "norway")
    assert (found.balanced, found.logged.appeals_lodged) == (True, 1)
    await engine.dispose()


async def test_two_steps_on_one_state_do_not_both_happen(works: CredentialsWorks) -> None:
    case_id = uuid4()
    async with works("norway") as work:
        await work.cases.append("norway", case_id, 1, Opened(PROFILE, AT))
        case = await work.cases.get(case_id)
        await work.cases.append("norway", case_id, 2, case.decide(uuid4(), Decision.FULL, None, AT))
        with pytest.raises(ChangedMeanwhile):
            await work.cases.append("norway", case_id, 2, case.decide(uuid4(), Decision.FULL, None, AT))


async def test_an_evaluation_carries_the_decisions_of_one_application(works: CredentialsWorks) -> None:
    first, second, evaluation = uuid4(), uuid4(), uuid4()
    award = {"country": "SYR", "qualification_type": "degree"}
    document = {"outcome": "refuse", "application": {"award": award, "recognition_country": "NOR"}}
    kept = {"id": evaluation, "tenant": "norway", "outcome": "refuse", "legal_date": AT.date()}
    async with works("norway") as work:
        await work.session.execute(
            insert(evaluations).values(
                **kept, facts_hash="f", reference_data="r", document=document, created_at=AT
            )
        )
        for case_id in (first, second):
            await work.cases.append("norway", case_id, 1, Opened(PROFILE, AT))
        case, basis = await work.cases.get(first), await work.cases.basis(evaluation, first)
        refusal = case.decide(uuid4(), Decision.REFUSAL, basis, AT)
        await work.cases.append("norway", first, 2, refusal)
        assert not (await work.cases.basis(evaluation, first)).elsewhere
        other = await work.cases.get(second)
        with pytest.raises(NotCarried, match="of this one"):
            other.decide(uuid4(), Decision.REFUSAL, await work.cases.basis(evaluation, second), AT)


async def test_a_case_is_the_tenants_own(works: CredentialsWorks) -> None:
    case_id = uuid4()
    async with works("norway") as work:
        await work.cases.append("norway", case_id, 1, Opened(PROFILE, AT))
        await work.commit()
    async with works("sweden") as work:
        with pytest.raises(UnknownApplication):
            await work.cases.get(case_id)
        with pytest.raises(UnknownBasis):
            await work.cases.basis(uuid4(), case_id)
