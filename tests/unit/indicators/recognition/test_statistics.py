"""What cohorts of cases say: rates over the right denominators, and time with open cases censored."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.indicators.domain.disclosure.policy import Policy
from services.indicators.domain.recognition.cases import UNKNOWN, AppealResult, Outcome, Profile
from services.indicators.domain.recognition.cubes import CUBES, ClosedCase, UnknownCube, cube
from services.indicators.domain.recognition.reconciliation import Reconciliation, Tally
from services.indicators.domain.recognition.statistics import Appeals, Cohort, summarise


def cohort(outcome: Outcome | None, cases: int, days: int = 30, *, withdrawn: bool = False) -> Cohort:
    return Cohort(("SYR",), outcome, withdrawn, days, cases)


def test_withdrawn_cases_are_closed_but_no_decisions() -> None:
    (group,) = summarise(
        [
            cohort(Outcome.FULL, 6),
            cohort(Outcome.REFUSAL, 2),
            cohort(Outcome.WITHDRAWN, 2, withdrawn=True),
            cohort(None, 5),
        ],
        [],
    )
    assert (group.opened, group.closed, group.still_open) == (15, 10, 5)
    assert group.recognition is not None
    assert group.recognition.value == 6 / 8


def test_open_and_withdrawn_cases_are_censored() -> None:
    """Two of four are decided after ten days; the others were not, for as long as they could be seen."""
    (group,) = summarise(
        [
            cohort(Outcome.FULL, 2, 10),
            cohort(Outcome.WITHDRAWN, 1, 12, withdrawn=True),
            cohort(None, 1, 90),
        ],
        [],
    )
    assert group.time_to_decision.undecided_after(10) == 0.5
    assert group.time_to_decision.quantile(0.5) == 10
    assert group.time_to_decision.quantile(0.9) is None
    assert group.time_to_decision.still_open == 2


def test_a_withdrawal_after_a_decision_leaves_the_time_to_that_decision() -> None:
    (group,) = summarise([cohort(Outcome.WITHDRAWN, 1, 10)], [])
    assert group.time_to_decision.undecided_after(10) == 0


def test_appeals_count_over_decided_cases_and_overturned_over_those_decided_on_the_merits() -> None:
    results = {
        AppealResult.UPHELD: 3,
        AppealResult.OVERTURNED: 1,
        AppealResult.REMITTED: 1,
        AppealResult.WITHDRAWN: 4,
        None: 2,
    }
    (group,) = summarise([cohort(Outcome.REFUSAL, 50)], [Appeals(("SYR",), results, 10)])
    assert group.appealed is not None
    assert group.overturned is not None
    assert group.appealed.value == 10 / 50
    assert group.overturned.value == 2 / 5


def test_a_case_that_an_appeal_reopened_is_open_and_was_decided_once() -> None:
    (group,) = summarise(
        [Cohort(("SYR",), None, False, 10, 1, reopened=True), cohort(Outcome.FULL, 1, 20)], []
    )
    assert (group.opened, group.closed, group.still_open) == (2, 1, 1)
    assert group.time_to_decision.still_open == 0
    assert group.time_to_decision.undecided_after(10) == 0.5


def test_without_decisions_there_are_no_rates() -> None:
    (group,) = summarise([cohort(None, 3)], [])
    assert (group.recognition, group.appealed, group.overturned) == (None, None, None)


cohorts = st.builds(
    Cohort,
    st.tuples(st.sampled_from(["SYR", "UKR"])),
    st.none() | st.sampled_from(Outcome),
    st.just(False),
    st.integers(0, 400),
    st.integers(1, 5),
)


@given(st.lists(cohorts))
def test_opened_is_always_closed_plus_open(given_: list[Cohort]) -> None:
    groups = summarise(given_, [])
    assert sum(it.opened for it in groups) == sum(it.cases for it in given_)
    assert all(it.opened == it.closed + it.still_open for it in groups)
    assert [it.key for it in groups] == sorted({it.key for it in given_})


@pytest.mark.parametrize(
    ("projected", "balanced"),
    [
        (Tally(10, 6, 2, 1), True),
        (Tally(10, 5, 2, 1), False),
        (Tally(11, 6, 2, 1), False),
    ],
)
def test_the_log_and_the_projection_must_agree(projected: Tally, *, balanced: bool) -> None:
    assert Reconciliation(Tally(10, 6, 2, 1), projected, 6, 4, 0).balanced is balanced


def test_a_public_table_counts_unknown_as_a_code_and_nothing_twice() -> None:
    profile = Profile("SYR", "NOR", "degree", level="L6", sex="F")
    cases = [ClosedCase(profile, Outcome.FULL, key) for key in range(7)]
    for each in CUBES.values():
        counts = each.counts("cases closed in 2026", cases)
        assert counts.values.flat[0] == 7
    by_age = CUBES["QR_SEX_AGE"].counts("cases closed in 2026", cases)
    where = tuple(
        axis.positions[code] for axis, code in zip(by_age.axes, ("F", UNKNOWN, "full"), strict=True)
    )
    assert by_age.values[where] == 7


def test_tables_that_share_a_cell_hide_it_alike() -> None:
    """One institution has nine of ten refusals: shown by sex and hidden by origin, they would be told."""
    profiles = [Profile("SYR", "NOR", "degree", institution=name) for name in ["A"] * 9 + ["B"]]
    cases = [ClosedCase(it, Outcome.REFUSAL, 1) for it in profiles]
    for each in CUBES.values():
        assert Policy().hides(each.counts("p", cases)).flat[0]


def test_institutions_that_are_not_known_dominate_nothing() -> None:
    cases = [ClosedCase(Profile("SYR", "NOR", "degree"), Outcome.FULL, 1)] * 20
    assert CUBES["QR_ORIGIN"].counts("p", cases).largest is None


def test_what_is_not_declared_is_no_public_table() -> None:
    with pytest.raises(UnknownCube, match="QR_ORIGIN"):
        cube("QR_NAMES")
