"""What the publish gate said of a candidate release. A report is named by its content and kept."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.kernel.canonical import Json, sha256

FORMAT = "gate-report/1"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong: the check that found it, the document it lies in, in words."""

    check: str
    document: str
    message: str


@dataclass(frozen=True, slots=True)
class Report:
    """`candidate` is the hash of the release examined, `documents` are the hashes of those that it adds.

    `measures` say how much each check looked at; a check that looked at nothing has not passed anything.
    """

    candidate: str
    documents: tuple[str, ...]
    findings: tuple[Finding, ...]
    measures: Mapping[str, Json]

    @property
    def passed(self) -> bool:
        """Say whether nothing was found."""
        return not self.findings

    def as_json(self) -> dict[str, Json]:
        """Write the report as plain JSON."""
        return {
            "format": FORMAT,
            "candidate": self.candidate,
            "documents": list(self.documents),
            "passed": self.passed,
            "findings": [
                {"check": it.check, "document": it.document, "message": it.message} for it in self.findings
            ],
            "measures": self.measures,
        }

    @property
    def hash(self) -> str:
        """Name the report by its content."""
        return sha256(self.as_json())
