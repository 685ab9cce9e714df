"""The attack on groups: the zeros beside a count tell what became of everybody in a small one."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.indicators.domain.disclosure.audit import audit
from services.indicators.domain.disclosure.axes import flat
from services.indicators.domain.disclosure.counts import Counts, counts_of_leaves
from services.indicators.domain.disclosure.knowledge import Publication, gather
from services.indicators.domain.disclosure.policy import EXACT, Policy
from services.indicators.domain.disclosure.release import release

OUTCOMES = ("full", "partial", "conditional", "refusal", "withdrawn")
OTHERS = [[60, 30, 20, 25, 10], [90, 20, 15, 40, 20], [45, 25, 30, 20, 15]]


def by_outcome(*lines: list[int], axis: str = "ORIGIN") -> Counts:
    """Three large groups, then the groups that are attacked."""
    leaves = np.array([*OTHERS, *lines])
    keys = np.random.default_rng(5).integers(0, 256, leaves.shape)
    axes = (flat(axis, [f"O{at}" for at in range(len(leaves))]), flat("OUTCOME", OUTCOMES))
    return counts_of_leaves("cases closed in 2026", axes, leaves, keys)


class Earlier(Policy):
    """The policy of version 0.1, which hid no zeros."""

    def groups(self, table: Counts) -> np.ndarray:
        return np.zeros(table.values.shape, dtype=bool)


def attacked(made: Publication, at: int) -> set[int]:
    """Give the widths that the attack proves of the zeros of a line."""
    found = audit([made], Policy()).intervals
    assert made.hidden[at].any()
    return {it.width for it in found if it.value == 0}


@pytest.mark.parametrize("place", range(5))
def test_the_only_applicant_of_an_origin_is_not_told_by_the_zeros_what_became_of_him(place: int) -> None:
    """One case is hidden; were the zeros beside it shown, whoever knows of it would know its outcome."""
    alone = [0] * 5
    alone[place] = 1
    made = release(by_outcome(alone), Policy())
    assert made.publication.hidden[4].all()
    assert min(attacked(made.publication, 4)) >= 5
    knowledge = gather([made.publication])
    assert set(knowledge.lower[knowledge.truth == 1]) == {0, 1}  # any of the five outcomes; one case at least


@pytest.mark.parametrize("line", [[7, 0, 0, 0, 0], [8, 0, 0, 1, 0], [0, 0, 0, 9, 0]])
def test_a_small_group_with_one_outcome_is_not_told_it_nor_is_its_one_exception_told_of_the_others(
    line: list[int],
) -> None:
    made = release(by_outcome(line), Policy()).publication
    assert made.hidden[4, 1:].all()
    assert min(attacked(made, 4)) >= 5


@pytest.mark.parametrize("line", [[5, 2, 0, 0, 0], [30, 0, 0, 0, 0], [12, 0, 0, 1, 0]])
def test_in_larger_or_mixed_groups_zeros_stay_what_they_are(line: list[int]) -> None:
    made = release(by_outcome(line), Policy()).publication
    zeros = made.counts.values[4] == 0
    assert not made.hidden[4][zeros].any()
    assert (made.shown[4][zeros] == 0).all()


def test_where_no_one_at_all_was_refused_the_zero_in_a_small_group_tells_nothing_new() -> None:
    leaves = np.array([[60, 30, 0], [45, 25, 0], [2, 0, 0]])
    keys = np.random.default_rng(5).integers(0, 256, leaves.shape)
    axes = (flat("ORIGIN", ["A", "B", "C"]), flat("OUTCOME", (*OUTCOMES[:2], "refusal")))
    made = release(counts_of_leaves("p", axes, leaves, keys), Policy()).publication
    assert made.hidden[3].tolist() == [True, True, True, False]


def test_the_legal_status_of_the_few_with_one_outcome_is_not_told_either() -> None:
    """Eight withdrew, all of them refugees: who knows that somebody withdrew would know the status."""
    axes = (flat("LEGAL_STATUS", ["refugee", "stateless", "none"]), flat("OUTCOME", ["full", "withdrawn"]))
    leaves = np.array([[50, 8], [40, 0], [90, 0]])
    made = release(counts_of_leaves("p", axes, leaves, leaves + 3), Policy()).publication
    assert made.hidden[1:, 2].all()
    assert min(attacked(made, 1)) >= 5


def test_zeros_that_version_0_1_showed_do_not_keep_the_next_release_from_going_out() -> None:
    counts = by_outcome([1, 0, 0, 0, 0], [0, 7, 0, 0, 0])
    shown = release(counts, Earlier()).publication
    assert not shown.hidden[counts.values == 0].any()
    for later in (counts, by_outcome([2, 0, 0, 0, 0], [0, 7, 0, 0, 0])):
        assert release(later, Policy(), earlier=[shown]).publication.hidden[4:].any(axis=1).all()


def test_a_group_that_grows_is_told_when_it_is_large_and_not_before() -> None:
    """Month by month; that nothing changed beside it must not keep the tables of a small office back."""
    earlier: list[Publication] = []
    for line in ([1, 0, 0, 0, 0], [3, 1, 0, 0, 0], [9, 6, 0, 0, 0]):
        earlier.append(release(by_outcome(line), Policy(), earlier=earlier).publication)
    assert [it.hidden[4, 4] for it in earlier] == [True, True, False]


@pytest.mark.parametrize("policy", [EXACT, Policy()], ids=["exact", "noise and rounding"])
@given(seed=st.integers(0, 10**6), groups=st.integers(1, 6))
@settings(max_examples=25)
def test_no_small_group_is_told_its_only_outcome(policy: Policy, seed: int, groups: int) -> None:
    draw = np.random.default_rng(seed)
    lines = [np.bincount(draw.integers(0, 5, draw.integers(1, 10)) // 2, minlength=5) for _ in range(groups)]
    counts = by_outcome(*(it.tolist() for it in lines))
    made = release(counts, policy)
    assert made.audit.passed
    for at, line in enumerate(lines, start=4):
        if line.sum() < policy.threshold or line.max() >= line.sum() - 1:
            assert made.publication.hidden[at, 1:].all()
