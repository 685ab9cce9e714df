"""Appeals against silence: when the time to decide has passed, and what stops its clock.

Lisbon III.5, Tokyo III.5, Addis IV.6, Buenos Aires III.4.2: the limit is fixed beforehand and runs from the
complete file; an appeal lies also where no decision is made.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.credentials.domain.casework.case import (
    AppealResult,
    Case,
    Decision,
    NotNow,
    Opened,
    Profile,
    fold,
)
from services.credentials.domain.casework.time_to_decide import (
    FixedBy,
    Item,
    NotOverdue,
    NotOwed,
    TimeLimit,
    TimeToDecide,
    Unit,
)

START = datetime(2026, 1, 31, 9, tzinfo=UTC)
PROFILE = Profile("SYR", "NOR", "degree")
MONTH = TimeLimit(1, Unit.MONTHS, FixedBy.AUTHORITY, "https://authority.example/times")
TEN_DAYS = replace(MONTH, number=10, unit=Unit.DAYS)
DIPLOMA, TRANSCRIPT = Item.QUALIFICATION, Item.TRANSCRIPT


def on(day: int) -> datetime:
    return START + timedelta(days=day)


def opened(limit: TimeLimit | None = TEN_DAYS, owed: tuple[Item, ...] = ()) -> Case:
    return fold(UUID(int=1), [Opened(PROFILE, START, owed, limit)])


def asked(case: Case, day: int, *items: Item) -> Case:
    return case.after(case.request(items, on(day)))


def supplied(case: Case, day: int, *items: Item) -> Case:
    return case.after(case.supply(items, (), on(day)))


def last_day(case: Case, day: int) -> date | None:
    return case.time.last_day(on(day))


class TestTheLimit:
    def test_silence_is_open_to_appeal_from_the_day_after_the_last(self) -> None:
        with pytest.raises(NotOverdue, match="ends with 2026-02-10"):
            opened().appeal(uuid4(), on(10))
        appeal = opened().appeal(uuid4(), on(11))
        assert (appeal.decision_id, appeal.last_day) == (None, date(2026, 2, 10))

    def test_a_month_from_the_last_of_january_ends_with_february(self) -> None:
        assert last_day(opened(MONTH), 0) == date(2026, 2, 28)

    def test_where_no_limit_was_fixed_beforehand_none_is_held_against_the_applicant(self) -> None:
        """The appeal is taken, and says that the limit is not known."""
        case = opened(None)
        assert case.time.overdue(on(0)) is None
        assert case.appeal(uuid4(), on(0)).last_day is None

    def test_a_case_from_before_limits_were_kept_has_none(self) -> None:
        case = fold(UUID(int=1), [Opened(PROFILE, START)])
        assert (case.time.limit, case.time.began_at, case.time.owed) == (None, START, ())


class TestTheClock:
    def test_it_does_not_begin_before_the_file_is_complete(self) -> None:
        case = opened(owed=(DIPLOMA, TRANSCRIPT))
        with pytest.raises(NotOverdue, match="since 2026-01-31 the applicant owes qualification, transcript"):
            case.appeal(uuid4(), on(400))
        case = supplied(supplied(case, 20, DIPLOMA), 30, TRANSCRIPT)
        assert (case.time.began_at, last_day(case, 30)) == (on(30), on(40).date())

    def test_a_file_that_is_not_complete_opens_no_appeal_where_no_limit_is_known_either(self) -> None:
        with pytest.raises(NotOverdue, match="stands still"):
            opened(None, owed=(DIPLOMA,)).appeal(uuid4(), on(400))

    def test_it_stands_still_while_the_applicant_owes_something(self) -> None:
        case = asked(opened(), 4, TRANSCRIPT)
        assert case.time.overdue(on(300)) is False
        case = supplied(case, 9, TRANSCRIPT)
        assert last_day(case, 9) == on(15).date()
        assert [case.time.overdue(on(it)) for it in (15, 16)] == [False, True]

    def test_every_pause_is_kept_with_what_was_asked_for(self) -> None:
        case = asked(asked(opened(), 2, TRANSCRIPT), 3, DIPLOMA)
        case = supplied(supplied(case, 5, TRANSCRIPT), 6, DIPLOMA)
        case = asked(case, 8, Item.TRANSLATION)
        (first, second) = case.time.pauses
        assert (first.items, first.since, first.until) == ((TRANSCRIPT, DIPLOMA), on(2), on(6))
        assert (second.items, second.until) == ((Item.TRANSLATION,), None)

    def test_what_is_asked_for_after_the_last_day_takes_the_appeal_from_nobody(self) -> None:
        case = asked(opened(), 12, TRANSCRIPT)
        assert case.appeal(uuid4(), on(13)).last_day == on(10).date()

    def test_nobody_owes_what_cannot_be_had(self) -> None:
        """Lisbon VII: a refugee without papers is assessed all the same."""
        case = opened(owed=(DIPLOMA, TRANSCRIPT))
        case = case.after(case.supply((TRANSCRIPT,), (DIPLOMA,), on(3)))
        assert (case.time.owed, case.time.began_at) == ((), on(3))

    def test_a_request_is_made_once_and_answered_once(self) -> None:
        case = asked(opened(), 1, TRANSCRIPT)
        with pytest.raises(NotOwed):
            case.request((TRANSCRIPT,), on(2))
        with pytest.raises(NotOwed):
            case.supply((DIPLOMA,), (), on(2))

    def test_a_decided_case_asks_for_nothing(self) -> None:
        case = opened()
        case = case.after(case.decide(uuid4(), Decision.FULL, None, on(1)))
        with pytest.raises(NotNow):
            case.request((TRANSCRIPT,), on(2))

    @given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), max_size=6), st.integers(0, 70))
    def test_only_the_days_on_which_nothing_is_owed_count(
        self, stretches: list[tuple[int, int]], day: int
    ) -> None:
        """Counted by hand, a day at a time: ten days of the authority's own, then it is overdue."""
        time, at, paused = TimeToDecide.starting(TEN_DAYS, (), START), 0, set[int]()
        for worked, owed in stretches:
            at += worked
            if at > day:
                break
            time = time.asked((TRANSCRIPT,), on(at))
            paused |= set(range(at, at + owed))
            at += owed
            if at > day:
                break
            time = time.answered((TRANSCRIPT,), on(at))
        own = overdue = 0
        for it in range(1, day + 1):
            own += (it - 1) not in paused
            overdue |= own > TEN_DAYS.number
        assert time.overdue(on(day)) is bool(overdue)


class TestWhatComesOfIt:
    @pytest.mark.parametrize("result", AppealResult)
    def test_the_decision_stays_due_whatever_comes_of_the_appeal(self, result: AppealResult) -> None:
        case = opened()
        case = case.after(case.appeal(uuid4(), on(11)))
        assert (case.state, case.due) == ("under_appeal", True)
        case = case.after(case.end_appeal(result, on(20)))
        assert (case.state, case.due) == ("open", True)
        anew = result is not AppealResult.WITHDRAWN
        assert case.time.overdue(on(21)) is not anew

    def test_the_authority_may_decide_while_the_appeal_is_open_and_nothing_is_left_to_order(self) -> None:
        case = opened()
        case = case.after(case.appeal(uuid4(), on(11)))
        case = case.after(case.decide(uuid4(), Decision.FULL, None, on(12)))
        assert case.state == "under_appeal"
        with pytest.raises(NotNow, match="decided meanwhile"):
            case.end_appeal(AppealResult.REMITTED, on(13))
        case = case.after(case.end_appeal(AppealResult.WITHDRAWN, on(13)))
        assert case.state == "decided"
        assert case.appeal(uuid4(), on(14)).decision_id is not None

    def test_one_appeal_at_a_time(self) -> None:
        case = opened()
        case = case.after(case.appeal(uuid4(), on(11)))
        with pytest.raises(NotNow):
            case.appeal(uuid4(), on(12))

    def test_a_case_sent_back_is_decided_within_the_limit_again(self) -> None:
        case = opened()
        case = case.after(case.decide(uuid4(), Decision.FULL, None, on(5)))
        case = case.after(case.appeal(uuid4(), on(6)))
        case = case.after(case.end_appeal(AppealResult.REMITTED, on(100)))
        with pytest.raises(NotOverdue):
            case.appeal(uuid4(), on(110))
        assert case.appeal(uuid4(), on(111)).decision_id is None
