"""How country values become a regional or world value: a method and a coverage rule for each indicator.

Publishers differ, and their aggregates must not be mixed. The rules of the Global Education Monitoring Report
are those of its table generator (gemrtables: R/aggregates_function.R, inst/config/indicators.csv); the UIS
rules are those of its glossary (regional average) and of the background note of September 2021.
"""

from dataclasses import dataclass
from enum import StrEnum


class Method(StrEnum):
    """How values are put together."""

    SUM = "sum"
    MEDIAN = "unweighted_median"
    WEIGHTED_MEAN = "weighted_mean"
    RATIO_OF_TOTALS = "ratio_of_totals"


class CoverageOf(StrEnum):
    """What coverage is measured in: the share of the countries, or the share of the weight."""

    COUNTRIES = "countries"
    WEIGHT = "weight"


@dataclass(frozen=True, slots=True)
class CoverageRule:
    """Shares from 0 to 1: no value is shown below `shown_from`, and it is an estimate below `estimate_below`.

    `population_estimate_below` marks a sum as an estimate when its members hold a smaller share of the
    population; it applies only where that share is known.
    """

    of: CoverageOf
    shown_from: float = 0.33
    estimate_below: float = 0.66
    population_estimate_below: float | None = None


@dataclass(frozen=True, slots=True)
class AggregationRule:
    """The rule of one publisher for one indicator; `latest_within` years a country value may be older.

    `of` is the measure of the members that is put together where it is not the indicator itself: the
    numerators of a ratio of totals.
    """

    indicator: str
    publisher: str
    method: Method
    coverage: CoverageRule
    weight: str | None = None
    latest_within: int = 0
    of: str | None = None


_COUNTRIES = CoverageRule(CoverageOf.COUNTRIES)
_SUM = CoverageRule(CoverageOf.COUNTRIES, population_estimate_below=0.95)
_WEIGHT = CoverageRule(CoverageOf.WEIGHT)

GEM = "Global Education Monitoring Report"
UIS = "UNESCO Institute for Statistics"

RULES = (
    AggregationRule("IN", GEM, Method.SUM, _SUM, latest_within=4),
    AggregationRule("OUT_MIRROR_EST", GEM, Method.SUM, _SUM, latest_within=4),
    AggregationRule("MSEP", GEM, Method.MEDIAN, _COUNTRIES, latest_within=4),
    AggregationRule("MOR", GEM, Method.MEDIAN, _COUNTRIES, latest_within=4),
    AggregationRule("GER", GEM, Method.WEIGHTED_MEAN, _WEIGHT, weight="P", latest_within=4),
    AggregationRule("IN", UIS, Method.SUM, _SUM),
    AggregationRule("OUT_MIRROR_EST", UIS, Method.SUM, _SUM),
    AggregationRule("MSEP", UIS, Method.RATIO_OF_TOTALS, _WEIGHT, weight="E", of="IN"),
    AggregationRule("MOR", UIS, Method.RATIO_OF_TOTALS, _WEIGHT, weight="E", of="OUT_MIRROR_EST"),
    AggregationRule("GER", UIS, Method.WEIGHTED_MEAN, _WEIGHT, weight="P"),
)


def rule(indicator: str, publisher: str) -> AggregationRule | None:
    """Find a publisher's rule for an indicator; None when it has none."""
    return next((it for it in RULES if (it.indicator, it.publisher) == (indicator, publisher)), None)
