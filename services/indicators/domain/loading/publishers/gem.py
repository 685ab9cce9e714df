"""Tables of the Global Education Monitoring Report: country groups and aggregation rules.

Here ``NA`` means "none" in every column but one: in iso2c it is Namibia. The tables are Latin-1 or UTF-8 by
version; an adapter that knows which one it has decodes them.
"""

from collections.abc import Iterable, Iterator

from services.indicators.domain.aggregation.rules import (
    GEM,
    AggregationRule,
    CoverageOf,
    CoverageRule,
    Method,
)
from services.indicators.domain.geography.memberships import Membership
from services.indicators.domain.integrity.finding import Finding, Severity, Where
from services.indicators.domain.loading.rows import Contract, Row, rows
from shared.kernel.countries import is_country
from shared.kernel.intervals import UNKNOWN, Interval

GROUPINGS = ("SDG.region", "SDG.subregion", "GEMR.region", "UIS.region", "income_group", "income_subgroup")
REGIONS = Contract("gem-regions/1", ("annex_name", "iso2c", "iso3c", *GROUPINGS), ("iso3c",))
INDICATORS = Contract(
    "gem-indicators/1",
    ("ind", "ind_lab", "source", "priority", "aggregation", "wt_var", "year_cut", "pc_comp_cut"),
    ("ind", "source", "priority", "ind_lab"),
)
NONE = "NA"
_METHODS = {"sum": Method.SUM, "median": Method.MEDIAN, "w_mean": Method.WEIGHTED_MEAN}
_SHARE_OF_COUNTRIES = "pc_true"


def regions(lines: Iterable[str]) -> Iterator[Membership | Finding]:
    """Read the country-region table. Its memberships carry no dates, so their days are unknown."""
    for row in rows(lines, REGIONS):
        if isinstance(row, Finding):
            yield row
        elif not is_country(row.fields["iso3c"]) or len(row.fields["iso2c"]) != 2:
            detail = f"{row.fields['iso3c']!r} with {row.fields['iso2c']!r} is no country"
            yield Finding("unknown_area", Severity.REFUSAL, detail, Where(row.line))
        else:
            yield from _memberships(row)


def aggregation_rules(lines: Iterable[str]) -> Iterator[AggregationRule | Finding]:
    """Read the indicator table; shares of countries ("pc_true") aggregate no values and are passed over."""
    for row in rows(lines, INDICATORS):
        if isinstance(row, Finding):
            yield row
            continue
        method = _METHODS.get(row.fields["aggregation"])
        if method is not None:
            yield _rule(row, method)
        elif row.fields["aggregation"] not in {_SHARE_OF_COUNTRIES, NONE}:
            detail = f"aggregation {row.fields['aggregation']!r} is unknown"
            yield Finding("unknown_method", Severity.REFUSAL, detail, Where(row.line))


def _memberships(row: Row) -> Iterator[Membership]:
    for scheme in GROUPINGS:
        group = row.fields[scheme]
        if group != NONE:
            yield Membership(
                "GEM " + scheme, group, row.fields["iso3c"], Interval(UNKNOWN, UNKNOWN), REGIONS.id
            )


def _rule(row: Row, method: Method) -> AggregationRule:
    weight = row.fields["wt_var"]
    of = CoverageOf.WEIGHT if method is Method.WEIGHTED_MEAN else CoverageOf.COUNTRIES
    coverage = CoverageRule(of, shown_from=float(row.fields["pc_comp_cut"]) / 100)
    return AggregationRule(
        row.fields["ind"],
        GEM,
        method,
        coverage,
        weight=None if weight == NONE else weight,
        latest_within=int(row.fields["year_cut"]),
    )
