import numpy as np
import pytest

from services.indicators.domain.dispersion.concentration import herfindahl
from services.indicators.domain.dispersion.small_counts import herfindahl_unbiased, multinomial_interval

PROBABILITIES = np.array([0.4, 0.3, 0.1, 0.1, 0.05, 0.05])
TRUTH = float((PROBABILITIES**2).sum())


def samples(students: int, draws: int) -> list[list[float]]:
    drawn = np.random.default_rng(7).multinomial(students, PROBABILITIES, size=draws)
    return [list(map(float, row)) for row in drawn]


def test_the_plug_in_index_is_biased_upwards_and_the_unbiased_one_is_not() -> None:
    drawn = samples(students=20, draws=4000)
    plug_in = np.mean([herfindahl(row) for row in drawn])
    unbiased = np.mean([herfindahl_unbiased(row) for row in drawn])
    assert plug_in == pytest.approx(TRUTH + (1 - TRUTH) / 20, abs=0.003)
    assert unbiased == pytest.approx(TRUTH, abs=0.003)


def test_the_bootstrap_interval_covers_the_truth_about_as_often_as_it_says() -> None:
    hits = 0
    for number, row in enumerate(samples(students=150, draws=200)):
        interval = multinomial_interval(row, seed=number, replicates=600)
        assert interval is not None
        hits += interval.lower <= TRUTH <= interval.upper
    assert 0.88 <= hits / 200 <= 0.99


def test_the_same_seed_gives_the_same_interval() -> None:
    assert multinomial_interval([9, 5, 2], seed=1) == multinomial_interval([9, 5, 2], seed=1)


def test_one_student_tells_nothing_about_dispersion() -> None:
    assert herfindahl_unbiased([1]) is None
    assert multinomial_interval([1], seed=1) is None


def test_fractions_of_students_have_no_unbiased_estimator() -> None:
    with pytest.raises(ValueError, match="whole students"):
        herfindahl_unbiased([1.5, 2])
