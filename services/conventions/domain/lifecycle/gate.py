"""What the publish gate said of a candidate release. A report is named by its content and kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.conventions.domain.lifecycle.replayed import NOTHING_BROUGHT, Evidence
from shared.kernel.canonical import Json, sha256

FORMAT = "gate-report/2"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that the gate noticed: which check, in which document, in words.

    `name` is stable across runs; a reviewer who accepts the finding waives it by this name.
    """

    check: str
    document: str
    message: str
    name: str

    def as_json(self) -> dict[str, Json]:
        """Write it as plain JSON."""
        return {"check": self.check, "document": self.document, "message": self.message, "name": self.name}


@dataclass(frozen=True, slots=True)
class Report:
    """`candidate` is the hash of the release examined, `documents` those of what it adds.

    `findings` stand in the way of publication; `waived` would, were they not accepted by name; `notes` are
    what a reviewer should know. `measures` say how much each check looked at, `evidence` what a replay over
    decided cases showed, or why there is none.
    """

    candidate: str
    documents: tuple[str, ...]
    findings: tuple[Finding, ...]
    waived: tuple[Finding, ...]
    notes: tuple[Finding, ...]
    measures: Mapping[str, int]
    evidence: Evidence = NOTHING_BROUGHT

    @property
    def passed(self) -> bool:
        """Say whether nothing stands in the way."""
        return not self.findings

    def as_json(self) -> dict[str, Json]:
        """Write the report as plain JSON."""
        replay, waiver = self.evidence.replay, self.evidence.waiver
        return {
            "format": FORMAT,
            "candidate": self.candidate,
            "documents": list(self.documents),
            "passed": self.passed,
            "findings": _listed(self.findings),
            "waived": _listed(self.waived),
            "notes": _listed(self.notes),
            "measures": dict(self.measures),
            "replay": replay.as_json() if replay else None,
            "replay_waiver": waiver.as_json() if waiver else None,
        }

    @property
    def hash(self) -> str:
        """Name the report by its content."""
        return sha256(self.as_json())


def _listed(findings: Sequence[Finding]) -> list[Json]:
    return [it.as_json() for it in findings]
