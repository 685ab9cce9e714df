from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.intervals import UNBOUNDED, UNKNOWN, Bound, Interval

DAY = date(2010, 3, 1)
BOUNDS = st.one_of(st.dates(), st.just(UNBOUNDED), st.just(UNKNOWN))


def test_the_first_day_counts_and_the_last_does_not() -> None:
    year = Interval(date(2010, 1, 1), date(2011, 1, 1))
    assert year.contains(date(2010, 1, 1)) is True
    assert year.contains(date(2011, 1, 1)) is False


def test_an_unknown_end_leaves_later_days_unknown() -> None:
    assert Interval(date(2009, 1, 1), UNKNOWN).contains(DAY) is None


def test_an_unknown_end_does_not_blur_what_the_start_decides() -> None:
    assert Interval(date(2011, 1, 1), UNKNOWN).contains(DAY) is False


def test_no_end_is_not_an_unknown_end() -> None:
    assert Interval(date(2009, 1, 1)).contains(DAY) is True


def test_an_interval_cannot_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="before it starts"):
        Interval(date(2011, 1, 1), date(2010, 1, 1))


@given(BOUNDS, BOUNDS, st.dates(), st.dates())
def test_learning_an_end_never_flips_an_answer_already_given(
    start: Bound, end: Bound, learnt: date, day: date
) -> None:
    try:
        before = Interval(start, end).contains(day)
        after = Interval(learnt if start is UNKNOWN else start, learnt if end is UNKNOWN else end).contains(
            day
        )
    except ValueError:
        return
    if before is not None:
        assert after is before
