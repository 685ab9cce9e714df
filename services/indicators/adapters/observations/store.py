"""The observations of all accepted loads: PostgreSQL lists the segments, files are mapped into memory."""

import asyncio
import hashlib
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass

import pyarrow as pa
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.indicators.adapters.observations.contents import Contents
from services.indicators.adapters.observations.current import Merging
from services.indicators.adapters.observations.segment import Segment
from services.indicators.adapters.tables import loads
from services.indicators.domain.cube.ports import FlowRelease
from services.indicators.domain.geography.places import is_statistical_country
from services.indicators.domain.observations.found import Found
from services.indicators.domain.observations.selection import last_known
from services.indicators.domain.observations.source import Query
from services.indicators.domain.observations.structures import RELEASED
from services.indicators.domain.observations.table import SCHEMA

FRESH_FOR = 1.0
"""Seconds for which the catalogue is taken as unchanged: a load of another process is seen after that."""


@dataclass(frozen=True, slots=True, eq=False)
class _State:
    content: str
    segments: tuple[Segment, ...]


class StoredObservations:
    """Reads observations. A load becomes visible whole; a query sees one state from beginning to end."""

    def __init__(
        self,
        engine: AsyncEngine,
        contents: Contents,
        *,
        merging: Merging | None = None,
        fresh_for: float = FRESH_FOR,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._engine = engine
        self._contents = contents
        self._merging = merging
        self._merged: tuple[_State, Future[Segment | None]] | None = None
        self._fresh_for = fresh_for
        self._monotonic = monotonic
        self._opened: dict[str, Segment] = {}
        self._state = _State("", ())
        self._looked_at = float("-inf")
        self._looking = asyncio.Lock()

    async def select(self, query: Query) -> pa.Table:
        """Give the rows that `query` asks for."""
        found = await self.find(query)
        return found.table() if isinstance(found, Found) else found

    async def find(self, query: Query) -> pa.Table | Found:
        """Give the same rows; not yet in columns where they are of one load, or of several merged."""
        if query.dataflow == RELEASED:
            return SCHEMA.empty_table()
        state = await self._present()
        merged = self._known_now(state) if query.of_now else None
        found = []
        for segment in state.segments if merged is None else (merged,):
            if query.as_of is not None and segment.updated > query.as_of:
                continue
            rows = segment.find(query)
            if rows is not None:
                found.append(Found(segment, rows))
        if not found:
            return SCHEMA.empty_table()
        if len(found) == 1:
            newer = query.updated_after is None or found[0].load.updated > query.updated_after
            return found[0] if newer else SCHEMA.empty_table()
        if query.of_now:
            self._merge(state)
        return last_known(pa.concat_tables([it.table() for it in found]), query)

    def _known_now(self, state: _State) -> Segment | None:
        """Give the loads merged; None while they are not, or are not to be."""
        if self._merged is None or self._merged[0] is not state or not self._merged[1].done():
            return None
        return self._merged[1].result()

    def _merge(self, state: _State) -> None:
        if self._merging is not None and (self._merged is None or self._merged[0] is not state):
            self._merged = state, self._merging.begin(state.segments)

    async def content(self) -> str:
        """Name the present state by the loads that make it up."""
        return (await self._present()).content

    async def segments_of(self, release: str) -> tuple[str, ...]:
        """Name what holds the figures of a release; only a load of that release changes it."""
        await self._present()
        return tuple(name for name, segment in self._opened.items() if release in segment.codes()["VINTAGE"])

    async def codes(self) -> Mapping[str, frozenset[str]]:
        """Give the codes in use, by component."""
        found: dict[str, frozenset[str]] = {}
        for segment in (await self._present()).segments:
            for name, codes in segment.codes().items():
                found[name] = found.get(name, frozenset()) | codes
        return found

    async def flow_releases(self) -> tuple[FlowRelease, ...]:
        """List the releases with figures between two countries, the newest known first."""
        found: dict[str, FlowRelease] = {}
        for segment in reversed((await self._present()).segments):
            codes = segment.codes()
            countries = {code for code in codes["COUNTERPART_AREA"] if is_statistical_country(code)}
            if "IN" in codes["INDICATOR"] and countries:
                for release in sorted(codes["VINTAGE"]):
                    found.setdefault(release, FlowRelease(release, codes["ORIGIN_BASIS"]))
        return tuple(found.values())

    async def _present(self) -> _State:
        if self._monotonic() - self._looked_at > self._fresh_for:
            async with self._looking:
                if self._monotonic() - self._looked_at > self._fresh_for:
                    self._state = await self._look()
                    self._looked_at = self._monotonic()
        return self._state

    async def _look(self) -> _State:
        query = select(loads.c.id, loads.c.segment).where(loads.c.accepted).order_by(loads.c.position)
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query)).all()
        names = [f"{row.id}:{row.segment}" for row in rows]
        content = "sha256:" + hashlib.sha256("\n".join(names).encode()).hexdigest()
        if content == self._state.content:
            return self._state
        for row in rows:
            if row.segment not in self._opened:
                self._opened[row.segment] = await self._open(row.segment)
        return _State(content, tuple(self._opened[row.segment] for row in rows))

    async def _open(self, name: str) -> Segment:
        return await asyncio.to_thread(Segment, await self._contents.open(name))
