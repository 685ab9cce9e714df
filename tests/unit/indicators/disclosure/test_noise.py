from uuid import UUID, uuid4

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.indicators.domain.disclosure.axes import flat
from services.indicators.domain.disclosure.counts import Record, count_records, counts_of_leaves
from services.indicators.domain.disclosure.noise import STANDARD, PerturbationTable, record_key
from services.indicators.domain.disclosure.policy import EXACT, Policy

SECRET = bytes(range(32))
AXES = (flat("ORIGIN", ["SYR", "UKR"]), flat("OUTCOME", ["full", "refusal"]))


def records(count: int, codes: tuple[str, str] = ("SYR", "full"), *, start: int = 0) -> list[Record]:
    return [Record(codes, record_key(SECRET, UUID(int=start + case))) for case in range(count)]


def test_a_record_key_is_one_byte_and_never_changes() -> None:
    case = uuid4()
    assert record_key(SECRET, case) == record_key(SECRET, case) in range(256)


def test_record_keys_need_a_secret_worth_the_name() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        record_key(b"short", uuid4())


def test_record_keys_are_spread_evenly() -> None:
    seen = np.bincount([record_key(SECRET, UUID(int=case)) for case in range(25_600)], minlength=256)
    statistic = ((seen - 100) ** 2 / 100).sum()
    assert statistic < 330  # chi-square with 255 degrees of freedom, 99.9th percentile


@given(count=st.integers(1, 400), key=st.integers(0, 255))
def test_noise_is_small_and_leads_below_no_zero(count: int, key: int) -> None:
    noise = int(STANDARD.noise(np.array([count]), np.array([key]))[0])
    assert abs(noise) <= (2 if count < 50 else 4)
    assert (STANDARD.largest_below(50), STANDARD.largest) == (2, 4)
    assert count + noise >= 0


def test_noise_has_mean_zero_and_the_stated_variance_over_all_keys() -> None:
    for count in (1, 2, 3, 50, 10_000):
        noise = STANDARD.noise(np.full(256, count), np.arange(256))
        assert (noise.mean(), noise.var()) == (0, STANDARD.variance)


@pytest.mark.parametrize(
    "rows",
    [
        {0: {0: 255, 1: 1}},
        {0: {0: 256}, 1: {0: 200, 1: 56}},
        {0: {0: 256}, 1: {-2: 64, 0: 128, 2: 64}},
        {0: {0: 256}, 1: {-1: 128, 1: 127}},
        {0: {0: 256}, 9: {-1: 128, 1: 128}, 2: {-1: 128, 1: 128}},
    ],
    ids=["a zero moves", "biased", "below zero", "keys missing", "out of order"],
)
def test_a_wrong_perturbation_table_cannot_be_made(rows: dict[int, dict[int, int]]) -> None:
    with pytest.raises(ValueError, match=r"row|zero"):
        PerturbationTable(rows, variance=1.0)


def test_the_same_cases_give_the_same_shown_counts_in_every_table() -> None:
    policy = Policy()
    mixed = records(23) + records(31, ("UKR", "refusal"), start=1000)
    one = count_records("decisions 2026", AXES, mixed)
    again = count_records("decisions 2026", AXES, reversed(mixed))
    assert (policy.shows(one) == policy.shows(again)).all()
    other = count_records("decisions 2026", AXES[:1], [Record(it.codes[:1], it.key) for it in mixed])
    assert (policy.shows(other) == policy.shows(one)[:, 0]).all()


@given(key=st.integers(0, 255))
@settings(max_examples=40)
def test_a_shown_count_tells_no_more_than_what_the_attacker_is_taken_to_know(key: int) -> None:
    """Every count that this key could show as the same number lies within the bounds that are told of it."""
    policy, counts = Policy(), np.arange(1, 320)
    axes = (flat("ORIGIN", [str(it) for it in counts]),)
    shown = policy.shows(counts_of_leaves("p", axes, counts, np.full(len(counts), key)))[1:]
    lower, upper = policy.tells(shown, policy.thresholds(axes)[1:])
    visible = counts >= policy.threshold
    assert ((lower <= counts) & (counts <= upper))[visible].all()
    assert (upper - lower >= 4)[visible].all()
    assert (shown[counts < policy.unrounded] % policy.base == 0).all()


@pytest.mark.parametrize(("shown", "lower", "upper"), [(5, 5, 9), (45, 41, 49), (50, 46, 54), (51, 50, 55)])
def test_a_count_that_is_not_rounded_is_known_to_be_fifty_at_least(
    shown: int, lower: int, upper: int
) -> None:
    told = Policy().tells(np.array([shown]), np.array([5]))
    assert [int(it[0]) for it in told] == [lower, upper]


@given(count=st.integers(50, 10_000))
def test_large_counts_are_shown_within_two_percent_on_average(count: int) -> None:
    noise = STANDARD.noise(np.full(256, count), np.arange(256))
    assert np.abs(np.maximum(count + noise, 50) - count).mean() / count < 0.013


def test_zeros_stay_zeros_and_small_shown_counts_are_multiples_of_five() -> None:
    shown = Policy().shows(count_records("decisions 2026", AXES, records(23)))
    assert set((shown % 5).ravel()) == {0}
    assert shown[2, 2] == 0


def test_a_code_that_no_axis_has_is_an_error() -> None:
    with pytest.raises(KeyError):
        count_records("decisions 2026", AXES, records(1, ("SYR", "unheard of")))


def test_a_policy_that_could_show_a_count_as_zero_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="could become zero"):
        Policy(threshold=2)


def test_a_breakdown_by_legal_status_has_the_higher_threshold_and_its_total_the_lower() -> None:
    axes = (flat("LEGAL_STATUS", ["refugee", "none"]), flat("OUTCOME", ["full"]))
    assert Policy().thresholds(axes)[:, 0].tolist() == [5, 10, 10]


def test_a_cell_that_one_institution_dominates_is_hidden() -> None:
    cases = [
        Record(("SYR", "full"), 0, institution) for institution in ["Aleppo"] * 18 + ["Damascus"] * 2
    ] + [Record(("UKR", "full"), 0, institution) for institution in ["Lviv"] * 12 + ["Kyiv"] * 8]
    hidden = EXACT.hides(count_records("decisions 2026", AXES, cases))
    assert hidden[1, 1]
    assert not hidden[2, 1]
