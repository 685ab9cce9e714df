"""The result of reading a file: observations to be stored together, or a refusal that says why."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from services.indicators.domain.integrity.finding import Finding, Severity, refuses
from services.indicators.domain.loading.decode import Unreadable
from services.indicators.domain.observations.observation import Observation

Parsed = Observation | Finding
MOST_ROWS = 5_000_000
"""Figures of one release. The largest table read so far has 1.3 million; no file may fill the memory."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that a file gave. When it is refused there are no observations: nothing is half loaded."""

    observations: tuple[Observation, ...]
    findings: tuple[Finding, ...]

    @property
    def refused(self) -> bool:
        """Say whether any finding refuses the file."""
        return refuses(self.findings)


def guarded(parsed: Iterable[Parsed]) -> Iterator[Parsed]:
    """Pass everything on, and turn an unreadable file, or one without end, into its finding."""
    remaining = iter(parsed)
    try:
        yield from islice(remaining, MOST_ROWS)
        if next(remaining, None) is not None:
            yield too_many_rows()
    except Unreadable as fault:
        yield fault.finding


def too_many_rows() -> Finding:
    """Refuse a file that goes on and on."""
    return Finding("too_many_rows", Severity.REFUSAL, f"the files hold more than {MOST_ROWS:,} rows")


def collect(parsed: Iterable[Parsed]) -> Outcome:
    """Read to the end. A caller that streams to a database does the same inside one transaction."""
    observations: list[Observation] = []
    findings: list[Finding] = []
    for it in guarded(parsed):
        if isinstance(it, Finding):
            findings.append(it)
        else:
            observations.append(it)
    if not observations and not refuses(findings):
        findings.append(Finding("nothing_found", Severity.REFUSAL, "the file holds no observation"))
    return Outcome(() if refuses(findings) else tuple(observations), tuple(findings))
