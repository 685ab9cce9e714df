"""The released tables of each tenant, read as observations."""

import asyncio
import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from uuid import UUID

import pyarrow as pa

from services.indicators.adapters.casework.work import CaseWork
from services.indicators.domain.observations.selection import coded
from services.indicators.domain.observations.source import Query
from services.indicators.domain.observations.table import CODE
from services.indicators.domain.recognition.decisions import select_decisions, tabulate, tabulate_releases
from services.indicators.domain.recognition.released import PublicTable
from shared.kernel.clock import Clock

FRESH_FOR = 1.0
"""Seconds for which what is public is taken as unchanged: a new release is seen after that."""

MOST_TENANTS = 100
"""The tables of so many tenants are kept in memory."""


@dataclass(eq=False)
class _Tenant:
    """What is public of one tenant, the oldest release first; each table is put into columns once."""

    looking: asyncio.Lock = field(default_factory=asyncio.Lock)
    looked_at: float = float("-inf")
    ids: tuple[UUID, ...] = ()
    releases: tuple[PublicTable, ...] = ()
    columns: dict[UUID, pa.Table] = field(default_factory=dict)

    def tabulate(self, release: PublicTable) -> pa.Table:
        """Give the columns of a release."""
        if release.id not in self.columns:
            self.columns[release.id] = tabulate(release)
        return self.columns[release.id]


class ReleasedTables:
    """Keeps what is public of each tenant; row-level security keeps the tables of others out."""

    def __init__(
        self,
        open_work: Callable[[str], AbstractAsyncContextManager[CaseWork]],
        clock: Clock,
        *,
        fresh_for: float = FRESH_FOR,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._open_work = open_work
        self._clock = clock
        self._fresh_for = fresh_for
        self._monotonic = monotonic
        self._tenants: OrderedDict[str, _Tenant] = OrderedDict()

    def of(self, tenant: str) -> "ReleasedObservations":
        """Give the tables of one tenant."""
        return ReleasedObservations(self, tenant)

    async def public(self, tenant: str) -> _Tenant:
        """Look what is public by now; tables that are known are not read again."""
        held = self._tenants.setdefault(tenant, _Tenant())
        self._tenants.move_to_end(tenant)
        if len(self._tenants) > MOST_TENANTS:
            self._tenants.popitem(last=False)
        async with held.looking:
            if self._monotonic() - held.looked_at >= self._fresh_for:
                now = self._clock.now()
                async with self._open_work(tenant) as work:
                    ids = tuple(await work.releases.public_ids(now))
                    if ids != held.ids:
                        held.releases = tuple(await work.releases.public(now))
                        held.ids = tuple(it.id for it in held.releases)
                held.looked_at = self._monotonic()
        return held


class ReleasedObservations:
    """Reads what of `tenant` is public by now."""

    def __init__(self, tables: ReleasedTables, tenant: str) -> None:
        self._tables = tables
        self._tenant = tenant

    async def select(self, query: Query) -> pa.Table:
        """Give the rows that `query` asks for."""
        held = await self._tables.public(self._tenant)
        return select_decisions(held.releases, query, held.tabulate)

    async def find(self, query: Query) -> pa.Table:
        """Give the same rows: they are in columns already."""
        return await self.select(query)

    async def content(self) -> str:
        """Name the present state by the tenant and its public releases, which are never changed."""
        held = await self._tables.public(self._tenant)
        names = [self._tenant, *(str(it) for it in held.ids)]
        return "sha256:" + hashlib.sha256("\n".join(names).encode()).hexdigest()

    async def codes(self) -> Mapping[str, frozenset[str]]:
        """Give the codes in use, by component."""
        held = await self._tables.public(self._tenant)
        table = tabulate_releases(held.releases, held.tabulate)
        return {it.name: frozenset(coded(table[it.name])[0]) for it in table.schema if it.type == CODE}
