"""Use case: compute a formula over lists of flows, of an origin by host or of a host by origin.

The lists are the inbound figures that hosts give by origin, of one release, year, level, field and sex; or
top lists, which name the largest and give the rest in one number. Groups of countries are no places, and
students "abroad" in their own country take no part.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import pyarrow as pa

from services.indicators.application.indicators import MOBILE, OF_AN_INPUT, Cell, Row, Values, rows_at, used
from services.indicators.application.lineage import Used
from services.indicators.domain.cube.from_observations import GROUP, ORIGIN, POOL, kind_of
from services.indicators.domain.formulas.formula import Formula
from services.indicators.domain.formulas.operands import Input, Read
from services.indicators.domain.observations.grouping import RowNumbers, grouped
from services.indicators.domain.observations.observation import OTHERS
from services.indicators.domain.observations.selection import coded
from services.indicators.domain.observations.source import ObservationSource, Query
from services.indicators.domain.observations.structures import TIME, structure
from shared.kernel.errors import Invalid, Violation

_LISTS = frozenset({Read.FLOWS, Read.ARRIVALS, Read.DEPARTURES, Read.NAMED})
_WHOLE = {"EDU_LEVEL": frozenset({"L5T8"}), "EDU_FIELD": frozenset({"_T"}), "SEX": frozenset({"T"})}


class Side(StrEnum):
    """Whose list: that of an origin over its hosts, or that of a host over its origins."""

    ORIGIN = "origin"
    HOST = "host"


@dataclass(frozen=True, slots=True)
class _Kept:
    """How lists are kept: as which measure, in which direction, and where the two ends stand."""

    measure: str
    direction: str
    own: str
    other: str


_FLOWS = {
    Side.ORIGIN: _Kept("IN", "IN", "COUNTERPART_AREA", "REF_AREA"),
    Side.HOST: _Kept("IN", "IN", "REF_AREA", "COUNTERPART_AREA"),
}
_TOP_LISTS = {
    Side.ORIGIN: _Kept("OUT_TOP", "OUT", "REF_AREA", "COUNTERPART_AREA"),
    Side.HOST: _Kept("IN_TOP", "IN", "REF_AREA", "COUNTERPART_AREA"),
}


def takes_flows(formula: Formula) -> bool:
    """Say whether a formula is computed from lists of flows."""
    return any(it.read in _LISTS for it in formula.inputs)


def side_of(formula: Formula, wanted: Side | None) -> Side:
    """Say whose lists a formula takes; an origin's where nobody says. Raises Invalid on the wrong side."""
    reads = {it.read for it in formula.inputs}
    only = {Read.ARRIVALS: Side.HOST, Read.DEPARTURES: Side.ORIGIN}
    fixed = next((side for read, side in only.items() if read in reads), None)
    if fixed is not None and wanted not in {None, fixed}:
        detail = f"{formula.id} is computed for the side {fixed.value} only"
        raise Invalid(Violation("/side", "wrong_side", detail))
    return fixed or wanted or Side.ORIGIN


async def derive_from_flows(source: ObservationSource, formula: Formula, query: Query, side: Side) -> Values:
    """Find the lists of the areas REF_AREA (none named: of all countries), by area, year and release."""
    kept = (_TOP_LISTS if any(it.read is Read.NAMED for it in formula.inputs) else _FLOWS)[side]
    keys = {**_WHOLE, **query.keys}
    keys |= {"INDICATOR": frozenset({kept.measure}), "FLOW_DIR": frozenset({kept.direction})}
    if "REF_AREA" in keys:
        keys[kept.own] = keys.pop("REF_AREA")
    asked = replace(query, dataflow=MOBILE, keys=keys, include_history=True)
    table = _between_places(await source.select(asked))
    shared = [it for it in structure(MOBILE).dimensions if it not in {*OF_AN_INPUT, kept.own, kept.other}]
    cells = [
        Cell(area, int(year), dict(zip(shared, codes, strict=True)), _List(table, rows, side, kept, formula))
        for (area, year, _, *codes), rows in grouped(table, [kept.own, TIME, "VINTAGE", *shared])
        if kind_of(area) == ORIGIN
    ]
    return Values(formula, cells)


def _between_places(table: pa.Table) -> pa.Table:
    hosts, host = coded(table["REF_AREA"])
    partners, partner = coded(table["COUNTERPART_AREA"])
    country = np.array([*(kind_of(code) == ORIGIN for code in hosts), False])[host]
    place = np.array([*(kind_of(code) != GROUP or code == OTHERS for code in partners), False])[partner]
    numbers = {code: number for number, code in enumerate(hosts)}
    own = np.array([*(numbers.get(code, -1) for code in partners), -1])[partner] == host
    return table.filter(pa.array(country & place & ~own))


@dataclass(frozen=True, slots=True, eq=False)
class _List:
    """The rows of one list; called, it gives what they are to the formula."""

    table: pa.Table
    rows: RowNumbers
    side: Side
    kept: _Kept
    formula: Formula

    def __call__(self) -> tuple[Used, ...]:
        # The rows of one figure come in the order in which they became known: the last one counts.
        ends = {row[self.kept.other]: row for row in rows_at(self.table, self.rows)}
        return tuple(each for it in self.formula.inputs for each in self._read(it, ends))

    def _read(self, it: Input, ends: Mapping[str, Row]) -> list[Used]:
        if it.read in {Read.REMAINDER, Read.NOWHERE}:
            # Hosts tell where students are from, as far as they know: the host itself is always known.
            return [_remainder(it, ends)] if it.read is Read.REMAINDER or self.side is Side.HOST else []
        if it.read is Read.CELL:
            return []
        kind = POOL if it.read is Read.UNSPECIFIED else ORIGIN
        found = [used(row, it.name, MOBILE, code) for code, row in ends.items() if kind_of(code) == kind]
        if it.read is not Read.PLACES:
            return found
        given = [each for each in found if each.value is not None]
        release = next(iter(ends.values()))["VINTAGE"]
        return [Used(it.name, "places with a figure", None, None, float(len(given)), release, "A")]


def _remainder(it: Input, ends: Mapping[str, Row]) -> Used:
    """Read what a top list does not name; a list without a remainder is complete."""
    if OTHERS in ends:
        return used(ends[OTHERS], it.name, MOBILE, OTHERS)
    release = next(iter(ends.values()))["VINTAGE"]
    return Used(it.name, "nothing beyond the list", None, None, 0.0, release, "A")
