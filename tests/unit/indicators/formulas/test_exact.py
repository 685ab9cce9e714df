"""The formulas against a second computation, in exact fractions and straight from the definitions."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import combinations
from math import log
from random import Random
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from services.indicators.domain.formulas.catalogue import CATALOGUE
from services.indicators.domain.formulas.quantity import Absence, Flag, Quantity
from shared.kernel.errors import Invalid

CLOSE = 1e-12
students = st.lists(st.none() | st.integers(0, 6) | st.integers(0, 10**9), min_size=1, max_size=40)
"""Students by host: few different values make ties, large ones try the sums; null is a host not known."""


def evaluated(identifier: str, **inputs: Any) -> Quantity:
    return CATALOGUE.formula(identifier).evaluate(inputs)


def known(counts: Sequence[int | None]) -> list[Fraction]:
    return [Fraction(it) for it in counts if it is not None]


def shares(counts: Sequence[int | None]) -> list[Fraction]:
    total = sum(known(counts))
    return sorted((it / total for it in known(counts) if it > 0), reverse=True)


def herfindahl(counts: Sequence[int | None]) -> Fraction:
    return sum((it * it for it in shares(counts)), Fraction(0))


def pairs_apart(counts: Sequence[int | None], places: int) -> Fraction:
    """Mean absolute difference over twice the mean, by the definition: over all pairs of places."""
    values = [*(it for it in known(counts) if it > 0)]
    values += [Fraction(0)] * (places - len(values))
    apart = sum((abs(one - other) for one, other in combinations(values, 2)), Fraction(0))
    return apart / (places * sum(values))


EXACT: dict[str, Callable[[Sequence[int | None]], Fraction]] = {
    "HHI": herfindahl,
    "HHI_PCT": lambda counts: 10_000 * herfindahl(counts),
    "QR_MDI_1": lambda counts: 1 - herfindahl(counts),
    "EFF_HOSTS": lambda counts: 1 / herfindahl(counts),
    **{f"C{k}": lambda counts, k=k: sum(shares(counts)[:k]) for k in (1, 3, 5, 10)},  # type: ignore[misc]
}


@pytest.mark.parametrize("identifier", EXACT)
@given(counts=students)
@example(counts=[0, None])
@example(counts=[10**9] * 40)
@example(counts=[1, 10**9])
def test_dispersion_is_what_its_definition_says(identifier: str, counts: list[int | None]) -> None:
    result = evaluated(identifier, students=counts)
    if not sum(known(counts)):
        nothing = Absence.NO_STUDENTS if known(counts) else Absence.INPUT_MISSING
        assert (result.value, result.absence) == (None, nothing)
        return
    assert result.value == pytest.approx(float(EXACT[identifier](counts)), rel=CLOSE, abs=CLOSE)
    assert (Flag.SINGLE_HOST in result.flags) == (len(shares(counts)) == 1)
    assert (Flag.PARTIAL_COVERAGE in result.flags) == (None in counts)


@given(students, st.integers(0, 30))
def test_normalised_dispersion_gini_and_theil_count_the_admissible_hosts(
    counts: list[int | None], more: int
) -> None:
    assume(sum(known(counts)))
    n = len(shares(counts))
    places, exact = n + more, herfindahl(counts)
    if places > 1:
        for identifier, value in (
            ("QR_MDI_1_NORM_N", (1 - exact) / (1 - Fraction(1, places))),
            ("HHI_NORM_N", (exact - Fraction(1, places)) / (1 - Fraction(1, places))),
        ):
            found = evaluated(identifier, students=counts, places=places).value
            assert found == pytest.approx(float(value), rel=1e-11, abs=CLOSE)
    gini = evaluated("GINI", students=counts, places=places).value
    assert gini == pytest.approx(float(pairs_apart(counts, places)), rel=1e-11, abs=1e-11)
    own = evaluated("QR_MDI_1_NORM", students=counts).value
    assert own == pytest.approx(float((1 - exact) / (1 - Fraction(1, n))) if n > 1 else 0, abs=1e-11)
    entropy = -sum(float(it) * log(it) for it in shares(counts))
    theil = evaluated("THEIL", students=counts, places=places).value
    assert theil == pytest.approx(log(places) - entropy, abs=1e-11)
    with pytest.raises(Invalid, match="too few"):
        evaluated("GINI", students=counts, places=n - 1)


@given(students)
def test_the_unbiased_estimate_counts_pairs_of_students(counts: list[int | None]) -> None:
    total = sum(known(counts))
    result = evaluated("HHI_UNBIASED", students=counts)
    if total < 2:
        assert result.value is None
        return
    exact = sum(it * (it - 1) for it in known(counts)) / (total * (total - 1))
    assert result.value == pytest.approx(float(exact), rel=CLOSE, abs=CLOSE)
    assert (result.lower is not None) == (30 <= total < 1000)
    if result.lower is not None and result.upper is not None and result.value is not None:
        assert 0 <= result.lower <= result.value + CLOSE
        assert result.value - CLOSE <= result.upper <= 1


def test_the_same_counts_have_the_same_interval_in_any_order() -> None:
    counts = [40, 3, 3, 9, 0, 17]
    one, other = evaluated("HHI_UNBIASED", students=counts), evaluated("HHI_UNBIASED", students=counts[::-1])
    assert (one.lower, one.upper) == (other.lower, other.upper)
    mirrored = evaluated("QR_MDI_1_UNBIASED", students=counts)
    assert one.lower is not None
    assert mirrored.upper == pytest.approx(1 - one.lower)


def test_a_fraction_of_a_student_has_no_unbiased_estimate() -> None:
    with pytest.raises(Invalid, match="must be whole"):
        evaluated("HHI_UNBIASED", students=[2.5, 3])


@given(
    st.lists(st.integers(1, 5) | st.integers(1, 10**6), min_size=1, max_size=30),
    st.sampled_from((1, 3, 5, 10)),
    st.booleans(),
)
@example([7], 1, False)
@example([2, 2, 2, 2], 3, True)
@example([1] * 30, 1, False)
def test_a_top_list_bounds_the_exact_value(counts: list[int], first: int, tell_hosts: bool) -> None:
    ordered = sorted(counts, reverse=True)
    given: dict[str, Any] = {"named": ordered[:first], "remainder": sum(ordered[first:])}
    if tell_hosts:
        given["hidden_hosts"] = len(ordered[first:])
    exact = herfindahl(counts)
    wanted = {"HHI_TOPK": exact, "QR_MDI_1_TOPK": 1 - exact, "EFF_HOSTS_TOPK": 1 / exact}
    wanted |= {f"C{k}_TOPK": sum(shares(counts)[:k], Fraction(0)) for k in (1, 3, 5, 10)}
    for identifier, value in wanted.items():
        result = evaluated(identifier, **given)
        assert result.lower is not None
        assert result.upper is not None
        slack = CLOSE * max(1, float(value))
        assert result.lower - slack <= float(value) <= result.upper + slack, identifier
        assert (result.value is None) == (Flag.INTERVAL in result.flags) == (result.lower < result.upper)


@given(st.lists(st.integers(1, 400), min_size=1, max_size=10), st.integers(0, 2000), st.integers(1, 60))
def test_the_bounds_are_the_narrowest_that_a_list_allows(named: list[int], rest: int, hosts: int) -> None:
    smallest = min(named)
    assume(rest <= hosts * smallest)
    result = evaluated("HHI_TOPK", named=named, remainder=rest, hidden_hosts=hosts)
    packed = [smallest] * (rest // smallest) + [rest % smallest]
    even = [Fraction(rest, hosts)] * hosts
    total = sum(named) + rest
    for reached, hidden in ((result.upper, packed), (result.lower, even)):
        squares = sum(it * it for it in named) + sum(it * it for it in hidden)
        assert reached == pytest.approx(float(Fraction(squares) / total**2), rel=CLOSE)


@pytest.mark.parametrize(
    ("named", "rest", "fault"),
    [
        ((5, 3), -1, "cannot be negative"),  # a total smaller than what is listed
        ((), 7, "names no student"),
        ((5, 0), 7, "smallest named host has none"),
    ],
)
def test_a_list_that_contradicts_itself_is_refused(named: tuple[int, ...], rest: int, fault: str) -> None:
    with pytest.raises(Invalid, match=fault):
        evaluated("HHI_TOPK", named=named, remainder=rest)


@pytest.mark.parametrize(("named", "rest"), [((5, 3), None), ((5, None), 4)])
def test_a_list_with_a_hidden_part_of_unknown_size_proves_nothing(named: Any, rest: int | None) -> None:
    result = evaluated("HHI_TOPK", named=named, remainder=rest)
    assert (result.lower, result.absence) == (None, Absence.INPUT_MISSING)


members = st.lists(
    st.tuples(
        st.none() | st.integers(-1000, 1000), st.none() | st.integers(0, 50), st.none() | st.integers(0, 50)
    ),
    min_size=1,
    max_size=12,
)


@given(members)
def test_a_sum_and_a_median_need_a_third_of_the_countries(rows: list[tuple[int | None, ...]]) -> None:
    values = [it[0] for it in rows]
    there = sorted(it for it in values if it is not None)
    share = Fraction(len(there), len(values))
    total, middle = evaluated("AGG_SUM", values=values), evaluated("AGG_MEDIAN", values=values)
    if share < Fraction("0.33"):
        wanted = Absence.COVERAGE_TOO_LOW if there else Absence.INPUT_MISSING
        assert (total.absence, middle.absence) == (wanted, wanted)
        return
    half = len(there) // 2
    assert total.value == sum(there)
    assert middle.value == (there[half] if len(there) % 2 else (there[half - 1] + there[half]) / 2)
    assert (Flag.ESTIMATE in middle.flags) == (share < Fraction("0.66"))
    population = [it[2] for it in rows]
    everybody = sum(it or 0 for it in population)
    if None not in population and everybody > 0:
        held = sum(people or 0 for value, people in zip(values, population, strict=True) if value is not None)
        few = Fraction(held, everybody) < Fraction("0.95")
        marked = evaluated("AGG_SUM", values=values, population=population).flags
        assert (Flag.ESTIMATE in marked) == (few or share < Fraction("0.66"))


@given(members)
def test_a_mean_and_a_ratio_need_a_third_of_the_weight(rows: list[tuple[int | None, ...]]) -> None:
    values, weights = [it[0] for it in rows], [it[1] for it in rows]
    there = [(v, w) for v, w, _ in rows if v is not None and w is not None]
    weight, everybody = sum(w for _, w in there), sum(w or 0 for w in weights)
    mean = evaluated("AGG_WMEAN", values=values, weights=weights)
    ratio = evaluated("AGG_RATIO", values=values, weights=weights)
    if not there or not everybody:
        assert mean.absence is (Absence.ZERO_DENOMINATOR if there else Absence.INPUT_MISSING)
    elif Fraction(weight, everybody) < Fraction("0.33"):
        assert (mean.absence, ratio.absence) == (Absence.COVERAGE_TOO_LOW, Absence.COVERAGE_TOO_LOW)
    else:
        weighted = float(Fraction(sum(v * w for v, w in there), weight))
        assert mean.value == pytest.approx(weighted, rel=CLOSE, abs=1e-9)
        assert ratio.value == pytest.approx(float(Fraction(100 * sum(v for v, _ in there), weight)), abs=1e-9)
        assert mean.coverage == pytest.approx(weight / everybody)
        assert (Flag.PARTIAL_COVERAGE in mean.flags) == (len(there) < len(rows) and _short(rows))


def _short(rows: list[tuple[int | None, ...]]) -> bool:
    """Say whether a member with weight lacks its value, or a weight is not known."""
    return any(w is None or (w > 0 and v is None) for v, w, _ in rows)


@given(st.integers(3, 8), st.integers(0, 2**32))
def test_the_total_flows_index_compares_every_flow_with_every_other(size: int, seed: int) -> None:
    flows = [[Random(seed + i * size + j).randrange(50) for j in range(size)] for i in range(size)]
    cells = [flows[i][j] for i in range(size) for j in range(size) if i != j]
    assume(sum(cells))
    apart = 2 * sum(abs(one - other) for one, other in combinations(cells, 2))
    exact = Fraction(apart, 2 * size * (size - 1) * sum(cells))
    assert evaluated("GINI_TOTAL", flows=flows).value == pytest.approx(float(exact), rel=1e-11)


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_adjusted_parity_is_symmetric_about_one(one: int, other: int) -> None:
    forth = evaluated("PARITY_ADJ", disadvantaged=one, advantaged=other)
    back = evaluated("PARITY_ADJ", disadvantaged=other, advantaged=one)
    if one == other == 0:
        assert forth.absence is Absence.ZERO_DENOMINATOR
        return
    assert forth.value is not None
    assert back.value is not None
    assert 0 <= forth.value <= 2
    assert forth.value + back.value == pytest.approx(2)
