"""The data-quality report of one load: what was checked, what was found, under one hash."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from services.indicators.domain.integrity.diagnosis import diagnose
from services.indicators.domain.integrity.finding import Finding, Severity, by_code, refuses
from services.indicators.domain.integrity.panel import Panel
from services.indicators.domain.integrity.rule import Checked, Rule
from services.indicators.domain.integrity.rulebook import ONE_DENOMINATOR, OUTBOUND_RECOMPUTES
from shared.kernel.canonical import Json, sha256

EXAMPLES = 20
"""Notes of one kind beyond so many are counted, not listed; warnings and refusals are always listed."""


@dataclass(frozen=True, slots=True)
class QualityReport:
    """Everything that reading and checking one release brought up. `checked_at` is given, not read."""

    release: str
    checked_at: datetime
    rules: tuple[Checked, ...]
    findings: tuple[Finding, ...]

    @property
    def refused(self) -> bool:
        """Say whether the release must not be taken in."""
        return refuses(self.findings)

    def document(self) -> Mapping[str, Json]:
        """Write the report down; its `sha256` is what a signature covers."""
        return {
            "release": self.release,
            "checked_at": self.checked_at.isoformat(),
            "refused": self.refused,
            "rules": [
                {
                    "rule": it.rule,
                    "states": it.states,
                    "places": it.places,
                    "exact": it.exact,
                    "passed": it.passed,
                }
                for it in self.rules
            ],
            "counts": dict(by_code(self.findings)),
            "findings": [_written(it) for it in _listed(self.findings)],
        }

    def hash(self) -> str:
        """Name the report by its content."""
        return sha256(self.document())


@dataclass(frozen=True, slots=True)
class Subject:
    """The release to be checked: its figures, what reading it brought up, and other releases by their id."""

    release: str
    data: Panel
    reading: tuple[Finding, ...] = ()
    others: Mapping[str, Panel] = field(default_factory=dict)


def quality_report(subject: Subject, rules: Sequence[Rule], *, checked_at: datetime) -> QualityReport:
    """Check the subject against `rules` and explain its failures, also with the other releases."""
    data = subject.data
    checked = tuple(replace(it, states=rule.states) for rule in rules if (it := rule.check(data)).places)
    explained = [
        finding
        for rule in (ONE_DENOMINATOR, OUTBOUND_RECOMPUTES)
        for finding in diagnose(rule, data, subject.others)
    ]
    explained += _several_releases(data)
    named = [finding for it in checked for finding in it.findings]
    return QualityReport(subject.release, checked_at, checked, (*subject.reading, *named, *explained))


def _several_releases(data: Panel) -> list[Finding]:
    vintages = sorted(data.vintages(*data.values))
    if len(vintages) < 2:
        return []
    detail = f"the figures come from {len(vintages)} releases: {', '.join(vintages)}"
    return [Finding("several_releases", Severity.NOTE, detail)]


def _listed(findings: Iterable[Finding]) -> list[Finding]:
    seen: dict[str, int] = {}
    listed = []
    for it in findings:
        if it.severity is Severity.NOTE:
            seen[it.code] = seen.get(it.code, 0) + 1
            if seen[it.code] > EXAMPLES:
                continue
        listed.append(it)
    return listed


def _written(it: Finding) -> Json:
    where = {
        "line": it.where.line,
        "area": it.where.area,
        "year": it.where.year,
        "indicator": it.where.indicator,
    }
    return {
        "code": it.code,
        "severity": it.severity.value,
        "detail": it.detail,
        "where": {name: value for name, value in where.items() if value is not None},
        "evidence": dict(it.evidence),
    }
