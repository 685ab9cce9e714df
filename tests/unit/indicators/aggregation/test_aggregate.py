import pytest

from services.indicators.domain.aggregation.aggregate import Member, aggregate, latest_within
from services.indicators.domain.aggregation.rules import (
    GEM,
    RULES,
    UIS,
    CoverageOf,
    CoverageRule,
    Method,
    rule,
)
from services.indicators.domain.formulas.quantity import Absence, Flag

BY_COUNTRY = CoverageRule(CoverageOf.COUNTRIES, population_estimate_below=0.95)
BY_WEIGHT = CoverageRule(CoverageOf.WEIGHT)


def members(*values: float | None) -> list[Member]:
    return [Member(value) for value in values]


def test_a_third_of_the_countries_is_enough_and_less_is_not() -> None:
    assert aggregate(members(1, None, None), Method.SUM, BY_COUNTRY).value == 1
    few = aggregate(members(1, None, None, None), Method.SUM, BY_COUNTRY)
    assert few.absence is Absence.COVERAGE_TOO_LOW
    assert few.coverage == 0.25


def test_below_two_thirds_the_aggregate_is_an_estimate() -> None:
    assert Flag.ESTIMATE in aggregate(members(1, 3, None, None), Method.MEDIAN, BY_COUNTRY).flags
    assert Flag.ESTIMATE not in aggregate(members(1, 3, 5, None), Method.MEDIAN, BY_COUNTRY).flags


def test_coverage_of_a_mean_is_the_share_of_the_weight() -> None:
    large_missing = [Member(10, 1), Member(20, 1), Member(None, 98)]
    assert aggregate(large_missing, Method.WEIGHTED_MEAN, BY_WEIGHT).absence is Absence.COVERAGE_TOO_LOW


def test_a_sum_over_few_of_the_people_is_an_estimate() -> None:
    people = [Member(5, population=94), Member(7, population=0), Member(None, population=6)]
    assert Flag.ESTIMATE in aggregate(people, Method.SUM, BY_COUNTRY).flags


def test_a_member_without_weight_makes_a_mean_an_estimate() -> None:
    result = aggregate([Member(10, 5), Member(90, None)], Method.WEIGHTED_MEAN, BY_WEIGHT)
    assert result.value == 10
    assert Flag.ESTIMATE in result.flags


def test_the_methods_do_not_give_the_same_number() -> None:
    pair = [Member(10, 1), Member(30, 3)]
    results = {method: aggregate(pair, method, BY_COUNTRY).value for method in Method}
    assert results == {
        Method.SUM: 40,
        Method.MEDIAN: 20,
        Method.WEIGHTED_MEAN: 25,
        Method.RATIO_OF_TOTALS: 1000,
    }


def test_totals_without_weight_have_no_ratio() -> None:
    nothing = [Member(3, 0)]
    assert aggregate(nothing, Method.RATIO_OF_TOTALS, BY_COUNTRY).absence is Absence.ZERO_DENOMINATOR


@pytest.mark.parametrize("empty", [[], members(None)])
def test_no_members_no_aggregate(empty: list[Member]) -> None:
    assert aggregate(empty, Method.SUM, BY_COUNTRY).value is None


def test_a_country_value_may_be_four_years_old_but_not_newer_than_asked() -> None:
    values = {2014: 1.0, 2016: 2.0, 2021: 3.0}
    assert latest_within(values, 2020, 4) == (2016, 2.0)
    assert latest_within(values, 2019, 2) is None


def test_the_two_publishers_aggregate_the_same_ratio_differently() -> None:
    gem, uis = rule("MOR", GEM), rule("MOR", UIS)
    assert gem is not None
    assert uis is not None
    assert (gem.method, uis.method) == (Method.MEDIAN, Method.RATIO_OF_TOTALS)


def test_a_publisher_has_one_rule_for_an_indicator() -> None:
    assert len({(it.indicator, it.publisher) for it in RULES}) == len(RULES)
    assert rule("HHI", GEM) is None
