"""A load of a register: what it brought, and what was refused and why."""

from collections import Counter
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Protocol

from services.credentials.domain.register.facts import StatusFact
from services.credentials.domain.register.institution import Record
from services.credentials.domain.register.sources.outcome import Finding, Release
from shared.kernel.errors import Conflict

FINDINGS_KEPT = 1_000


class OlderRelease(Conflict):
    """A release cannot become known before one that is loaded: the past knowledge would change."""

    code = "older_release"
    title = "A newer release is loaded"


@dataclass
class LoadReport:
    """The report; `by_code` counts all findings, `findings` keeps the first thousand."""

    register: str
    release: Release
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    retracted: int = 0
    refused: int = 0
    repeated: int = 0
    findings: list[Finding] = field(default_factory=list)
    by_code: Counter[str] = field(default_factory=Counter)

    @property
    def entries(self) -> int:
        """How many entries of the source were read."""
        return self.added + self.changed + self.unchanged + self.refused + self.repeated

    @property
    def changes(self) -> int:
        """How many versions were written."""
        return self.added + self.changed + self.retracted

    def note(self, finding: Finding) -> None:
        """Keep a finding."""
        self.refused += finding.refused
        self.by_code[finding.code] += 1
        if len(self.findings) < FINDINGS_KEPT:
            self.findings.append(finding)


class OpenLoad(Protocol):
    """One load under way: one transaction."""

    async def write(self, entries: Sequence[Record | StatusFact], report: LoadReport) -> None:
        """Write the entries that are new or changed, and count them in `report`."""
        ...

    async def retract_others(self, report: LoadReport) -> None:
        """Take back what this register said before and does not say in this load."""
        ...

    async def finish(self, report: LoadReport) -> None:
        """Keep the report, and make everything durable."""
        ...


class RegisterStore(Protocol):
    """Where loads are kept."""

    def loading(self, register: str, release: Release) -> AbstractAsyncContextManager[OpenLoad]:
        """Open a load. Raises OlderRelease."""
        ...
