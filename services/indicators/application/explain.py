"""Use case: where a number comes from, and the one line that gives it again.

A published figure is read again from its source files, a derived one computed again from its inputs, a
released count protected again from the counts that the authority keeps.
"""

import shlex
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from services.indicators.application.flow_lists import Side, derive_from_flows, side_of, takes_flows
from services.indicators.application.indicators import OF_AN_INPUT, NotFromObservations, derive
from services.indicators.application.lineage import Derived, lineage
from services.indicators.domain.formulas.catalogue import CATALOGUE
from services.indicators.domain.formulas.formula import Formula
from services.indicators.domain.formulas.registry import NameNotBound, UnknownFormula
from services.indicators.domain.loading.record import Load
from services.indicators.domain.observations.codes import FlowDirection
from services.indicators.domain.observations.identity import ObservationId, UnknownObservation
from services.indicators.domain.observations.source import ObservationSource, Query
from services.indicators.domain.observations.structures import RELEASED, structure
from services.indicators.domain.recognition.cubes import cube

COMMAND = "python -m services.indicators"


class Origins(Protocol):
    """Where figures came from."""

    async def known_at(self, moment: datetime) -> Load | None:
        """Find the load whose figures are known since that moment."""
        ...


async def explain(
    source: ObservationSource, origins: Origins, wanted: ObservationId, *, tenant: str, code_version: str
) -> dict[str, Any]:
    """Give an observation with its origin, its formula, and how it is computed or read again.

    `recomputed` is null where the inputs of the formula are not kept. `recompute` gives the figure itself:
    where that is not what the inputs give (publishers round), it reads it from the files again; it is null
    only where it is not known from which. Raises UnknownObservation.
    """
    found = (await source.select(wanted.query())).to_pylist()
    if not found:
        raise UnknownObservation(f"there is no observation {wanted}")
    row = found[-1]
    name = str(ObservationId(wanted.dataflow, wanted.key, wanted.year, row["VINTAGE"]))
    answer: dict[str, Any] = {"id": name, "observation": row, "code_version": code_version}
    if wanted.dataflow == RELEASED:
        return answer | _released(row, name, tenant)
    load = await origins.known_at(row["UPDATED"])
    formula = _formula(row)
    derived = await _derived(source, formula, wanted, row["VINTAGE"]) if formula else None
    same = derived is not None and derived.quantity.value == row["OBS_VALUE"]
    return answer | {
        "origin": _origin(load) if load else None,
        "formula": _described(formula) if formula else None,
        "recomputed": lineage(derived) if derived else None,
        "recompute": derived.recompute if derived and same else _read_again(load, name),
    }


def _formula(row: Mapping[str, Any]) -> Formula | None:
    try:
        return CATALOGUE.formula(row.get("FORMULA_ID") or row["INDICATOR"])
    except (UnknownFormula, NameNotBound):
        return None


async def _derived(
    source: ObservationSource, formula: Formula, wanted: ObservationId, release: str
) -> Derived | None:
    """Compute the formula from what the same release says about the same cell."""
    key = dict(zip(structure(wanted.dataflow).dimensions, wanted.key, strict=True))
    flows = takes_flows(formula)
    left = OF_AN_INPUT | {"COUNTERPART_AREA"} if flows else OF_AN_INPUT
    cell = {name: frozenset({code}) for name, code in key.items() if name not in left}
    query = Query(wanted.dataflow, cell, wanted.year, wanted.year, vintages=frozenset({release}))
    try:
        if flows:
            side = side_of(formula, Side.HOST if key["FLOW_DIR"] == FlowDirection.IN else Side.ORIGIN)
            found = await derive_from_flows(source, formula, query, side)
        else:
            found = await derive(source, formula, query)
    except NotFromObservations:
        return None
    return found[-1] if found else None


def _origin(load: Load) -> dict[str, Any]:
    return {
        "load": str(load.id),
        "source": load.source,
        "release": load.release,
        "published": load.published,
        "files": [{"name": it.name, "sha256": it.sha256, "size": it.size} for it in load.files],
        "report": f"/v1/loads/{load.id}/report",
    }


def _read_again(load: Load | None, name: str) -> str | None:
    if load is None:
        return None
    files = " ".join(f"{shlex.quote(it.name)} --sha256 {it.sha256}" for it in load.files)
    return f"{COMMAND} reread {shlex.quote(load.source)} {shlex.quote(name)} {files}"


def _released(row: Mapping[str, Any], name: str, tenant: str) -> dict[str, Any]:
    table = cube(row["INDICATOR"])
    shown_by = [it for it in table.dimensions if row[it] != "_T"]
    return {
        "origin": {"release": row["VINTAGE"], "public_from": row["UPDATED"], "table": table.id},
        "formula": {
            "reference": table.id,
            "text": f"cases closed in {row['TIME_PERIOD']}, counted by {', '.join(shown_by) or 'nothing'}",
            "vtl": None,
            "source": row["FOOTNOTE"],
        },
        # True counts and record keys are the inputs: they stay with the authority, and so does the command.
        "recomputed": None,
        "recompute": f"{COMMAND} recount {shlex.quote(tenant)} {shlex.quote(name)}",
    }


def _described(formula: Formula) -> dict[str, Any]:
    return {
        "reference": formula.reference,
        "text": formula.text,
        "vtl": formula.vtl,
        "source": formula.source.citation,
    }
