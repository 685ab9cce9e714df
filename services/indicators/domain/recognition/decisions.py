"""Released tables as observations of the dataflow QR_DEC: every cell a row, hidden ones among them.

A dimension that a table does not break down holds the total `_T`, for its counts are those of all codes. The
vintage is the release. A release of a table for a year takes the place of the earlier one as a whole.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TypeAlias

import numpy as np
import pyarrow as pa

from services.indicators.domain.disclosure.axes import TOTAL
from services.indicators.domain.observations.codes import ObsStatus
from services.indicators.domain.observations.selection import select_all
from services.indicators.domain.observations.source import Query
from services.indicators.domain.observations.structures import DECISIONS, TIME
from services.indicators.domain.observations.table import CODE
from services.indicators.domain.recognition.released import PublicTable

Columns: TypeAlias = Callable[[PublicTable], pa.Table]

UNIT = "CASE"
"""The unit: closed cases."""

SCHEMA = pa.schema(
    [
        *((name, CODE) for name in DECISIONS),
        (TIME, pa.int32()),
        ("OBS_VALUE", pa.float64()),
        ("LOWER", pa.float64()),
        ("UPPER", pa.float64()),
        *((name, CODE) for name in ("OBS_STATUS", "CONF_STATUS", "SUPPRESSION_REASON", "VINTAGE")),
        ("FOOTNOTE", pa.string()),
        ("UPDATED", pa.timestamp("us", tz="UTC")),
    ]
)
"""`OBS_VALUE` is null where the cell is hidden; `LOWER` and `UPPER` hold the true count of a shown one."""


def select_decisions(
    releases: Iterable[PublicTable], query: Query, columns: Columns | None = None
) -> pa.Table:
    """Give the rows that `query` asks for out of `releases`, the oldest of which comes first.

    `columns` gives the columns of a release, where someone keeps them; otherwise they are made.
    """
    return select_all(tabulate_releases(_standing(releases, query), columns), query)


def tabulate_releases(releases: Iterable[PublicTable], columns: Columns | None = None) -> pa.Table:
    """Put released tables into columns, in their order."""
    tables = [(columns or tabulate)(it) for it in releases]
    return pa.concat_tables(tables).unify_dictionaries() if tables else SCHEMA.empty_table()


def _standing(releases: Iterable[PublicTable], query: Query) -> Sequence[PublicTable]:
    asked = [
        it
        for it in releases
        if (query.as_of is None or it.public_from <= query.as_of)
        and (not query.vintages or str(it.id) in query.vintages)
    ]
    if query.include_history:
        return asked
    return list({(it.cube, it.year): it for it in asked}.values())


def tabulate(it: PublicTable) -> pa.Table:
    """Put one released table into columns."""
    cells = list(it.table.cells())
    error = it.table.error
    known = [cell.value for cell in cells]
    # A shown zero is a true zero; no other count is further than `error` from the true one, or negative.
    lower = [None if value is None else max(value - error, 0) for value in known]
    upper = [value + error if value else value for value in known]
    statuses = [ObsStatus.SUPPRESSED if value is None else ObsStatus.NORMAL for value in known]
    columns: dict[str, Sequence[object]] = {
        name: [cell.key[place] for cell in cells] for place, name in enumerate(it.table.dimensions)
    }
    columns |= {
        "OBS_VALUE": known,
        "LOWER": lower,
        "UPPER": upper,
        "OBS_STATUS": [status.value for status in statuses],
        "CONF_STATUS": [cell.conf.value for cell in cells],
        "SUPPRESSION_REASON": [cell.reason.value if cell.reason else None for cell in cells],
    }
    same: dict[str, str | int | datetime] = {
        **dict.fromkeys(DECISIONS, TOTAL),
        "INDICATOR": it.cube,
        "UNIT_MEASURE": UNIT,
        TIME: it.year,
        "VINTAGE": str(it.id),
        "FOOTNOTE": it.table.method,
        "UPDATED": it.public_from,
    }
    arrays = [
        _array(field, columns[field.name])
        if field.name in columns
        else _constant(field, same[field.name], len(cells))
        for field in SCHEMA
    ]
    return pa.table(arrays, schema=SCHEMA)


def _array(field: pa.Field, values: Sequence[object]) -> pa.Array:
    if field.type == CODE:
        return pa.array(values, pa.string()).dictionary_encode()
    return pa.array(values, field.type)


def _constant(field: pa.Field, value: str | int | datetime, size: int) -> pa.Array:
    if field.type == CODE:
        places = pa.array(np.zeros(size, dtype=np.int32))
        return pa.DictionaryArray.from_arrays(places, pa.array([value], pa.string()))
    return pa.repeat(pa.scalar(value, field.type), size)
