"""A released table withstands the attack; what does not withstand it is not released."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.indicators.domain.disclosure.audit import audit
from services.indicators.domain.disclosure.axes import Axis, flat, tree
from services.indicators.domain.disclosure.counts import counts_of_leaves
from services.indicators.domain.disclosure.knowledge import Publication, gather
from services.indicators.domain.disclosure.policy import EXACT, Policy
from services.indicators.domain.disclosure.release import (
    NotReleasable,
    Release,
    publish_unprotected,
    release,
)
from services.indicators.domain.observations.codes import ConfStatus
from tests.unit.indicators.disclosure.tables import random_table, table

ALONE = [[3, 40, 25], [30, 50, 60], [20, 35, 45]]
"""One small count: hidden by itself, it is total minus the rest."""
REACH = 11


def test_primary_suppression_alone_gives_the_hidden_count_away_and_the_audit_says_so() -> None:
    found = audit([publish_unprotected(table(ALONE), EXACT)], EXACT)
    (only,) = found.recovered
    assert (only.value, only.widest) == (3, (3, 3))
    assert not found.passed


def test_a_year_without_cases_is_a_table_of_true_zeros() -> None:
    made = release(table([[0, 0], [0, 0], [0, 0]]), Policy())
    assert set(made.table.values) == {0}
    assert made.audit.passed


def test_further_cells_are_hidden_until_nothing_can_be_worked_out() -> None:
    made = release(table(ALONE), EXACT)
    assert made.audit.passed
    assert made.audit.recovered == ()
    assert all(it.width >= it.required for it in made.audit.intervals)
    hidden = made.publication.hidden
    for place in (0, 1):  # in each line none or at least two
        assert set(hidden.sum(axis=place)) <= {0, 2, 3, 4}


@pytest.mark.parametrize("policy", [EXACT, Policy()], ids=["exact", "noise and rounding"])
@given(data=st.data())
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_table_is_released_safely_or_not_at_all(policy: Policy, data: st.DataObject) -> None:
    shape = data.draw(st.sampled_from([(4, 3), (7, 5), (12, 6), (3, 3, 2), (4, 3, 3)]))
    counts = random_table(data.draw(st.integers(0, 10**6)), shape, hierarchical=data.draw(st.booleans()))
    made = release(counts, policy)
    assert made.audit.passed
    hidden, shown = made.publication.hidden, made.publication.shown
    assert not (hidden & (counts.values == 0) & ~policy.groups(counts)).any()  # other zeros are shown
    assert (shown[counts.values == 0] == 0).all()
    assert (shown >= 0).all()
    assert (np.abs(shown - counts.values)[~hidden] <= policy.error).all()
    assert not (~hidden & policy.hides(counts)).any()


@given(st.lists(st.lists(st.integers(0, 6), min_size=2, max_size=2), min_size=2, max_size=2))
@settings(max_examples=30)
def test_an_exact_interval_is_what_trying_every_table_gives(leaves: list[list[int]]) -> None:
    counts = table(leaves)
    published = publish_unprotected(counts, EXACT)
    inner = np.array(list(product(range(REACH + 1), repeat=4))).reshape(-1, 2, 2)
    rows = np.concatenate((inner.sum(axis=1, keepdims=True), inner), axis=1)
    tables = np.concatenate((rows.sum(axis=2, keepdims=True), rows), axis=2)
    hidden = published.hidden
    possible = tables[
        (tables[:, ~hidden] == published.shown[~hidden]).all(axis=1)
        & (tables[:, hidden & ~published.grouped] > 0).all(axis=1)
    ]
    least, largest = possible.min(axis=0)[hidden], possible.max(axis=0)[hidden]
    told = set(zip(counts.values[hidden].tolist(), least.tolist(), largest.tolist(), strict=True))
    for interval in audit([published], EXACT).intervals:
        if interval.widest is not None and interval.widest[1] <= REACH:
            assert (interval.value, *interval.widest) in told
        elif interval.widest is None:  # stopped early: at least as much is possible
            assert any(it[0] == interval.value and it[1] <= interval.proved[0] for it in told)


def test_a_count_hidden_before_is_not_given_away_by_what_a_later_release_shows() -> None:
    first = release(table(ALONE), EXACT)
    later = table([[3, 40, 25], [30, 50, 60], [20, 35, 47]])
    unaware = release(later, EXACT)
    assert (
        not audit([first.publication, unaware.publication], EXACT).passed
        or (unaware.publication.hidden == first.publication.hidden).all()
    )
    aware = release(later, EXACT, earlier=[first.publication])
    assert aware.audit.passed
    assert len(aware.audit.intervals) > len(release(later, EXACT).audit.intervals)


def test_what_one_table_hides_a_linked_one_hides_too() -> None:
    """Seven decisions on origin 00 are hidden under a threshold of 8; a laxer policy would show them."""
    counts = table([[7, 20], [30, 40]])
    strict, lax = replace(EXACT, threshold=8), replace(EXACT, threshold=2)
    first = release(counts, strict)
    assert not release(counts, lax).publication.hidden.any()
    linked = release(counts, lax, earlier=[first.publication])
    assert linked.publication.hidden[1, 1]
    assert linked.audit.passed


def test_what_was_shown_before_cannot_be_hidden_any_more() -> None:
    counts = table([[7, 20], [30, 40]])
    first = release(counts, replace(EXACT, threshold=2))
    with pytest.raises(NotReleasable, match="it was told before"):
        release(counts, replace(EXACT, threshold=8), earlier=[first.publication])


def test_margins_tie_breakdowns_of_one_population_together() -> None:
    """Four decisions by women are hidden by sex; by outcome and sex they must not come back as a margin."""
    by_sex = counts_of_leaves("p", [flat("SEX", ["F", "M"])], np.array([4, 60]), np.array([9, 20]))
    both = counts_of_leaves(
        "p",
        [flat("SEX", ["F", "M"]), flat("OUTCOME", ["full", "partial"])],
        np.array([[4, 0], [30, 30]]),
        np.array([[9, 0], [10, 10]]),
    )
    first = release(by_sex, EXACT)
    second = release(both, EXACT, earlier=[first.publication])
    assert second.publication.hidden[1, 0]
    assert second.audit.passed


def grown(by: int, policy: Policy) -> tuple[Publication, Release]:
    """A table, then the same with `by` more cases in one cell; the keys of all other cells stay."""
    first = table([[20, 31, 24], [30, 50, 60], [20, 35, 45]])
    more = first.values[1:, 1:].copy()
    more[1, 1] += by
    keys = first.keys[1:, 1:].copy()
    keys[1, 1] = (keys[1, 1] + 77) % 256
    earlier = release(first, policy).publication
    return earlier, release(
        counts_of_leaves(first.population, first.axes, more, keys), policy, earlier=[earlier]
    )


@pytest.mark.parametrize("by", [1, 2, 4])
def test_a_few_cases_more_cannot_be_told_from_two_releases(by: int) -> None:
    """The attack of differencing in time: what was added between two releases is a small count, too."""
    _, made = grown(by, Policy())
    changes = [it for it in made.audit.intervals if it.value == by and it.required == 5]
    assert changes
    assert all(it.width >= 5 for it in changes)


@pytest.mark.parametrize("policy", [EXACT, Policy()], ids=["exact", "noise and rounding"])
def test_after_an_appeal_the_one_case_that_went_elsewhere_cannot_be_told_from_two_releases(
    policy: Policy,
) -> None:
    """Differencing after a correction: one refusal fewer, one recognition more, under the same total."""
    before, after = [[20, 31, 24], [30, 52, 60]], [[20, 31, 24], [31, 51, 60]]
    first = release(table(before), policy).publication
    keys = first.counts.keys[1:, 1:].copy()
    keys[1, :2] += (40, -40)
    moved = counts_of_leaves(first.counts.population, first.counts.axes, np.array(after), keys % 256)
    made = release(moved, policy, earlier=[first])
    changes = [it for it in made.audit.intervals if it.value == 1]
    assert len(changes) == 4  # both counts, and their columns
    assert all(it.width >= 5 for it in changes)


def test_without_noise_a_count_that_grew_by_one_is_hidden_the_second_time() -> None:
    earlier, made = grown(1, EXACT)
    assert not earlier.hidden[2, 2]
    assert made.publication.hidden[2, 2]
    assert made.audit.passed


def test_tables_that_are_offered_as_proof_are_checked() -> None:
    """A forged proof changes nothing: the hidden 3 stays worked out."""
    published = publish_unprotected(table(ALONE), EXACT)
    knowledge = gather([published])
    forged = knowledge.truth + np.where(knowledge.hidden, 40, 0)
    assert audit([published], EXACT, [forged]).recovered == audit([published], EXACT).recovered != ()


def test_a_large_count_that_only_protects_need_not_be_half_unknown() -> None:
    """One small count beside a large one: the partner is hidden, and nothing else is lost for it."""
    made = release(table([[1, 274], [0, 900], [30, 600]]), Policy())
    assert made.audit.passed
    assert made.audit.utility.large_hidden <= 1
    assert {it.required for it in made.audit.intervals} == {5}


def test_the_same_table_twice_is_shown_alike() -> None:
    counts = random_table(5, (9, 4))
    first = release(counts, Policy())
    assert release(counts, Policy(), earlier=[first.publication]).table.values == first.table.values


def test_every_cell_is_there_and_hidden_ones_say_why() -> None:
    made = release(table(ALONE), Policy()).table
    cells = list(made.cells())
    assert len(cells) == 16
    assert made.dimensions == ("ORIGIN", "OUTCOME")
    for cell in cells:
        assert (cell.conf is ConfStatus.CONFIDENTIAL) == (cell.value is None) == (cell.reason is not None)
    assert len({cell.reason for cell in cells if cell.value is None}) == 1  # primary or not is not told
    assert made.error == 4
    assert "variance 1" in made.method
    assert "below 50 are rounded to multiples of 5" in made.method


def test_the_price_is_told() -> None:
    price = release(random_table(6, (40, 8)), Policy()).audit.utility
    assert price.large > 40
    assert 0 < price.error <= price.loss <= 0.02


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: flat("A", ["x", "x"]),
        lambda: Axis("A", ("_T", "x"), (None, None)),
        lambda: Axis("A", ("x",), (None,)),
        lambda: tree("A", {"x": "y", "y": "_T"}),
    ],
    ids=["doubled", "two roots", "no total", "child before parent"],
)
def test_codes_that_are_no_tree_are_refused(wrong: object) -> None:
    assert callable(wrong)
    with pytest.raises(ValueError, match="A:"):
        wrong()
