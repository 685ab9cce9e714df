"""Rules across agencies: what two of them publish of one host-year comes from one questionnaire.

UIS, OECD and Eurostat collect education statistics together (the UOE data collection), so their figures of
the same students agree but for later corrections. Of 384 host-years that Eurostat and UIS shared in February
2026 96 % agreed within one per cent, 93 % to half a student; beyond one per cent a difference is named.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from services.indicators.domain.integrity.cell_rules import MOST_NAMED
from services.indicators.domain.integrity.comparison import Cells, Flows
from services.indicators.domain.integrity.finding import Finding, Severity, Where
from services.indicators.domain.integrity.panel import Panel
from services.indicators.domain.integrity.rule import Checked
from services.indicators.domain.integrity.table_rules import TOLERANCE
from services.indicators.domain.observations.table import agency_of

Held = TypeVar("Held")


@dataclass(frozen=True, slots=True)
class SameCounts:
    """Agencies publish the same `indicators` of a country: all levels and fields, of one year."""

    id: str
    states: str
    agencies: frozenset[str]
    indicators: tuple[str, ...]

    def check(self, release: str, own: Panel, others: Mapping[str, Panel]) -> Checked | None:
        """Compare with the newest release of another of the agencies; None where there is none."""
        other = _counterpart(self.agencies, release, others)
        if other is None:
            return None
        ours, theirs = _countries(own, self.indicators), _countries(others[other], self.indicators)
        return _compared(self, (release, ours), (other, theirs), _of_country)


@dataclass(frozen=True, slots=True)
class SameFlows:
    """Agencies publish the same students by host and origin: all levels and fields, both sexes."""

    id: str
    states: str
    agencies: frozenset[str]

    def check(self, release: str, flows: Mapping[str, Flows]) -> Checked | None:
        """Compare with the newest matrix of another of the agencies; None where there is none."""
        other = _counterpart(self.agencies, release, flows)
        if other is None or release not in flows:
            return None
        return _compared(self, (release, flows[release]), (other, flows[other]), _of_flow)


INBOUND = SameCounts(
    "eurostat_and_uis_inbound",
    "Eurostat and UIS publish the same inbound students of a host, within 1 %",
    frozenset({"ESTAT", "UIS"}),
    ("IN", "IN.F", "IN.M"),
)
BY_FIELD = SameCounts(
    "eurostat_by_field_and_partner",
    "Eurostat publishes the same inbound students by field and by partner, within 1 %",
    frozenset({"ESTAT", "ESTAT_MOBS01"}),
    ("IN", "IN.F", "IN.M"),
)
BY_ORIGIN = SameFlows(
    "eurostat_and_uis_by_origin",
    "Eurostat and UIS publish the same students of an origin in a host, within 1 %",
    frozenset({"ESTAT", "UIS", "UIS360"}),
)


def across_agencies(
    release: str, own: Panel, others: Mapping[str, Panel], flows: Mapping[str, Flows]
) -> tuple[Checked, ...]:
    """Check a release against those of other agencies; `others` and `flows` come with the newest first."""
    checked = [
        *(it.check(release, own, others) for it in (INBOUND, BY_FIELD)),
        BY_ORIGIN.check(release, flows),
    ]
    return tuple(it for it in checked if it is not None and it.places)


def _counterpart(agencies: frozenset[str], release: str, others: Iterable[str]) -> str | None:
    own = agency_of(release)
    if own not in agencies:
        return None
    return next((it for it in others if agency_of(it) in agencies - {own}), None)


def _countries(held: Panel, indicators: tuple[str, ...]) -> Cells:
    national = held.countries().values
    return {(name, *cell): value for name in indicators for cell, value in national.get(name, {}).items()}


def _compared(
    rule: SameCounts | SameFlows,
    ours: tuple[str, Cells],
    theirs: tuple[str, Cells],
    place: Callable[[Any], tuple[str, Where]],
) -> Checked:
    (release, own), (other, held) = ours, theirs
    shared = [(cell, value, held[cell]) for cell, value in own.items() if cell in held]
    apart = [(abs(value - there), cell, value, there) for cell, value, there in shared]
    exact = sum(gap <= 0.5 for gap, *_ in apart)
    wrong = [it for it in apart if it[0] > max(1.0, TOLERANCE * it[3])]
    findings = []
    for _, cell, value, there in sorted(wrong, key=lambda it: -it[0])[:MOST_NAMED]:
        said, where = place(cell)
        detail = f"{said}: {release} says {value:,.0f}, {other} says {there:,.0f}"
        findings.append(Finding(rule.id, Severity.WARNING, detail, where, {release: value, other: there}))
    if len(wrong) > len(findings):
        more = len(wrong) - len(findings)
        evidence: dict[str, float | str] = {"code": rule.id, "more": float(more)}
        detail = f"{more:,} more cells in which {release} and {other} differ by less"
        findings.append(Finding("not_listed", Severity.WARNING, detail, evidence=evidence))
    return Checked(rule.id, len(shared), exact, tuple(findings), f"{rule.states} ({other})", len(wrong))


def _of_country(cell: tuple[str, str, int]) -> tuple[str, Where]:
    indicator, area, year = cell
    return f"{indicator} of {area} {year}", Where(area=area, year=year, indicator=indicator)


def _of_flow(cell: tuple[str, str, int]) -> tuple[str, Where]:
    host, origin, year = cell
    return f"students from {origin} in {host} {year}", Where(area=host, year=year, indicator="IN")
