"""Observations in columns (Arrow): what is stored, selected and served, in one shape for all dataflows.

One row is one version of one cell. `VINTAGE` is the release that says so, `UPDATED` the moment of knowledge.
A release id begins with the code of its agency (``UIS-2026-02``), which is the dimension `DATA_SOURCE`.
"""

from collections.abc import Iterable
from itertools import islice

import pyarrow as pa

from services.indicators.domain.observations.observation import Observation
from services.indicators.domain.observations.structures import ATTRIBUTES, DIMENSIONS, TIME

CODE = pa.dictionary(pa.int32(), pa.string())
SCHEMA = pa.schema(
    [
        *((name, CODE) for name in DIMENSIONS),
        (TIME, pa.int32()),
        ("OBS_VALUE", pa.float64()),
        ("LOWER", pa.float64()),
        ("UPPER", pa.float64()),
        *((name, CODE) for name in ATTRIBUTES),
        ("FOOTNOTE", pa.string()),
        ("UPDATED", pa.timestamp("us", tz="UTC")),
    ]
)
"""`OBS_VALUE` is the value as published, null for a blank; `OBS_STATUS` M says that it must not be used."""

Row = tuple[object, ...]


def agency_of(release: str) -> str:
    """Give the agency of a release: what stands before the first hyphen."""
    return release.partition("-")[0]


def tabulate(observations: Iterable[Observation], *, at_a_time: int = 50_000) -> pa.Table:
    """Put observations into columns, in their order; so many are held as objects at a time."""
    remaining = iter(observations)
    batches = []
    while rows := [_row(it) for it in islice(remaining, at_a_time)]:
        batches.append(_batch(rows))
    return pa.Table.from_batches(batches, SCHEMA).unify_dictionaries()


def _batch(rows: list[Row]) -> pa.RecordBatch:
    arrays = []
    for field, values in zip(SCHEMA, zip(*rows, strict=True), strict=True):
        if field.type == CODE:
            arrays.append(pa.array(values, pa.string()).dictionary_encode())
        else:
            arrays.append(pa.array(values, field.type))
    return pa.RecordBatch.from_arrays(arrays, schema=SCHEMA)


def _row(it: Observation) -> Row:
    series = it.series
    dimensions = (
        agency_of(it.release),
        series.indicator,
        series.ref_area,
        series.counterpart,
        series.direction.value,
        series.level,
        series.field,
        series.sex.value,
        series.unit,
    )
    # The breakdowns stay last, so that the mobility dimensions are a prefix of every key.
    return (
        *dimensions,
        series.age,
        series.labour_status,
        series.duration,
        it.year,
        it.value,
        it.lower,
        it.upper,
        it.status.value,
        it.conf.value,
        it.qualifier.value if it.qualifier else None,
        it.magnitude.value if it.magnitude else None,
        it.provenance.value,
        it.origin_basis.value,
        it.formula,
        it.release,
        it.footnote,
        it.known_at,
    )
