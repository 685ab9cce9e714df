"""Use case: the value of a group of countries, by the rule of one publisher, from its members' figures.

All figures of one value come from one release. Who is a member is asked for each year: a country counts in
the groups that it was in on the last day of the year.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from services.indicators.application.indicators import MOBILE, WHOLE, Cell, Row, Values, rows_at, usable, used
from services.indicators.application.lineage import Used
from services.indicators.domain.aggregation.aggregate import latest_within
from services.indicators.domain.aggregation.rules import RULES, AggregationRule, Method, rule
from services.indicators.domain.formulas.catalogue import CATALOGUE
from services.indicators.domain.geography.memberships import Groupings
from services.indicators.domain.geography.places import group_code
from services.indicators.domain.observations.source import ObservationSource, Query
from services.indicators.domain.observations.structures import TIME
from shared.kernel.errors import NotFound

FORMULA = {
    Method.SUM: "AGG_SUM",
    Method.MEDIAN: "AGG_MEDIAN",
    Method.WEIGHTED_MEAN: "AGG_WMEAN",
    Method.RATIO_OF_TOTALS: "AGG_RATIO",
}
_POPULATION = "P"


class NoAggregationRule(NotFound):
    """The publisher has no rule for the indicator, and none is made up."""

    code = "no_aggregation_rule"
    title = "There is no rule for this aggregate"


def rule_of(indicator: str, publisher: str) -> AggregationRule:
    """Find the rule. Raises NoAggregationRule, which names those that there are."""
    found = rule(indicator, publisher)
    if found is None:
        known = ", ".join(it.indicator for it in RULES if it.publisher == publisher)
        raise NoAggregationRule(f"{publisher} aggregates {known}; no rule for {indicator} was read there")
    return found


async def aggregate_group(
    source: ObservationSource,
    memberships: Groupings,
    by: AggregationRule,
    group: tuple[str, str],
    query: Query,
) -> Values:
    """Find the values of a group (scheme, name), by year and release. Raises UnknownGroup."""
    ever = memberships.ever_members(*group)
    measures = [it for it in (by.of or by.indicator, by.weight, _POPULATION) if it]
    keys = {**WHOLE, "REF_AREA": ever, "INDICATOR": frozenset(measures)}
    asked = replace(query, dataflow=MOBILE, keys=keys, start=None, include_history=True)
    table = await source.select(asked)
    held: dict[str, dict[tuple[str, str], dict[int, Row]]] = {}
    for row in rows_at(table, range(len(table))):
        # The rows of one figure come in the order in which they became known: the last one counts.
        figure = (row["REF_AREA"], row["INDICATOR"])
        held.setdefault(row["VINTAGE"], {}).setdefault(figure, {})[row[TIME]] = row
    cells = []
    for release, figures in held.items():
        known = {year for (_, measure), years in figures.items() if measure == measures[0] for year in years}
        for year in range(max(min(known, default=0), query.start or 0), max(known, default=-1) + 1):
            members = sorted(memberships.members_in_year(*group, year).certain)
            gather = _Gathered(figures, members, year, release, by)
            cells.append(Cell(group_code(": ".join(group)), year, {"release": release}, gather))
    return Values(
        CATALOGUE.formula(FORMULA[by.method]), sorted(cells, key=lambda it: (it.year, it.codes["release"]))
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Gathered:
    """The figures of the members in one year; called, it gives what they are to the formula."""

    figures: Mapping[tuple[str, str], Mapping[int, Row]]
    members: Sequence[str]
    year: int
    release: str
    by: AggregationRule

    def __call__(self) -> tuple[Used, ...]:
        by = self.by
        inputs = [("values", by.of or by.indicator)]
        inputs += [("weights", by.weight)] if by.weight else []
        inputs += [("population", _POPULATION)] if by.method is Method.SUM else []
        return tuple(self._figure(name, measure, it) for name, measure in inputs for it in self.members)

    def _figure(self, name: str, measure: str, member: str) -> Used:
        rows = self.figures.get((member, measure), {})
        values = {year: value for year, row in rows.items() if (value := usable(row)) is not None}
        found = latest_within(values, self.year, self.by.latest_within)
        if found is None:
            return Used(name, measure, member, None, None, self.release, "M")
        return used(rows[found[0]], name, MOBILE, member)
