"""Oracle: the 6-MP arm of Freireich et al. (1963), worked in every textbook of survival analysis."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import CensoredData, ecdf

from services.indicators.domain.uncertainty.survival import Duration, kaplan_meier

DECIDED = (6, 6, 6, 7, 10, 13, 16, 22, 23)
OPEN = (6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)
CASES = [Duration(days, decided=True) for days in DECIDED] + [Duration(days, decided=False) for days in OPEN]
CASE = st.builds(Duration, st.integers(0, 60), decided=st.booleans())


def test_the_curve_has_the_published_values() -> None:
    curve = kaplan_meier(CASES)
    assert [step.days for step in curve.steps] == [6, 7, 10, 13, 16, 22, 23]
    assert [step.at_risk for step in curve.steps] == [21, 17, 15, 12, 11, 7, 6]
    published = [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448]
    assert [step.undecided for step in curve.steps] == pytest.approx(published, abs=5e-4)


def test_greenwoods_standard_errors_are_the_published_ones() -> None:
    errors = [0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346]
    assert [step.standard_error for step in kaplan_meier(CASES).steps] == pytest.approx(errors, abs=5e-5)


def test_the_median_is_the_published_one() -> None:
    assert kaplan_meier(CASES).quantile(0.5) == 23


def test_the_curve_says_when_it_does_not_come_down_far_enough() -> None:
    assert kaplan_meier(CASES).quantile(0.9) is None


def test_open_cases_are_counted_not_dropped() -> None:
    curve = kaplan_meier(CASES)
    assert (curve.cases, curve.still_open) == (21, 12)
    without = kaplan_meier(case for case in CASES if case.decided)
    assert without.undecided_after(23) < curve.undecided_after(23)


def test_before_the_first_decision_everybody_waits() -> None:
    assert kaplan_meier(CASES).undecided_after(5) == 1


def test_a_curve_that_reaches_the_ground_stays_there() -> None:
    last = kaplan_meier([Duration(1, decided=True), Duration(2, decided=True)]).steps[-1]
    assert (last.undecided, last.lower, last.upper) == (0, 0, 0)


def test_time_does_not_run_backwards() -> None:
    with pytest.raises(ValueError, match="before the case was opened"):
        kaplan_meier([Duration(-1, decided=True)])


@given(st.lists(CASE, min_size=1, max_size=60))
def test_without_open_cases_the_curve_is_the_share_still_waiting(cases: list[Duration]) -> None:
    decided = [Duration(case.days, decided=True) for case in cases]
    curve = kaplan_meier(decided)
    for day in range(0, 61, 5):
        waiting = sum(case.days > day for case in decided) / len(decided)
        assert curve.undecided_after(day) == pytest.approx(waiting, abs=1e-9)


@given(st.lists(CASE, min_size=1, max_size=60))
def test_the_curve_never_rises_and_stays_inside_its_interval(cases: list[Duration]) -> None:
    steps = kaplan_meier(cases).steps
    shares = [step.undecided for step in steps]
    assert shares == sorted(shares, reverse=True)
    assert all(step.lower - 1e-9 <= step.undecided <= step.upper + 1e-9 for step in steps)


@pytest.mark.filterwarnings("ignore:The confidence interval is undefined")  # where the curve is at 0 or 1
@given(st.lists(CASE, min_size=2, max_size=60).filter(lambda cases: any(it.decided for it in cases)))
def test_curve_and_interval_are_those_of_scipy(cases: list[Duration]) -> None:
    """A peer: `scipy.stats.ecdf` of right-censored data, Greenwood's variance, the log(-log) interval."""
    data = CensoredData(
        uncensored=[it.days for it in cases if it.decided],
        right=[it.days for it in cases if not it.decided],
    )
    peer = ecdf(data).sf
    interval = peer.confidence_interval(method="log-log")
    steps = kaplan_meier(cases).steps
    for step in steps:
        assert step.undecided == pytest.approx(peer.evaluate(step.days), abs=1e-9)
        if 0 < step.undecided < 1:
            assert step.lower == pytest.approx(interval.low.evaluate(step.days), abs=1e-9)
            assert step.upper == pytest.approx(interval.high.evaluate(step.days), abs=1e-9)
