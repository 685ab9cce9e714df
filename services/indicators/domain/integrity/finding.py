"""What is wrong, or worth knowing, about data: named, placed and weighed. Nothing is repaired in silence."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class Severity(StrEnum):
    """What a finding does to a load: nothing, a mark in its report, or its refusal as a whole."""

    NOTE = "note"
    WARNING = "warning"
    REFUSAL = "refusal"


@dataclass(frozen=True, slots=True)
class Where:
    """The place of a finding: a line of a file, a cell of a series, or both."""

    line: int | None = None
    area: str | None = None
    year: int | None = None
    indicator: str | None = None

    def __str__(self) -> str:
        parts = (
            f"line {self.line}" if self.line is not None else "",
            self.indicator or "",
            self.area or "",
            str(self.year) if self.year is not None else "",
        )
        return " ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. `code` is stable for programs; `evidence` holds the numbers that show it."""

    code: str
    severity: Severity
    detail: str
    where: Where = Where()
    evidence: Mapping[str, float | str] = field(default_factory=lambda: MappingProxyType({}))


def refuses(findings: Iterable[Finding]) -> bool:
    """Say whether any finding refuses the load."""
    return any(it.severity is Severity.REFUSAL for it in findings)


def by_code(findings: Iterable[Finding]) -> dict[str, int]:
    """Count the findings of each kind."""
    counted: dict[str, int] = {}
    for it in findings:
        counted[it.code] = counted.get(it.code, 0) + 1
    return counted
