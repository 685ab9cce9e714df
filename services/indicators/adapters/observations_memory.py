"""Observations held in memory: the figures that ship with the platform, and tables in tests."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime

import pyarrow as pa

from services.indicators.adapters.sources.reference import published_figures
from services.indicators.domain.observations.selection import coded, select
from services.indicators.domain.observations.source import Query
from services.indicators.domain.observations.table import tabulate

SHIPPED = datetime(2026, 11, 23, tzinfo=UTC)
"""When the reference figures were taken in."""


class MemoryObservations:
    """One table; every version of a cell is a row of it."""

    def __init__(self, table: pa.Table) -> None:
        self._table = table
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema) as writer:
            writer.write_table(table.unify_dictionaries())
        self._content = "sha256:" + hashlib.sha256(sink.getvalue()).hexdigest()

    async def select(self, query: Query) -> pa.Table:
        """Give the rows that `query` asks for."""
        return select(self._table, query)

    async def find(self, query: Query) -> pa.Table:
        """Give the same rows: they are in columns already."""
        return await self.select(query)

    async def content(self) -> str:
        """Name the table by its content."""
        return self._content

    async def codes(self) -> Mapping[str, frozenset[str]]:
        """Give the codes in use, by component."""
        columns = [field.name for field in self._table.schema if pa.types.is_dictionary(field.type)]
        return {name: frozenset(coded(self._table[name])[0]) for name in columns}


def reference_table() -> pa.Table:
    """Give the shipped figures that have a reference year, in columns."""
    observations = (figure.observation(SHIPPED) for figure in published_figures())
    return tabulate(it for it in observations if it is not None)


def reference_observations() -> MemoryObservations:
    """Hold the shipped figures."""
    return MemoryObservations(reference_table())
