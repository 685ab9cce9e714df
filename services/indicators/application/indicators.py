"""Use case: compute an indicator from kept observations, and say for each value what it was made of.

All inputs of a value come from one release, for one area and one year: releases are never mixed.
"""

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pyarrow as pa

from services.indicators.domain.formulas.formula import Formula
from services.indicators.domain.formulas.operands import Shape
from services.indicators.domain.formulas.quantity import Quantity
from services.indicators.domain.observations.identity import ObservationId
from services.indicators.domain.observations.source import ObservationSource, Query
from services.indicators.domain.observations.structures import TIME, dataflow_of, structure
from shared.kernel.errors import Conflict

MOBILE = "MIG_MOB"
_WHOLE = {
    "COUNTERPART_AREA": frozenset({"W00"}),
    "EDU_LEVEL": frozenset({"L5T8"}),
    "EDU_FIELD": frozenset({"_T"}),
    "SEX": frozenset({"T"}),
}
"""Mobility indicators are computed for the whole of a country, unless a part of it is asked for."""

_OF_AN_INPUT = frozenset({"INDICATOR", "FLOW_DIR", "UNIT_MEASURE"})
"""Dimensions in which the inputs of one value differ."""


class NotFromObservations(Conflict):
    """The formula takes whole lists of flows, which single observations do not hold."""

    code = "not_from_observations"
    title = "The formula is not computed from single observations"


@dataclass(frozen=True, slots=True)
class Used:
    """One input: its name in the formula, the observation it was read from, its value and qualifier."""

    name: str
    observation: str
    value: float
    vintage: str
    status: str


@dataclass(frozen=True, slots=True)
class Derived:
    """A computed value with its lineage; `recompute` is one line for a shell that gives it again.

    `cell` has the codes of the dimensions that all inputs share.
    """

    formula: str
    area: str
    year: int
    cell: Mapping[str, str]
    quantity: Quantity
    inputs: tuple[Used, ...]

    @property
    def recompute(self) -> str:
        """Write the recomputation down; floats are printed so that they are read back exactly."""
        given = {it.name: it.value for it in self.inputs}
        name, _, version = self.formula.partition("/")
        code = (
            "from services.indicators.domain.formulas.catalogue import CATALOGUE; "
            f"print(CATALOGUE.formula({name!r}, {version}).evaluate({given!r}).value)"
        )
        return f"python -c {shlex.quote(code)}"


async def derive(
    source: ObservationSource, formula: Formula, *, areas: frozenset[str] = frozenset(), query: Query
) -> tuple[Derived, ...]:
    """Compute `formula` wherever all its inputs are kept, ordered by area, year and release.

    Raises NotFromObservations for a formula over lists of flows.
    """
    if any(it.shape is not Shape.NUMBER for it in formula.inputs):
        raise NotFromObservations(f"{formula.reference} takes lists of flows; ask for it on a flow cube")
    flow = dataflow_of(formula.id)
    accepted = {it.name: it.accepts or (it.name,) for it in formula.inputs if not it.optional}
    whole = _WHOLE if flow == MOBILE else {}
    keys = {
        **whole,
        **query.keys,
        "INDICATOR": frozenset(code for codes in accepted.values() for code in codes),
    }
    if areas:
        keys["REF_AREA"] = areas
    # History is asked for, because an older release may be the only one that holds all inputs.
    history = Query(
        flow, keys, query.start, query.end, query.as_of, vintages=query.vintages, include_history=True
    )
    return tuple(_evaluate(formula, accepted, await source.select(history), flow))


def _evaluate(
    formula: Formula, accepted: Mapping[str, tuple[str, ...]], table: pa.Table, flow: str
) -> Iterator[Derived]:
    dimensions = structure(flow).dimensions
    shared = [name for name in dimensions if name not in _OF_AN_INPUT]
    cells: dict[tuple[str, ...], dict[str, dict[str, object]]] = {}
    for row in table.to_pylist():
        if row["OBS_VALUE"] is None or row["OBS_STATUS"] == "M":
            continue
        cell = (row["REF_AREA"], str(row[TIME]), row["VINTAGE"], *(row[name] for name in shared))
        cells.setdefault(cell, {})[row["INDICATOR"]] = row
    for (area, year, release, *codes), held in sorted(cells.items()):
        chosen = {
            name: next((held[it] for it in measures if it in held), None)
            for name, measures in accepted.items()
        }
        rows = {name: row for name, row in chosen.items() if row is not None}
        if len(rows) < len(chosen):
            continue
        used = tuple(
            Used(
                name,
                str(ObservationId(flow, tuple(str(row[it]) for it in dimensions), int(year), release)),
                float(str(row["OBS_VALUE"])),
                release,
                str(row["OBS_STATUS"]),
            )
            for name, row in rows.items()
        )
        quantity = formula.evaluate({it.name: it.value for it in used})
        cell_codes = dict(zip(shared, codes, strict=True))
        yield Derived(formula.reference, area, int(year), cell_codes, quantity, used)
