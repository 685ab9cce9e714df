"""What a release looks like beside the others: figures twice as large, or directions exchanged."""

from collections.abc import Mapping
from typing import TypeVar

from services.indicators.domain.integrity.comparison import Flows, compare, compare_flows, mostly_even
from services.indicators.domain.integrity.finding import Finding, Severity
from services.indicators.domain.integrity.panel import Panel
from services.indicators.domain.observations.table import agency_of

Held = TypeVar("Held")
_COUNTS = frozenset({"IN", "OUT_MIRROR", "OUT_MIRROR_EST"})


def suspicions(release: str, own: Panel, others: Mapping[str, Panel]) -> list[Finding]:
    """Hold the new figures against the other releases, and against chance."""
    findings: dict[tuple[str, str], Finding] = {}
    for other, held in _nearest_first(release, others).items():
        for it in compare(own, held, _weight(release, other)):
            findings.setdefault((it.code, it.where.indicator or ""), it)
    for indicator, counts in own.values.items():
        suspicion = mostly_even(indicator, counts) if indicator.partition(".")[0] in _COUNTS else None
        if suspicion is not None:
            findings.setdefault((suspicion.code, indicator), suspicion)
    return list(findings.values())


def suspicious_flows(release: str, flows: Mapping[str, Flows]) -> list[Finding]:
    """Hold the matrix of hosts and origins against those of the other releases, and against chance."""
    own = flows.get(release)
    if own is None:
        return []
    findings: dict[str, Finding] = {}
    for other, held in _nearest_first(release, flows).items():
        for it in compare_flows(own, held, _weight(release, other)):
            findings.setdefault(it.code, it)
    suspicion = mostly_even("IN", own)
    if suspicion is not None:
        findings.setdefault(suspicion.code, suspicion)
    return list(findings.values())


def _nearest_first(release: str, held: Mapping[str, Held]) -> dict[str, Held]:
    """Put the releases of the same agency first, and leave out the one that is looked at."""
    others = [it for it in held if it != release]
    return {
        it: held[it] for it in sorted(others, key=lambda it: _weight(release, it) is not Severity.REFUSAL)
    }


def _weight(release: str, other: str) -> Severity:
    """Say what a contradiction weighs: another agency may count otherwise, the same one may not."""
    return Severity.REFUSAL if agency_of(release) == agency_of(other) else Severity.WARNING
