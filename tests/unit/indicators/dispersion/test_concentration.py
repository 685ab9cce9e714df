from math import exp, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.indicators.domain.dispersion import concentration as measure
from services.indicators.domain.dispersion import entropy
from services.indicators.domain.dispersion.gini import gini

COUNTS = st.lists(st.integers(0, 10**6), min_size=1, max_size=40).filter(any)


def test_one_host_is_full_concentration() -> None:
    assert measure.herfindahl([0, 7]) == 1
    assert measure.gini_simpson([7]) == 0
    assert measure.gini_simpson_normalised([7]) is None


def test_nobody_anywhere_has_no_shares() -> None:
    with pytest.raises(measure.NoStudents):
        measure.herfindahl([0, 0])


def test_a_negative_count_is_refused() -> None:
    with pytest.raises(ValueError, match="-1"):
        measure.herfindahl([5, -1])


def test_there_are_at_least_as_many_admissible_hosts_as_observed_ones() -> None:
    with pytest.raises(ValueError, match="only 1 admissible"):
        measure.herfindahl_normalised([5, 5], places=1)
    with pytest.raises(ValueError, match="fewer"):
        gini([5, 5], 1)
    with pytest.raises(ValueError, match="fewer"):
        entropy.theil([5, 5], 1)


@given(COUNTS)
def test_dispersion_lies_between_one_host_and_an_even_spread(counts: list[int]) -> None:
    hosts = sum(count > 0 for count in counts)
    assert 1 / hosts - 1e-12 <= measure.herfindahl(counts) <= 1 + 1e-12
    assert 1 - 1e-9 <= measure.effective_hosts(counts) <= hosts + 1e-9
    assert -1e-9 <= entropy.shannon(counts) <= log(hosts) + 1e-9
    assert -1e-9 <= gini(counts, hosts) <= 1 - 1 / hosts + 1e-9


@given(COUNTS, st.integers(2, 9))
def test_what_counts_are_measured_in_does_not_matter(counts: list[int], scale: int) -> None:
    larger = [count * scale for count in counts]
    assert measure.herfindahl(larger) == pytest.approx(measure.herfindahl(counts))
    assert entropy.shannon(larger) == pytest.approx(entropy.shannon(counts), abs=1e-9)
    assert gini(larger, len(counts)) == pytest.approx(gini(counts, len(counts)), abs=1e-9)


@given(COUNTS)
def test_the_largest_hosts_hold_more_the_more_of_them_are_counted(counts: list[int]) -> None:
    shares = [measure.top_share(counts, first) for first in (1, 3, 5, len(counts))]
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1)


@given(COUNTS)
def test_effective_hosts_by_entropy_are_never_fewer_than_by_concentration(counts: list[int]) -> None:
    assert exp(entropy.shannon(counts)) >= measure.effective_hosts(counts) - 1e-9
