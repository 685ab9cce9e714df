"""Rules about groups of countries: sums over dated memberships, and the world that receives what it sends."""

from dataclasses import dataclass
from math import fsum

from services.indicators.domain.geography.memberships import Groupings
from services.indicators.domain.geography.places import FORMER_AREAS, group_code
from services.indicators.domain.integrity.finding import Finding, Severity, Where
from services.indicators.domain.integrity.panel import Cell, Panel
from services.indicators.domain.integrity.rule import Checked


@dataclass(frozen=True, slots=True)
class Conservation:
    """Two figures of one area are equal in every year: every student who leaves arrives."""

    id: str
    states: str
    first: str
    second: str
    area: str

    def check(self, data: Panel) -> Checked:
        """Check every year in which the area has both figures."""
        findings, places = [], 0
        for (area, year), (first, second) in data.rows(self.first, self.second):
            if area != self.area:
                continue
            places += 1
            if abs(first - second) > 1e-9 * max(abs(first), 1.0):
                detail = f"{area} {year}: {self.first} is {first:,.1f}, {self.second} is {second:,.1f}"
                evidence = {self.first: first, self.second: second}
                where = Where(area=area, year=year)
                findings.append(Finding(self.id, Severity.WARNING, detail, where, evidence))
        return Checked(self.id, places, places - len(findings), tuple(findings))


@dataclass(frozen=True, slots=True)
class SumOfMembers:
    """A group's figure is the sum over the countries that it had in that year.

    A member without a figure leaves the sum incomplete: the finding then names the member instead of claiming
    an error. `exact` counts the groups that agree to half a unit. The `world` is left to `Unallocated`.
    """

    id: str
    states: str
    indicator: str
    scheme: str
    memberships: Groupings
    tolerance: float = 0.01
    world: str = "World"

    def check(self, data: Panel) -> Checked:
        """Check every group and year that has a published figure."""
        findings: list[Finding] = []
        places = exact = 0
        names = (name for name in self.memberships.groups(self.scheme) if name != self.world)
        groups = {group_code(f"{self.scheme}: {name}"): name for name in names}
        for cell, (published,) in data.rows(self.indicator):
            if cell[0] not in groups:
                continue
            places += 1
            total, without = self._sum(data, groups[cell[0]], cell[1])
            exact += abs(total - published) <= 0.5
            if abs(total - published) > max(0.5, self.tolerance * abs(published)):
                findings.append(self._finding(cell, published, total, without))
        return Checked(self.id, places, exact, tuple(findings))

    def _sum(self, data: Panel, group: str, year: int) -> tuple[float, list[str]]:
        members = sorted(self.memberships.members_in_year(self.scheme, group, year).certain)
        figures = {member: data.value(self.indicator, (member, year)) for member in members}
        known = [value for value in figures.values() if value is not None]
        listed = {area for area, _ in data.values[self.indicator]}
        # A territory for which the publisher never has a figure is not missed; a former State is.
        expected = listed | FORMER_AREAS
        without = [member for member, value in figures.items() if value is None and member in expected]
        return fsum(known), without

    def _finding(self, cell: Cell, published: float, total: float, without: list[str]) -> Finding:
        area, year = cell
        detail = f"{area} {year}: {self.indicator} is {published:,.0f}, its members add up to {total:,.0f}"
        if without:
            detail += f"; no figure for {', '.join(without)}"
        code = "incomplete_sum" if without else self.id
        severity = Severity.NOTE if without else Severity.WARNING
        evidence = {"published": published, "sum": total}
        return Finding(
            code, severity, detail, Where(area=area, year=year, indicator=self.indicator), evidence
        )


@dataclass(frozen=True, slots=True)
class Unallocated:
    """The countries of the world add up to less than the world: some students' origin nobody knows.

    Each year's gap is a note, for it belongs beside every share of the world; a sum above the world fails.
    """

    id: str
    states: str
    indicator: str
    world: str

    def check(self, data: Panel) -> Checked:
        """Compare the world with the sum of all countries, year by year."""
        national: dict[int, float] = {}
        for (_, year), (value,) in data.countries().rows(self.indicator):
            national[year] = national.get(year, 0.0) + value
        findings = [
            self._finding(year, published, national[year])
            for (area, year), (published,) in data.rows(self.indicator)
            if area == self.world and year in national
        ]
        return Checked(self.id, len(findings), sum(it.code == self.id for it in findings), tuple(findings))

    def _finding(self, year: int, published: float, total: float) -> Finding:
        where, evidence = Where(area=self.world, year=year), {"world": published, "sum_of_countries": total}
        if total > published:
            detail = f"{year}: the countries add up to {total:,.0f}, more than the world's {published:,.0f}"
            return Finding("more_than_the_world", Severity.WARNING, detail, where, evidence)
        detail = f"{year}: {1 - total / published:.1%} of the world's students have no known origin"
        return Finding(self.id, Severity.NOTE, detail, where, evidence)
