import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.indicators.domain.dispersion.concentration import (
    effective_hosts,
    gini_simpson,
    herfindahl,
    top_share,
)
from services.indicators.domain.dispersion.truncated import ContradictoryList, TopList, truncate

COUNTS = st.lists(st.integers(1, 10**6), min_size=1, max_size=60)


@given(COUNTS, st.integers(1, 12))
def test_the_bounds_contain_the_exact_value_whatever_is_hidden(counts: list[int], first: int) -> None:
    listed = truncate(counts, first)
    assert listed.herfindahl().contain(herfindahl(counts))
    assert listed.gini_simpson().contain(gini_simpson(counts))
    assert listed.effective_hosts().contain(effective_hosts(counts), slack=1e-9)
    for size in (1, 3, 5):
        assert listed.top_share(size).contain(top_share(counts, size))


@given(COUNTS, st.integers(1, 12))
def test_knowing_how_many_hosts_are_hidden_only_narrows_the_bounds(counts: list[int], first: int) -> None:
    listed = truncate(counts, first)
    hidden = max(1, len(counts) - first)
    narrowed = TopList(listed.named, listed.remainder, hidden_hosts=hidden)
    assert narrowed.herfindahl().contain(herfindahl(counts))
    assert narrowed.herfindahl().width <= listed.herfindahl().width + 1e-12


@given(COUNTS, st.integers(1, 12), st.integers(0, 10**6))
def test_students_who_are_nowhere_count_for_no_host(counts: list[int], first: int, nowhere: int) -> None:
    shown = truncate(counts, first)
    # What is not named holds hosts and, in the same number, students without a known one.
    listed = TopList(shown.named, shown.remainder + nowhere, nowhere=shown.remainder + nowhere)
    assert listed.herfindahl().contain(herfindahl(counts))
    assert listed.gini_simpson().contain(gini_simpson(counts))
    for size in (1, 3, 5, 10):
        assert listed.top_share(size).contain(top_share(counts, size))


def test_the_upper_bound_is_reached_when_the_hidden_hosts_are_as_large_as_they_can_be() -> None:
    assert truncate([50, 10, 10, 10, 5], 2).herfindahl().upper == pytest.approx(
        herfindahl([50, 10, 10, 10, 5])
    )


def test_a_complete_list_has_no_width() -> None:
    assert truncate([5, 4, 3], 10).herfindahl().width == 0


@pytest.mark.parametrize(
    ("named", "remainder", "hidden", "fault"),
    [
        ((), 5, None, "names no student"),
        ((0, 0), 0, None, "names no student"),
        ((5, -1), 0, None, "negative"),
        ((5, 0), 3, None, "smallest named host has none"),
        ((5, 2), 30, 3, "does not fit"),
    ],
)
def test_a_list_that_contradicts_itself_is_refused(
    named: tuple[float, ...], remainder: float, hidden: int | None, fault: str
) -> None:
    with pytest.raises(ContradictoryList, match=fault):
        TopList(named, remainder, hidden)


def test_those_who_are_nowhere_are_a_part_of_the_remainder() -> None:
    with pytest.raises(ContradictoryList, match="part of the remainder"):
        TopList((5, 4), 3, nowhere=4)
