"""Rules about the enrolment that the ratios of one country-year must share."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.indicators.domain.integrity import span
from services.indicators.domain.integrity.finding import Finding, Severity, Where
from services.indicators.domain.integrity.panel import Cell, Panel
from services.indicators.domain.integrity.rule import Checked
from services.indicators.domain.loading.printed import rounding

Figures = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class OneDenominator:
    """One enrolment serves both ratios: ``100 IN / MSEP`` and ``100 OUT / MOR`` are the same number.

    Fails where the two differ by more than `tolerance` (0.001: 0.1 %). A zero numerator implies no enrolment
    and is not counted. Few students imply it only roughly: the evidence says whether half a student and the
    last digit could explain the gap.
    """

    id: str = "one_denominator"
    states: str = "one enrolment serves both ratios: 100 IN / MSEP = 100 OUT / MOR"
    needs: tuple[str, ...] = ("IN", "MSEP", "OUT_MIRROR_EST", "MOR")
    tolerance: float = 0.001

    def applies(self, figures: Figures) -> bool:
        """Say whether the figures imply enrolments at all."""
        return min(figures[name] for name in self.needs) > 0

    def holds(self, figures: Figures) -> bool:
        """Say whether the implied enrolments agree within the tolerance."""
        inbound, outbound = _implied(figures)
        return abs(inbound / outbound - 1) <= self.tolerance

    def check(self, data: Panel) -> Checked:
        """Check every country-year that holds all four figures."""
        findings, places, exact = [], 0, 0
        for cell, figures in country_years(self, data):
            places += 1
            if self.holds(figures):
                exact += _can_be_one(figures)
            else:
                findings.append(self._finding(cell, figures))
        return Checked(self.id, places, exact, tuple(findings))

    def _finding(self, cell: Cell, figures: Figures) -> Finding:
        area, year = cell
        inbound, outbound = _implied(figures)
        detail = f"{area} {year}: IN and MSEP imply {inbound:,.0f} students, OUT and MOR {outbound:,.0f}"
        evidence: dict[str, float | str] = {
            **figures,
            "implied_by_inbound": inbound,
            "implied_by_outbound": outbound,
            "relative_gap": inbound / outbound - 1,
            "explained_by_rounding": "yes" if _can_be_one(figures) else "no",
        }
        return Finding(self.id, Severity.WARNING, detail, Where(area=area, year=year), evidence)


@dataclass(frozen=True, slots=True)
class OutboundRecomputes:
    """Outbound students by the ratio, ``MOR E / 100`` with ``E = 100 IN / MSEP``, equal ``IN - MENF``.

    The difference may be what rounding explains: half a student and the last printed digit of both ratios.
    """

    id: str = "outbound_recomputes"
    states: str = "MOR E / 100 = IN - MENF with E = 100 IN / MSEP"
    needs: tuple[str, ...] = ("IN", "MENF", "MSEP", "MOR")

    def applies(self, figures: Figures) -> bool:
        """Say whether there are inbound students to imply the enrolment."""
        return figures["IN"] > 0 and figures["MSEP"] > 0

    def holds(self, figures: Figures) -> bool:
        """Say whether the two outbound counts agree within rounding."""
        msep, mor = figures["MSEP"], figures["MOR"]
        enrolled = round(100 * figures["IN"] / msep)
        blur = max(0.5, enrolled * rounding(msep) / msep)
        allowed = 0.5 + rounding(mor) * enrolled / 100 + mor / 100 * blur
        by_ratio, by_flow = _outbound(figures)
        return abs(by_ratio - by_flow) <= allowed

    def check(self, data: Panel) -> Checked:
        """Check every country-year with the four figures."""
        findings, places = [], 0
        for cell, figures in country_years(self, data):
            places += 1
            if not self.holds(figures):
                findings.append(self._finding(cell, figures, data.vintages(*self.needs)))
        return Checked(self.id, places, places - len(findings), tuple(findings))

    def _finding(self, cell: Cell, figures: Figures, vintages: frozenset[str]) -> Finding:
        area, year = cell
        by_ratio, by_flow = _outbound(figures)
        detail = f"{area} {year}: MOR gives {by_ratio:,.0f} outbound students, IN - MENF gives {by_flow:,.0f}"
        if by_flow < 0:
            detail += ", which cannot be: the net flow is not of the same vintage as the inbound count"
        elif len(vintages) > 1:
            detail += f"; the figures come from {', '.join(sorted(vintages))}"
        evidence: dict[str, float | str] = {**figures, "by_ratio": by_ratio, "by_flow": by_flow}
        return Finding(self.id, Severity.WARNING, detail, Where(area=area, year=year), evidence)


EnrolmentRule = OneDenominator | OutboundRecomputes


def country_years(rule: EnrolmentRule, data: Panel) -> list[tuple[Cell, Figures]]:
    """List the country-years to which the rule applies, with the figures that it needs."""
    found: list[tuple[Cell, Figures]] = []
    for cell, values in data.countries().rows(*rule.needs):
        figures = dict(zip(rule.needs, values, strict=True))
        if rule.applies(figures):
            found.append((cell, figures))
    return found


def _implied(figures: Figures) -> tuple[float, float]:
    return (
        100 * figures["IN"] / figures["MSEP"],
        100 * figures["OUT_MIRROR_EST"] / figures["MOR"],
    )


def _can_be_one(figures: Figures) -> bool:
    return span.denominator(span.count(figures["IN"]), span.ratio(figures["MSEP"])).meets(
        span.denominator(span.count(figures["OUT_MIRROR_EST"]), span.ratio(figures["MOR"]))
    )


def _outbound(figures: Figures) -> tuple[float, float]:
    enrolled = round(100 * figures["IN"] / figures["MSEP"])
    return figures["MOR"] * enrolled / 100, figures["IN"] - figures["MENF"]
