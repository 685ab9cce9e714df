"""Cases from their events: counted once, in any order, reconciled with the log, rebuilt, released."""

import asyncio
import random
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterable
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.indicators.adapters.casework.mapping import case_event_from
from services.indicators.adapters.casework.work import CaseWorks
from services.indicators.adapters.tables import case_appeals, case_decisions, cases, inbox
from services.indicators.application.casework import live_statistics, rebuild_cases, reconcile
from services.indicators.application.publish import Publish
from services.indicators.domain.recognition.cases import CaseDimension
from services.indicators.domain.recognition.cubes import CUBES
from services.indicators.domain.recognition.ports import Span
from services.indicators.domain.recognition.reconciliation import Tally
from services.indicators.domain.uncertainty.survival import Duration, kaplan_meier
from services.indicators.entrypoints.events.handlers import project_cases
from services.indicators.entrypoints.events.subscriptions import CASES
from shared.contracts.casework import AppealDecided, CaseAppealed, CaseDecided, CaseOpened
from shared.contracts.envelope import Event
from shared.db.engine import create_engine
from shared.db.unit_of_work import UnitsOfWork
from shared.kernel.clock import FixedClock
from shared.messaging.inbox import Inbox
from tests.support.case_events import (
    appeal_ended,
    appealed,
    appealed_against_silence,
    decided,
    information_requested,
    many,
    opened,
)
from tests.support.platform import Database

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture(name="engine")
async def _engine(database: Database) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(database.urls["indicators"].app, application_name="test-cases")
    yield engine
    await engine.dispose()


@pytest.fixture(name="works")
def _works(engine: AsyncEngine) -> CaseWorks:
    return CaseWorks(UnitsOfWork(engine), Inbox(inbox, CASES.durable))


async def deliver(works: CaseWorks, events: Iterable[Event]) -> None:
    handle = project_cases(works)
    for event in events:
        await handle(event)


async def project(works: CaseWorks, events: Iterable[Event]) -> None:
    """Apply events in one transaction, past the inbox."""
    async with works("norway") as work:
        for event in events:
            await work.cases.apply(case_event_from(event))
        await work.commit()


async def rows(works: CaseWorks) -> list[object]:
    async with works("norway") as work:
        found: list[object] = []
        for table in (cases, case_decisions, case_appeals):
            keys = list(table.primary_key)
            found.append((await work._unit.session.execute(select(table).order_by(*keys))).all())
        return found


async def test_a_case_is_followed_from_its_opening_through_its_appeal(works: CaseWorks) -> None:
    await deliver(
        works,
        [
            opened(1),
            decided(1, "refusal", after=20),
            appealed(1, after=30),
            appeal_ended(1, "overturned", after=60),
            decided(1, "full", after=61, number=2),
            opened(2, after=10),
        ],
    )
    (group,) = await live_statistics(works, "norway", [CaseDimension.ORIGIN], Span(), now=NOW)
    assert (group.key, group.opened, group.closed, group.still_open) == (("SYR",), 2, 1, 1)
    assert {outcome.value: count for outcome, count in group.outcomes.items()} == {"full": 1}
    assert group.time_to_decision.steps[0].days == 20  # the first decision, not the last
    assert group.overturned is not None
    assert group.overturned.value == 1


async def test_a_remitted_case_is_open_until_it_is_decided_again(works: CaseWorks) -> None:
    """The decision that the appeal undid is no outcome any more; the time to it stays what it was."""
    undone = [opened(1), decided(1, "refusal", after=20), appealed(1, after=30)]
    await deliver(works, [*undone, appeal_ended(1, "remitted", after=60)])
    (group,) = await live_statistics(works, "norway", [], Span(), now=NOW)
    assert (group.opened, group.closed, group.still_open) == (1, 0, 1)
    assert (group.outcomes, group.recognition) == ({}, None)
    assert [it.days for it in group.time_to_decision.steps] == [20]
    found = await reconcile(works, "norway")
    assert (found.closed, found.still_open, found.balanced) == (0, 1, True)
    publish = Publish(works, FixedClock(NOW))
    empty, _ = await publish("norway", CUBES["QR_STATUS"], 2026)
    assert set(empty.table.values) == {0}
    await deliver(works, [decided(1, "partial", after=90, number=2)])
    (group,) = await live_statistics(works, "norway", [], Span(), now=NOW)
    assert {it.value for it in group.outcomes} == {"partial"}


async def test_an_appeal_against_silence_is_counted_and_overturns_no_decision(works: CaseWorks) -> None:
    """It is an appeal like any other in the log; of the rates of decisions it is no part."""
    events = [
        opened(1),
        information_requested(1, after=5),
        appealed_against_silence(1, after=130),
        appeal_ended(1, "remitted", after=150),
        *(opened(2), decided(2, "refusal", after=20), appealed(2, after=30)),
        appeal_ended(2, "upheld", after=60),
        *(opened(3), appealed_against_silence(3, after=140)),
    ]
    await deliver(works, events)
    (group,) = await live_statistics(works, "norway", [], Span(), now=NOW)
    assert (group.opened, group.closed, group.still_open, group.silence_appeals) == (3, 1, 2, 2)
    assert group.appealed is not None
    assert group.overturned is not None
    assert (group.appealed.value, group.overturned.value) == (1, 0)
    found = await reconcile(works, "norway")
    assert (found.balanced, found.logged.appeals_lodged, found.logged.appeals_ended) == (True, 3, 2)
    before = await rows(works)
    assert await rebuild_cases(works, "norway") == len(events) - 1  # what was asked for is not counted
    assert await rows(works) == before
    await deliver(works, [decided(1, "full", after=160)])
    (group,) = await live_statistics(works, "norway", [], Span(), now=NOW)
    assert (group.closed, group.still_open) == (2, 1)


async def test_the_order_of_arrival_changes_nothing(works: CaseWorks) -> None:
    events = list(many(60))
    await deliver(works, events)
    straight = await rows(works)
    async with works("norway") as work:
        await work.cases.clear()
        await work.commit()
    mixed = list(events)
    random.Random(3).shuffle(mixed)
    await project(works, mixed)
    assert await rows(works) == straight


async def test_what_is_delivered_twice_counts_once_and_log_and_projection_agree(works: CaseWorks) -> None:
    events = list(many(40))
    await deliver(works, [*events, *events[::3]])
    found = await reconcile(works, "norway")
    kinds = [event.type for event in events]
    assert found.balanced
    assert found.unopened == 0
    assert found.logged == Tally(
        *(kinds.count(f"case.{kind}.v1") for kind in ("opened", "decided", "appealed", "appeal_decided"))
    )


async def test_a_decision_that_comes_before_its_opening_is_kept_and_waits(works: CaseWorks) -> None:
    await deliver(works, [decided(1, "full", after=20)])
    before = await reconcile(works, "norway")
    assert (before.unopened, before.balanced) == (1, True)
    await deliver(works, [opened(1)])
    after = await reconcile(works, "norway")
    assert (after.unopened, after.closed, after.balanced) == (0, 1, True)


async def test_a_row_that_no_event_carries_is_found(works: CaseWorks) -> None:
    await deliver(works, many(10))
    await project(works, [opened(999)])
    assert not (await reconcile(works, "norway")).balanced


async def test_the_projection_made_again_is_identical(works: CaseWorks) -> None:
    events = list(many(40))
    await deliver(works, events)
    before = await rows(works)
    assert await rebuild_cases(works, "norway") == len(events)
    assert await rows(works) == before


async def test_an_event_that_comes_while_the_projection_is_made_again_counts_once(works: CaseWorks) -> None:
    await deliver(works, [opened(1), decided(1, "full", after=20), opened(2)])
    async with works("norway") as work:
        await work.cases.clear()
        coming = asyncio.create_task(
            deliver(works, [opened(3), decided(2, "refusal", after=9), appealed(2, after=12)])
        )
        await asyncio.sleep(0.3)
        async for event in work.archive.events():
            await work.cases.apply(event)
        await work.commit()
    await coming
    found = await reconcile(works, "norway")
    assert found.balanced
    assert found.projected == Tally(3, 2, 1, 0)


async def test_statistics_are_those_of_a_count_by_hand_whatever_the_order_and_how_often(
    works: CaseWorks,
) -> None:
    """Each case is followed through its own events, one after the other, in Python."""
    events = [
        *many(80, seed=11),
        decided(3, "full", after=400, number=2),
        decided(7, "withdrawn", after=401, number=2),
    ]
    mixed = [*events, *random.Random(5).sample(events, 60)]
    random.Random(6).shuffle(mixed)
    await deliver(works, mixed)
    expected = Counter[tuple[str, str]]()
    durations = defaultdict[str, list[Duration]](list)
    for case in {it.aggregate_id for it in events}:
        history = [it.data for it in events if it.aggregate_id == case]
        (start,) = [it for it in history if isinstance(it, CaseOpened)]
        lodged = {it.appeal_id: it.decision_id for it in history if isinstance(it, CaseAppealed)}
        undone = {
            lodged[it.appeal_id]
            for it in history
            if isinstance(it, AppealDecided) and it.result in {"overturned", "remitted"}
        }
        taken = sorted(
            (it for it in history if isinstance(it, CaseDecided)),
            key=lambda it: (it.decided_at, it.decision_id),
        )
        origin = start.profile.qualification_country
        standing = taken[-1].outcome if taken and taken[-1].decision_id not in undone else "open"
        expected[origin, standing] += 1
        first = taken[0] if taken else None
        days = ((first.decided_at if first else NOW) - start.opened_at).days
        durations[origin].append(Duration(days, decided=first is not None and first.outcome != "withdrawn"))
    groups = await live_statistics(works, "norway", [CaseDimension.ORIGIN], Span(), now=NOW)
    counted = Counter(
        {(it.key[0], outcome.value): cases for it in groups for outcome, cases in it.outcomes.items()}
        | {(it.key[0], "open"): it.still_open for it in groups if it.still_open}
    )
    assert counted == expected
    for it in groups:
        assert it.time_to_decision == kaplan_meier(durations[it.key[0]])
    assert (await reconcile(works, "norway")).balanced


async def test_a_span_takes_the_cases_opened_in_it(works: CaseWorks) -> None:
    await deliver(works, [opened(1, after=0), opened(2, after=10), opened(3, after=20)])
    span = Span(datetime(2026, 1, 10, tzinfo=UTC), datetime(2026, 1, 20, tzinfo=UTC))
    (group,) = await live_statistics(works, "norway", [], span, now=NOW)
    assert group.opened == 1


async def test_a_table_is_released_once_and_kept_with_its_audit(works: CaseWorks) -> None:
    await project(works, many(250))
    publish = Publish(works, FixedClock(NOW))
    made, new = await publish("norway", CUBES["QR_ORIGIN"], 2026)
    again, repeated = await publish("norway", CUBES["QR_ORIGIN"], 2026)
    assert (new, repeated) == (True, False)
    assert made.id == again.id
    assert (made.audit.recovered, made.audit.narrow) == (0, 0)
    assert made.audit.attacked > 0
    async with works("norway") as work:
        kept = await work.releases.get(made.id)
    assert kept.table == made.table
    assert (kept.publication.counts.values == made.publication.counts.values).all()


async def test_later_tables_of_the_year_are_attacked_together_with_earlier_ones(works: CaseWorks) -> None:
    await project(works, many(150))
    publish = Publish(works, FixedClock(NOW))
    first, _ = await publish("norway", CUBES["QR_STATUS"], 2026)
    second, _ = await publish("norway", CUBES["QR_ORIGIN"], 2026)
    assert second.audit.attacked > int(second.publication.hidden.sum())
    assert second.audit.narrow == 0
    async with works("norway") as work:
        assert [it.id for it in await work.releases.all()] == [first.id, second.id]
    async with works("sweden") as work:
        assert await work.releases.all() == []


async def test_the_secret_of_the_record_keys_is_made_once_for_each_tenant(works: CaseWorks) -> None:
    found = []
    for tenant in ("norway", "norway", "sweden"):
        async with works(tenant) as work:
            found.append(await work.releases.secret())
            await work.commit()
    assert found[0] == found[1] != found[2]
    assert {len(it) for it in found} == {32}
