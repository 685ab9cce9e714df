"""Oracles: Newcombe (1998), table I; Garwood (1936)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from services.indicators.domain.integrity.finding import Severity
from services.indicators.domain.integrity.panel import Panel
from services.indicators.domain.uncertainty.counts import poisson_exact
from services.indicators.domain.uncertainty.proportions import wilson
from services.indicators.domain.uncertainty.revisions import revision_band, revisions


@pytest.mark.parametrize(
    ("successes", "trials", "lower", "upper"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0000, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_gives_the_published_limits(successes: int, trials: int, lower: float, upper: float) -> None:
    interval = wilson(successes, trials)
    assert interval is not None
    assert (interval.lower, interval.upper) == pytest.approx((lower, upper), abs=5e-5)


def test_a_rate_without_cases_is_unknown() -> None:
    assert wilson(0, 0) is None


@pytest.mark.parametrize(("successes", "trials"), [(3, 2), (-1, 2), (0, -1)])
def test_impossible_counts_are_refused(successes: int, trials: int) -> None:
    with pytest.raises(ValueError, match="cannot be"):
        wilson(successes, trials)


@given(st.integers(0, 500), st.integers(1, 500))
def test_the_interval_surrounds_the_rate_and_stays_a_rate(successes: int, trials: int) -> None:
    interval = wilson(min(successes, trials), trials)
    assert interval is not None
    assert 0 <= interval.lower <= interval.value <= interval.upper <= 1


@pytest.mark.parametrize(
    ("events", "lower", "upper"), [(0, 0, 3.689), (1, 0.0253, 5.572), (10, 4.795, 18.390)]
)
def test_the_exact_poisson_interval_is_garwoods(events: int, lower: float, upper: float) -> None:
    interval = poisson_exact(events)
    assert (interval.lower, interval.upper) == pytest.approx((lower, upper), abs=1e-3)


def test_a_negative_number_of_events_is_refused() -> None:
    with pytest.raises(ValueError, match="-1"):
        poisson_exact(-1)


def test_a_revision_band_is_what_releases_did_to_the_same_cells() -> None:
    before = {str(cell): 100.0 for cell in range(100)} | {"zero": 0.0, "gone": 5.0}
    after = {str(cell): 100.0 + cell / 10 for cell in range(100)} | {"zero": 3.0, "new": 1.0}
    band = revision_band(before, after)
    assert band is not None
    assert (band.cells, band.changed) == (100, 99)
    assert (band.lower, band.upper) == pytest.approx((0.00495, 0.09405))
    again = revision_band(before, {**before, "1": 100.00000001})
    assert (again and again.changed) == 0, "the same figure, printed otherwise"


def test_what_a_release_revised_is_noted_against_the_newest_of_its_agency() -> None:
    def release(**students: float) -> Panel:
        return Panel({"IN": {(area, 2020): value for area, value in students.items()}}, {})

    others = {
        "OWID-2026": release(FRA=1, DEU=1),
        "UIS-2025-09": release(FRA=100, DEU=50, SDG_WORLD=150),
        "UIS-2025-02": release(FRA=1, DEU=1),
    }
    (noted,) = revisions("UIS-2026-02", release(FRA=110, DEU=50, SDG_WORLD=900), others)
    assert (noted.code, noted.severity, noted.where.indicator) == ("revised", Severity.NOTE, "IN")
    found = dict(noted.evidence)
    assert (found["since"], found["cells"], found["changed"]) == ("UIS-2025-09", 2, 1)
    assert (found["p5"], found["p95"]) == pytest.approx((0.005, 0.095))
    assert revisions("WB-2026", release(FRA=110), others) == []


def test_releases_without_a_common_cell_have_no_band() -> None:
    assert revision_band({"a": 1.0}, {"b": 1.0}) is None


@given(st.integers(0, 300), st.integers(1, 300))
def test_wilson_is_the_interval_of_scipy(successes: int, trials: int) -> None:
    successes = min(successes, trials)
    interval, peer = wilson(successes, trials), binomtest(successes, trials).proportion_ci(method="wilson")
    assert interval is not None
    assert (interval.lower, interval.upper) == pytest.approx((peer.low, peer.high), abs=1e-9)
