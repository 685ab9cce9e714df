"""Which reference years a period of a query asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.indicators.domain.sdmx.keys import parse_condition
from services.indicators.domain.sdmx.periods import YEAR_TESTS, parse_period
from shared.kernel.errors import Invalid


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2020", 2020, 2020),
        ("2020Z", 2020, 2020),
        ("2020-A1", 2020, 2020),
        ("2020-01", 2020, 2019),
        ("2020-12", 2021, 2020),
        ("2020-01-01", 2020, 2019),
        ("2020-12-31", 2021, 2020),
        ("2020-06-15", 2021, 2019),
        ("2020-01-01T00:00:00", 2020, 2019),
        ("2020-12-31T23:59:59", 2021, 2020),
        ("2020-12-31T23:59:59+01:00", 2021, 2020),
        ("2020-S1", 2020, 2019),
        ("2020-S2", 2021, 2020),
        ("2020-T3", 2021, 2020),
        ("2020-Q1", 2020, 2019),
        ("2020-Q4", 2021, 2020),
        ("2020-M12", 2021, 2020),
        ("2020-W01", 2020, 2019),  # begins on 30 December 2019
        ("2020-W53", 2021, 2020),  # ends on 3 January 2021
        ("2020-D001", 2020, 2019),
        ("2020-D366", 2021, 2020),
        ("2020Q4", 2021, 2020),
        ("2020W01", 2020, 2019),
        ("202012", 2021, 2020),
        ("2019-07-01/P1Y", 2020, 2019),
        ("2019-01-01/P2Y", 2019, 2020),
        ("2020-01-01/P366D", 2020, 2020),
    ],
)
def test_a_year_counts_where_the_whole_of_it_is_after_the_start_or_over_with_the_end(
    text: str, first: int, last: int
) -> None:
    period = parse_period(text, "startPeriod")
    assert (period.first_year(), period.last_year()) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        *("", "then", "20", "2020-13", "2020-00", "2020-02-30", "2020-Q5", "2020-S3", "2020-T4", "2020-A2"),
        *(
            "2020-W54",
            "2021-W53",
            "2021-D366",
            "2020-D000",
            "0000",
            "9999",
            "2020-01-01/P",
            "2020/P1Y",
            "-2020",
        ),
        *("2020-01-01T25:00:00", "2020-01-01/P99999Y", "٢٠٢٠"),
    ],
)
def test_what_is_no_period_is_refused_by_the_name_of_its_parameter(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse_period(text, "endPeriod")
    assert [(it.pointer, it.code) for it in refused.value.violations] == [("/endPeriod", "bad_period")]


@pytest.mark.parametrize(
    ("condition", "years"),
    [
        ("2020", {2020}),
        ("eq:2020-A1", {2020}),
        ("2020-06", set()),
        ("ge:2020-01", {2020, 2021, 2022}),
        ("ge:2020-02", {2021, 2022}),
        ("gt:2019-12", {2020, 2021, 2022}),
        ("gt:2020", {2021, 2022}),
        ("lt:2020", {2018, 2019}),
        ("lt:2020-07", {2018, 2019}),
        ("le:2020-12", {2018, 2019, 2020}),
        ("le:2020-11", {2018, 2019}),
        ("ge:2019-01+le:2020-12", {2019, 2020}),
        ("ne:2020", {2018, 2019, 2021, 2022}),
        ("ne:2019+ne:2020", {2018, 2021, 2022}),
        ("2018,ge:2022", {2018, 2022}),
        ("ew:0,sw:2022", {2020, 2022}),
    ],
)
def test_a_condition_on_the_time_compares_years_with_periods(condition: str, years: set[int]) -> None:
    assert parse_condition("TIME_PERIOD", condition).among_years(range(2018, 2023)) == years


@given(
    st.integers(1900, 2100),
    st.sampled_from(["", "-Q2", "-07", "-12-31", "-W10", "-01-01T00:00:00"]),
    st.integers(1900, 2100),
)
def test_before_within_and_after_exclude_each_other(year: int, rest: str, asked: int) -> None:
    period = parse_period(f"{year}{rest}", "c[TIME_PERIOD]")
    holds = {name: test(asked, period) for name, test in YEAR_TESTS.items()}
    assert holds["lt"] + holds["eq"] + holds["gt"] <= 1
    assert holds["ne"] is not holds["eq"]
    assert holds["ge"] >= holds["gt"]
    assert holds["le"] >= holds["lt"]
    assert holds["eq"] == (holds["ge"] and holds["le"])
