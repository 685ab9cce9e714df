"""Use case: of which codes there are data, for a query that narrows step by step."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa

from services.indicators.application.sdmx_data import DataQuery, select, series_begin
from services.indicators.domain.observations.found import Found
from services.indicators.domain.observations.selection import coded
from services.indicators.domain.observations.source import ObservationSource
from services.indicators.domain.observations.structures import TIME, structure
from services.indicators.domain.sdmx.available import Available


async def available(
    source: ObservationSource, asked: DataQuery, components: Sequence[str], *, selectable: bool
) -> Available:
    """Give the codes that the data of a query have; the years are codes of the time.

    `selectable` gives for each component the codes that may be added to the query and will find data: those
    that are there under the query's restrictions on every other component. Raises as `select` does.
    """
    table = await _table(source, asked)
    codes = {}
    for name in components:
        freed = _without(asked, name) if selectable else asked
        codes[name] = _used(table if freed == asked else await _table(source, freed), name)
    series = int(series_begin(table, structure(asked.dataflow).dimensions).sum())
    return Available(codes, series, len(table))


def _without(asked: DataQuery, name: str) -> DataQuery:
    """Take the restrictions on one component out of a query."""
    keys = tuple({each: codes for each, codes in key.items() if each != name} for key in asked.keys)
    freed = replace(
        asked,
        keys=() if any(not key for key in keys) else keys,
        conditions=tuple(it for it in asked.conditions if it.component != name),
    )
    return replace(freed, start=None, end=None) if name == TIME else freed


async def _table(source: ObservationSource, asked: DataQuery) -> pa.Table:
    found = await select(source, asked)
    return found.table() if isinstance(found, Found) else found


def _used(table: pa.Table, name: str) -> list[str]:
    if name == TIME:
        return [str(year) for year in np.unique(table[TIME].to_numpy()).tolist()]
    codes, places = coded(table[name])
    return sorted(codes[place] for place in np.unique(places).tolist() if place >= 0)
