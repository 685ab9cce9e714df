"""Why country-years fail: known faults of processing, tried one by one as hypotheses.

A hypothesis undoes one fault. Where the rule then holds, the fault is named; the figures stay as they are.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from services.indicators.domain.integrity.denominators import EnrolmentRule, Figures, country_years
from services.indicators.domain.integrity.finding import Finding, Severity, Where
from services.indicators.domain.integrity.panel import Cell, Panel

OUTBOUND = "OUT_MIRROR_EST"
WHOLE_FILE = 0.5
"""From this share of the country-years on, a fault is one of the whole file, which is refused."""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A fault, and how the figures would read without it."""

    code: str
    says: str
    undo: Callable[[Figures], Figures]


def _inbound_halved(figures: Figures) -> Figures:
    return {**figures, "IN": figures["IN"] / 2}


def _outbound_halved(figures: Figures) -> Figures:
    if OUTBOUND in figures:
        return {**figures, OUTBOUND: figures[OUTBOUND] / 2}
    return {**figures, "MENF": figures["IN"] - (figures["IN"] - figures["MENF"]) / 2}


def _directions_exchanged(figures: Figures) -> Figures:
    if OUTBOUND in figures:
        return {**figures, "IN": figures[OUTBOUND], OUTBOUND: figures["IN"]}
    return {**figures, "MSEP": figures["MOR"], "MOR": figures["MSEP"]}


def _sign_turned(figures: Figures) -> Figures:
    return {**figures, "MENF": -figures["MENF"]} if "MENF" in figures else figures


HYPOTHESES = (
    Hypothesis("doubled_total", "inbound students are twice what the ratios say", _inbound_halved),
    Hypothesis("doubled_total", "outbound students are twice what the ratios say", _outbound_halved),
    Hypothesis("swapped_direction", "inbound and outbound are exchanged", _directions_exchanged),
    Hypothesis("swapped_direction", "the net flow is outbound minus inbound", _sign_turned),
)


def diagnose(rule: EnrolmentRule, data: Panel, others: Mapping[str, Panel]) -> tuple[Finding, ...]:
    """Explain the country-years that fail `rule`; `others` are the panels of other releases, by their id.

    One finding for each explained country-year, and a refusal when one fault explains half of all.
    """
    checked = country_years(rule, data)
    findings = []
    for cell, figures in checked:
        if rule.holds(figures):
            continue
        explained = _explain(rule, cell, figures, others)
        if explained is not None:
            findings.append(explained)
    return (*findings, *_of_whole_file(findings, len(checked)))


def _explain(
    rule: EnrolmentRule, cell: Cell, figures: Figures, others: Mapping[str, Panel]
) -> Finding | None:
    where = Where(area=cell[0], year=cell[1])
    for hypothesis in HYPOTHESES:
        undone = hypothesis.undo(figures)
        if undone != figures and rule.applies(undone) and rule.holds(undone):
            detail = f"{cell[0]} {cell[1]}: {hypothesis.says}"
            return Finding(hypothesis.code, Severity.WARNING, detail, where, dict(figures))
    for release, panel in others.items():
        for name in rule.needs:
            value = panel.value(name, cell)
            if value is None or value == figures[name]:
                continue
            undone = {**figures, name: value}
            if rule.applies(undone) and rule.holds(undone):
                detail = (
                    f"{cell[0]} {cell[1]}: {name} does not belong here; with the value of {release} it fits"
                )
                evidence = {"here": figures[name], release: value}
                return Finding("mixed_vintages", Severity.WARNING, detail, where, evidence)
    return None


def _of_whole_file(findings: list[Finding], places: int) -> list[Finding]:
    refusals = []
    for code in dict.fromkeys(it.code for it in findings):
        count = sum(it.code == code for it in findings)
        if count >= WHOLE_FILE * places:
            detail = f"{code} explains {count} of {places} country-years: the file as a whole is at fault"
            refusals.append(Finding(code, Severity.REFUSAL, detail))
    return refusals
