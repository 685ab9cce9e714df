from collections.abc import Sequence

import numpy as np
import pytest

from services.indicators.domain.dispersion.concentration import herfindahl
from services.indicators.domain.dispersion.small_counts import (
    FEWEST,
    herfindahl_unbiased,
    multinomial_interval,
)

PROBABILITIES = np.array([0.4, 0.3, 0.1, 0.1, 0.05, 0.05])
TRUTH = float((PROBABILITIES**2).sum())


def samples(
    students: int, draws: int, probabilities: Sequence[float] = tuple(PROBABILITIES)
) -> list[list[float]]:
    drawn = np.random.default_rng(7).multinomial(students, probabilities, size=draws)
    return [list(map(float, row)) for row in drawn]


def test_the_plug_in_index_is_biased_upwards_and_the_unbiased_one_is_not() -> None:
    drawn = samples(students=20, draws=4000)
    plug_in = np.mean([herfindahl(row) for row in drawn])
    unbiased = np.mean([herfindahl_unbiased(row) for row in drawn])
    assert plug_in == pytest.approx(TRUTH + (1 - TRUTH) / 20, abs=0.003)
    assert unbiased == pytest.approx(TRUTH, abs=0.003)


@pytest.mark.parametrize("students", [FEWEST, 150])
@pytest.mark.parametrize(
    "probabilities", [tuple(PROBABILITIES), (0.9, 0.05, 0.05), (0.1,) * 10, (0.46, 0.32, *(0.02,) * 11)]
)
def test_the_bootstrap_interval_covers_the_truth_about_as_often_as_it_says(
    students: int, probabilities: tuple[float, ...]
) -> None:
    truth = sum(it * it for it in probabilities)
    hits = 0
    for number, row in enumerate(samples(students, 200, probabilities)):
        interval = multinomial_interval(row, seed=number, replicates=600)
        assert interval is not None
        hits += interval.lower <= truth <= interval.upper
    assert hits / 200 >= 0.88


def test_an_interval_stays_where_an_index_can_be() -> None:
    interval = multinomial_interval([1, 1, 1], seed=1)
    assert interval is not None
    assert (interval.estimate, interval.lower) == (0, 0)


def test_the_same_seed_gives_the_same_interval() -> None:
    assert multinomial_interval([9, 5, 2], seed=1) == multinomial_interval([9, 5, 2], seed=1)


def test_one_student_tells_nothing_about_dispersion() -> None:
    assert herfindahl_unbiased([1]) is None
    assert multinomial_interval([1], seed=1) is None


def test_fractions_of_students_have_no_unbiased_estimator() -> None:
    with pytest.raises(ValueError, match="whole students"):
        herfindahl_unbiased([1.5, 2])
