"""Rules of arithmetic between the indicators of one country-year."""

from dataclasses import dataclass
from math import fsum

from services.indicators.domain.integrity.finding import Finding, Severity, Where
from services.indicators.domain.integrity.panel import Cell, Panel
from services.indicators.domain.integrity.rule import Checked
from services.indicators.domain.loading.printed import rounding

RATIOS = frozenset({"MSEP", "MOR", "MENFR", "GER", "GOER", "FSH"})


def precision(indicator: str, value: float) -> float:
    """Give how far a printed value may be from the computed one: half a student, or a ratio's last digit."""
    return rounding(value) if indicator.partition(".")[0] in RATIOS else 0.5


@dataclass(frozen=True, slots=True)
class LinearIdentity:
    """The terms, each a coefficient with an indicator, add up to zero."""

    id: str
    states: str
    terms: tuple[tuple[float, str], ...]

    def check(self, data: Panel) -> Checked:
        """Check every cell that holds all terms; only rounding may be left over."""
        names = tuple(name for _, name in self.terms)
        findings, places = [], 0
        for cell, figures in data.rows(*names):
            places += 1
            rest = fsum(factor * value for (factor, _), value in zip(self.terms, figures, strict=True))
            allowed = fsum(
                abs(factor) * precision(name, value)
                for (factor, name), value in zip(self.terms, figures, strict=True)
            )
            if abs(rest) > allowed:
                findings.append(_finding(self, cell, dict(zip(names, figures, strict=True)), rest))
        return Checked(self.id, places, places - len(findings), tuple(findings))


@dataclass(frozen=True, slots=True)
class ProductIdentity:
    """``left = first x second / 100``; both factors are not negative."""

    id: str
    states: str
    left: str
    first: str
    second: str

    def check(self, data: Panel) -> Checked:
        """Check every cell that holds all three figures; only rounding may be left over."""
        findings, places = [], 0
        for cell, (left, first, second) in data.rows(self.left, self.first, self.second):
            places += 1
            blur_first, blur_second = precision(self.first, first), precision(self.second, second)
            allowed = (
                precision(self.left, left)
                + (first * blur_second + second * blur_first + blur_first * blur_second) / 100
            )
            rest = left - first * second / 100
            if abs(rest) > allowed:
                figures = {self.left: left, self.first: first, self.second: second}
                findings.append(_finding(self, cell, figures, rest))
        return Checked(self.id, places, places - len(findings), tuple(findings))


@dataclass(frozen=True, slots=True)
class Within:
    """The figure lies between the smallest and the largest of `others`."""

    id: str
    states: str
    indicator: str
    others: tuple[str, ...]

    def check(self, data: Panel) -> Checked:
        """Check every cell that holds all figures, to 32-bit precision."""
        findings, places = [], 0
        for cell, (value, *others) in data.rows(self.indicator, *self.others):
            places += 1
            slack = 2e-7 * max(abs(value), 1.0)
            if not min(others) - slack <= value <= max(others) + slack:
                figures = dict(zip((self.indicator, *self.others), (value, *others), strict=True))
                findings.append(_finding(self, cell, figures, value))
        return Checked(self.id, places, places - len(findings), tuple(findings))


@dataclass(frozen=True, slots=True)
class NeverNegative:
    """The figure is a count or a rate of people: zero or more."""

    id: str
    states: str
    indicators: tuple[str, ...]

    def check(self, data: Panel) -> Checked:
        """Check every figure of the indicators."""
        findings, places = [], 0
        for name in self.indicators:
            for cell, (value,) in data.rows(name):
                places += 1
                if value < 0:
                    findings.append(_finding(self, cell, {name: value}, value))
        return Checked(self.id, places, places - len(findings), tuple(findings))


def _finding(
    rule: LinearIdentity | ProductIdentity | Within | NeverNegative,
    cell: Cell,
    figures: dict[str, float],
    rest: float,
) -> Finding:
    area, year = cell
    shown = ", ".join(f"{name} {value:g}" for name, value in figures.items())
    detail = f"{area} {year}: {rule.states} does not hold ({shown})"
    return Finding(rule.id, Severity.WARNING, detail, Where(area=area, year=year), {**figures, "rest": rest})
