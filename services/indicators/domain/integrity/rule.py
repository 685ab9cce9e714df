"""What every integrity rule has in common: it is a value, and checking it counts and names."""

from dataclasses import dataclass
from typing import Protocol

from services.indicators.domain.integrity.finding import Finding, Severity
from services.indicators.domain.integrity.panel import Panel


@dataclass(frozen=True, slots=True)
class Checked:
    """The result of one rule: how many places it could be checked at, and where it fails.

    `exact` of the places agree to the printed precision, the others that pass within the rule's tolerance.
    `states` is the sentence of the rule, for whoever reads the report; `failed` how often it fails, where
    more places fail than are named.
    """

    rule: str
    places: int
    exact: int
    findings: tuple[Finding, ...]
    states: str = ""
    failed: int | None = None

    @property
    def passed(self) -> int:
        """Give the number of places without a finding that is more than a note."""
        if self.failed is not None:
            return self.places - self.failed
        return self.places - sum(it.severity is not Severity.NOTE for it in self.findings)


class Rule(Protocol):
    """A rule over a panel, as data: a frozen value with an id, a sentence and a check."""

    @property
    def id(self) -> str:
        """Name the rule."""

    @property
    def states(self) -> str:
        """Say in one sentence what must hold."""

    def check(self, data: Panel) -> Checked:
        """Check every place at which all figures are there."""
