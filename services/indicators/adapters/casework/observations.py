"""The released tables of one tenant, read as observations."""

import hashlib
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager

import pyarrow as pa

from services.indicators.adapters.casework.work import CaseWork
from services.indicators.domain.observations.selection import coded
from services.indicators.domain.observations.source import Query
from services.indicators.domain.observations.table import CODE
from services.indicators.domain.recognition.decisions import select_decisions, tabulate_releases
from shared.kernel.clock import Clock


class ReleasedObservations:
    """Reads what of `tenant` is public by now; row-level security keeps the tables of others out."""

    def __init__(
        self, open_work: Callable[[str], AbstractAsyncContextManager[CaseWork]], tenant: str, clock: Clock
    ) -> None:
        self._open_work = open_work
        self._tenant = tenant
        self._clock = clock

    async def select(self, query: Query) -> pa.Table:
        """Give the rows that `query` asks for."""
        async with self._open_work(self._tenant) as work:
            releases = await work.releases.public(self._clock.now())
        return select_decisions(releases, query)

    async def find(self, query: Query) -> pa.Table:
        """Give the same rows: they are in columns already."""
        return await self.select(query)

    async def content(self) -> str:
        """Name the present state by the tenant and its public releases, which are never changed."""
        async with self._open_work(self._tenant) as work:
            ids = await work.releases.public_ids(self._clock.now())
        names = [self._tenant, *(str(it) for it in ids)]
        return "sha256:" + hashlib.sha256("\n".join(names).encode()).hexdigest()

    async def codes(self) -> Mapping[str, frozenset[str]]:
        """Give the codes in use, by component."""
        async with self._open_work(self._tenant) as work:
            table = tabulate_releases(await work.releases.public(self._clock.now()))
        return {it.name: frozenset(coded(table[it.name])[0]) for it in table.schema if it.type == CODE}
