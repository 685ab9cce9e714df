"""Use case: load a release. Files in; figures and a signed report kept together, or a report that refuses."""

import asyncio
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa

from services.indicators.domain.geography.memberships import Groupings
from services.indicators.domain.integrity.agencies import across_agencies
from services.indicators.domain.integrity.cell_rules import cell_findings
from services.indicators.domain.integrity.comparison import (
    FLOWS,
    Flows,
    flows_between,
    flows_by_release,
)
from services.indicators.domain.integrity.panel import Panel
from services.indicators.domain.integrity.panel_table import panels, together
from services.indicators.domain.integrity.report import QualityReport, Subject, quality_report
from services.indicators.domain.integrity.rulebook import rulebook
from services.indicators.domain.integrity.suspicion import suspicions, suspicious_flows
from services.indicators.domain.integrity.table_rules import table_findings
from services.indicators.domain.loading.reading import Progress, Reading, Request, Source
from services.indicators.domain.loading.record import InputFile, Load, Loads, Signed
from services.indicators.domain.loading.signing import Signer
from services.indicators.domain.observations.observation import ALL, WORLD
from services.indicators.domain.observations.source import ObservationSource, Query
from services.indicators.domain.uncertainty.revisions import revisions
from shared.kernel.canonical import canonical_json, sha256
from shared.kernel.clock import Clock
from shared.kernel.errors import Invalid, NotFound, Violation
from shared.kernel.ids import new_id

_RELEASE = re.compile(r"[A-Za-z0-9_]+-[A-Za-z0-9_.-]{1,80}")


_ALL_STUDENTS = {"EDU_LEVEL": frozenset({"L5T8"}), "EDU_FIELD": frozenset({ALL})}
_TOTALS: tuple[tuple[str, dict[str, frozenset[str]]], ...] = (
    ("MIG_MOB", {"COUNTERPART_AREA": frozenset({WORLD}), **_ALL_STUDENTS}),
    ("MIG_EMR", {}),
)
_FLOWS = {"INDICATOR": FLOWS, "SEX": frozenset({"T"}), **_ALL_STUDENTS}


class UnknownSource(NotFound):
    """No source has this id."""

    code = "unknown_source"
    title = "Unknown source"


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be loaded.

    `companions` are loaded releases of the same vintage, across which the rules may be checked: the ratios of
    one publisher beside the counts of another.
    """

    source: str
    release: str
    files: tuple[Path, ...]
    published: date | None = None
    companions: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Loaded:
    """The load that stands now; `report` is None where the same files had been loaded before."""

    load: Load
    report: QualityReport | None


class Fingerprints(Protocol):
    """Names files by their content."""

    def __call__(self, files: tuple[Path, ...]) -> tuple[InputFile, ...]:
        """Read each file once. Raises OSError."""
        ...


class LoadRelease:
    """Loads releases, each once."""

    def __init__(  # noqa: PLR0913 - each is a port
        self,
        *,
        sources: Mapping[str, Source],
        fingerprints: Fingerprints,
        loads: Loads,
        observations: ObservationSource,
        memberships: Groupings,
        signer: Signer,
        clock: Clock,
        code_version: str,
    ) -> None:
        self._sources = sources
        self._fingerprints = fingerprints
        self._loads = loads
        self._observations = observations
        self._rules = rulebook(memberships)
        self._signer = signer
        self._clock = clock
        self._code_version = code_version

    def check(self, order: Order) -> Source:
        """Find the source of an order. Raises UnknownSource, Invalid on a release id of another agency."""
        source = self._sources.get(order.source)
        if source is None:
            known = ", ".join(self._sources)
            raise UnknownSource(f"there is no source {order.source!r}; there are {known}")
        if source.agency and (
            not _RELEASE.fullmatch(order.release) or not order.release.startswith(f"{source.agency}-")
        ):
            detail = f"a release of {source.id} is called {source.agency}-..., in letters, digits, _ . and -"
            raise Invalid(Violation("/release", "bad_release", detail))
        return source

    async def __call__(self, order: Order, progress: Progress) -> Loaded:
        """Load. Raises UnknownSource, Invalid, ReleaseIsLoaded, OSError."""
        source = self.check(order)
        files = await asyncio.to_thread(self._fingerprints, order.files)
        # The order in which the files are given says nothing.
        named = sorted(it.sha256 for it in files)
        content = sha256({"source": source.id, "release": order.release, "files": named})
        standing = await self._loads.accepted(order.release)
        if standing is not None:
            standing.require(content)
            return Loaded(standing, None)
        others = await self._others(order)
        _require(order.companions, others)
        known_at = self._clock.now()
        request = Request(order.files, order.release, known_at)
        reading = await asyncio.to_thread(source.read, request, progress)
        flows = await self._flows(order, reading)
        report = await asyncio.to_thread(self._judge, order, reading, others, flows, request)
        table = None if report.refused else reading.table
        load = Load(
            new_id(self._clock),
            source.id,
            order.release,
            order.published,
            files,
            content,
            table is not None,
            known_at,
            len(table) if table is not None else 0,
        )
        kept = await self._loads.keep(load, table, self._signed(load, report))
        return Loaded(kept, report if kept.id == load.id else None)

    async def _others(self, order: Order) -> Mapping[str, Panel]:
        totals = [
            await self._observations.select(Query(flow, keys, include_history=True)) for flow, keys in _TOTALS
        ]
        found = await asyncio.to_thread(panels, pa.concat_tables(totals).unify_dictionaries())
        return {
            release: found[release] for release in await self._newest_first(found) if release != order.release
        }

    async def _flows(self, order: Order, reading: Reading) -> Mapping[str, Flows]:
        """Collect the flows between countries of this release, if it has any, and of the others."""
        if reading.table is None:
            return {}
        own = await asyncio.to_thread(flows_between, reading.table)
        if not own:
            return {}
        held = await self._observations.select(Query("MIG_MOB", _FLOWS, include_history=True))
        others = await asyncio.to_thread(flows_by_release, held)
        return {**{it: others[it] for it in await self._newest_first(others)}, order.release: own}

    async def _newest_first(self, releases: Iterable[str]) -> list[str]:
        """Order releases by when they were loaded; those that ship here, figure by figure, come last."""
        loads = [it.release for it in await self._loads.all() if it.accepted]
        places = {release: place for place, release in reversed(list(enumerate(loads)))}
        return sorted(releases, key=lambda it: places.get(it, len(loads)))

    def _judge(
        self,
        order: Order,
        reading: Reading,
        others: Mapping[str, Panel],
        flows: Mapping[str, Flows],
        request: Request,
    ) -> QualityReport:
        if reading.table is None:
            empty = Subject(order.release, Panel({}, {}), reading.findings)
            return quality_report(empty, (), checked_at=request.known_at)
        own = together(panels(reading.table))
        beside = {release: others[release] for release in sorted(order.companions) if release in others}
        data = together({order.release: own, **beside})
        subject = Subject(
            order.release,
            data,
            (
                *reading.findings,
                *cell_findings(reading.table, request.known_at),
                *suspicions(order.release, own, others),
                *suspicious_flows(order.release, flows),
                *revisions(order.release, own, others),
            ),
            {release: held for release, held in others.items() if release not in beside},
        )
        report = quality_report(subject, self._rules, checked_at=request.known_at)
        checked = (
            *table_findings(reading.table),
            *across_agencies(order.release, own, others, flows),
        )
        return QualityReport(
            report.release,
            report.checked_at,
            (*report.rules, *checked),
            (*report.findings, *(finding for it in checked for finding in it.findings)),
        )

    def _signed(self, load: Load, report: QualityReport) -> Signed:
        document: dict[str, Any] = {
            "load": {
                "id": str(load.id),
                "source": load.source,
                "release": load.release,
                "published": load.published.isoformat() if load.published else None,
                "files": [{"name": it.name, "sha256": it.sha256, "size": it.size} for it in load.files],
                "accepted": load.accepted,
                "observations": load.observations,
                "code_version": self._code_version,
            },
            **report.document(),
        }
        content = canonical_json(document)
        return Signed(content, self._signer.sign(content))


def _require(companions: frozenset[str], others: Mapping[str, Panel]) -> None:
    missing = sorted(companions - set(others))
    if missing:
        raise Invalid(*(Violation("/companions", "unknown_release", f"{it} is not loaded") for it in missing))
