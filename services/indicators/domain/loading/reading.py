"""Reading a release: from the files of a source to one table, or to the findings that refuse it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pyarrow as pa

from services.indicators.domain.integrity.finding import Finding, Severity, by_code, refuses
from services.indicators.domain.loading.outcome import Parsed, guarded
from services.indicators.domain.observations.observation import Observation
from services.indicators.domain.observations.table import tabulate

Progress = Callable[[int], None]
"""Is told how many observations were read so far."""

MOST_LISTED = 20_000
"""Findings of one kind beyond so many are counted, not kept: a hostile file must not fill the memory."""

MOST_FAULTS = 200_000
"""Findings after which a file that is refused anyway is not read on."""

STEP = 10_000


@dataclass(frozen=True, slots=True)
class Reading:
    """What the files gave. `table` is None when a finding refuses them: nothing is half loaded."""

    table: pa.Table | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Request:
    """The files of one release, to be read as known from `known_at` on."""

    files: tuple[Path, ...]
    release: str
    known_at: datetime


Reader = Callable[[Request, Progress], Reading]
"""Reads the files of one source, piece by piece. Raises OSError."""


@dataclass(frozen=True, slots=True)
class Source:
    """A source that can be loaded. Its release ids begin with `agency`; `files` says what is expected."""

    id: str
    title: str
    agency: str
    files: str
    read: Reader


def read_parsed(parsed: Iterable[Parsed], progress: Progress) -> Reading:
    """Read to the end, so that the report names every fault; rows are kept only while none refuses."""
    findings = Findings()
    table = tabulate(_observations(parsed, findings, progress))
    listed = findings.all()
    if not refuses(listed) and not len(table):
        listed = (*listed, Finding("nothing_found", Severity.REFUSAL, "the files hold no observation"))
    return Reading(None if refuses(listed) else table, listed)


def _observations(
    parsed: Iterable[Parsed], findings: "Findings", progress: Progress
) -> Iterator[Observation]:
    count = 0
    for it in guarded(parsed):
        if isinstance(it, Finding):
            findings.add(it)
            if findings.refused and findings.count >= MOST_FAULTS:
                findings.add(too_many_faults())
                break
            continue
        count += 1
        if count % STEP == 0:
            progress(count)
        if not findings.refused:
            yield it
    progress(count)


def too_many_faults() -> Finding:
    """Say that the report does not go on."""
    detail = f"reading stopped after {MOST_FAULTS:,} findings"
    return Finding("too_many_faults", Severity.REFUSAL, detail)


class Findings:
    """Findings of one reading, with a limit on each kind."""

    def __init__(self) -> None:
        self._listed: list[Finding] = []
        self._counts: dict[str, int] = {}
        self.refused = False
        self.count = 0

    def add(self, finding: Finding) -> None:
        """Take one."""
        count = self._counts.get(finding.code, 0) + 1
        self._counts[finding.code] = count
        self.count += 1
        self.refused = self.refused or finding.severity is Severity.REFUSAL
        if count <= MOST_LISTED:
            self._listed.append(finding)

    def all(self) -> tuple[Finding, ...]:
        """Give those kept, and for each kind that was too many how many more there are."""
        kept = by_code(self._listed)
        more = [
            Finding(
                "not_listed",
                Severity.WARNING,
                f"{self._counts[code] - count:,} more findings {code}",
                evidence={"code": code, "more": float(self._counts[code] - count)},
            )
            for code, count in kept.items()
            if self._counts[code] > count
        ]
        return (*self._listed, *more)
