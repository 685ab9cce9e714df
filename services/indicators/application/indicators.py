"""Use case: compute an indicator from kept observations, and say for each value what it was made of.

All inputs of a value come from one release, for one area and one year: releases are never mixed. Where two
measures can stand for an input (outbound students with and without the publisher's estimate), each gives a
value of its own.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any, overload

import pyarrow as pa

from services.indicators.application.lineage import Derived, Used, arguments
from services.indicators.domain.formulas.formula import Formula
from services.indicators.domain.formulas.operands import Input, Read
from services.indicators.domain.formulas.quantity import Flag
from services.indicators.domain.observations.codes import ObsStatus
from services.indicators.domain.observations.grouping import Key, RowNumbers, grouped
from services.indicators.domain.observations.identity import ObservationId
from services.indicators.domain.observations.source import ObservationSource, Query
from services.indicators.domain.observations.structures import (
    DIMENSIONS,
    RELEASED,
    TIME,
    dataflow_of,
    structure,
)
from shared.kernel.errors import Conflict

MOBILE = "MIG_MOB"
WHOLE = {
    "COUNTERPART_AREA": frozenset({"W00"}),
    "EDU_LEVEL": frozenset({"L5T8"}),
    "EDU_FIELD": frozenset({"_T"}),
    "SEX": frozenset({"T"}),
}
"""Mobility indicators are computed for the whole of a country, unless a part of it is asked for."""

OF_AN_INPUT = frozenset({"INDICATOR", "FLOW_DIR", "UNIT_MEASURE"})
"""Dimensions in which the inputs of a formula differ from each other and from its result."""


_ESTIMATED = frozenset({ObsStatus.ESTIMATED.value, ObsStatus.IMPUTED.value})


class NotFromObservations(Conflict):
    """The formula takes what kept observations do not give: weights, a remainder, a whole matrix."""

    code = "not_from_observations"
    title = "The formula is not computed from kept observations"


Row = Mapping[str, Any]
"""One kept observation, by component."""


def rows_at(table: pa.Table, numbers: Sequence[int] | RowNumbers) -> list[Row]:
    """Take some rows out of a table."""
    taken = table.select(_PLAIN.names).take(pa.array(numbers))
    rows: list[Row] = taken.cast(_PLAIN).to_pylist()  # texts are six times as quick as codes
    return rows


_TEXTS = (*DIMENSIONS, "OBS_STATUS", "VINTAGE")
_PLAIN = pa.schema([*((it, pa.string()) for it in _TEXTS), (TIME, pa.int32()), ("OBS_VALUE", pa.float64())])


def usable(row: Row) -> float | None:
    """Give the value, unless it is blank or must not be used."""
    value: float | None = row["OBS_VALUE"]
    return None if row["OBS_STATUS"] == ObsStatus.MISSING else value


def used(row: Row, name: str, flow: str, place: str | None = None) -> Used:
    """Name what was read; in a list, `place` is the one that this entry stands for."""
    key = tuple(row[it] for it in structure(flow).dimensions)
    observation = str(ObservationId(flow, key, row[TIME], row["VINTAGE"]))
    return Used(name, row["INDICATOR"], place, observation, usable(row), row["VINTAGE"], row["OBS_STATUS"])


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a value stands (area, year, release), its other codes, and what gives its inputs when asked."""

    area: str
    year: int
    codes: Mapping[str, str]
    inputs: Callable[[], tuple[Used, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class Values(Sequence[Derived]):
    """The values of a formula in their order, each computed when it is looked at.

    What is made of an estimated or imputed figure is an estimate.
    """

    formula: Formula
    cells: Sequence[Cell]

    def __len__(self) -> int:
        return len(self.cells)

    @overload
    def __getitem__(self, at: int) -> Derived: ...

    @overload
    def __getitem__(self, at: slice) -> "tuple[Derived, ...]": ...

    def __getitem__(self, at: int | slice) -> "Derived | tuple[Derived, ...]":
        if isinstance(at, slice):
            return tuple(self._compute(it) for it in self.cells[at])
        return self._compute(self.cells[at])

    def _compute(self, cell: Cell) -> Derived:
        inputs = cell.inputs()
        quantity = self.formula.evaluate(arguments(self.formula, inputs))
        if any(it.status in _ESTIMATED for it in inputs):
            quantity = replace(quantity, flags=quantity.flags | {Flag.ESTIMATE})
        return Derived(self.formula, cell.area, cell.year, cell.codes, quantity, inputs)


async def derive(source: ObservationSource, formula: Formula, query: Query) -> Values:
    """Find where all inputs of `formula` are kept, ordered by area, year and release.

    A kept input without a usable figure gives no value, and the reason. Raises NotFromObservations.
    """
    inputs = [it for it in formula.inputs if not it.optional]
    if not all(it.accepts and it.read is Read.CELL for it in inputs):
        raise NotFromObservations(
            f"{formula.reference} takes what no observations hold as such: give it to "
            f"/v1/formulas/{formula.id}:evaluate"
        )
    flow = dataflow_of(formula.id)
    if flow == RELEASED:
        raise NotFromObservations(f"{formula.reference} is computed from decisions: see /v1/statistics")
    whole = WHOLE if flow == MOBILE else {}
    asked = replace(query, dataflow=flow, keys={**whole, **query.keys}, include_history=True)
    shared = [it for it in structure(flow).dimensions if it not in OF_AN_INPUT]
    held = [await _held(source, asked, it, shared) for it in inputs]
    return Values(formula, list(_cells(inputs, held, shared, flow)))


Held = Mapping[Key, Mapping[str, tuple[pa.Table, int]]]
"""By cell (release, year and the shared codes) the row of each measure: its table and number."""


async def _held(source: ObservationSource, asked: Query, it: Input, shared: Sequence[str]) -> Held:
    """Find an input: by the result's cell, without the codes in which the input's own differs."""
    elsewhere = dict(it.at)
    keys = {**asked.keys, **{name: frozenset({code}) for name, code in elsewhere.items()}}
    # History is asked for, because an older release may be the only one that holds all inputs.
    query = replace(asked, keys={**keys, "INDICATOR": frozenset(it.accepts)})
    table = await source.select(query)
    names = ["VINTAGE", TIME, *(name for name in shared if name not in elsewhere), "INDICATOR"]
    held: dict[Key, dict[str, tuple[pa.Table, int]]] = {}
    for (*cell, measure), rows in grouped(table, names):
        # The rows of one figure come in the order in which they became known: the last one counts.
        held.setdefault(tuple(cell), {})[measure] = (table, int(rows[-1]))
    return held


def _cells(inputs: Sequence[Input], held: Sequence[Held], shared: Sequence[str], flow: str) -> Iterator[Cell]:
    own = next(rows for it, rows in zip(inputs, held, strict=True) if not it.at)
    found = []
    for key in own:
        release, year, *codes = key
        cell = dict(zip(shared, codes, strict=True))
        choices = []
        for it, rows in zip(inputs, held, strict=True):
            elsewhere = dict(it.at)
            there = rows.get((release, year, *(cell[name] for name in shared if name not in elsewhere)), {})
            choices.append([there[measure] for measure in it.accepts if measure in there])
        for chosen in product(*choices):
            named = [(it.name, row) for it, row in zip(inputs, chosen, strict=True)]
            found.append(((cell["REF_AREA"], int(year), release), _cell(cell, int(year), named, flow)))
    yield from (cell for _, cell in sorted(found, key=lambda it: it[0]))


def _cell(
    cell: Mapping[str, str], year: int, named: Sequence[tuple[str, tuple[pa.Table, int]]], flow: str
) -> Cell:
    def inputs() -> tuple[Used, ...]:
        return tuple(used(rows_at(table, [row])[0], name, flow) for name, (table, row) in named)

    return Cell(cell["REF_AREA"], year, cell, inputs)
