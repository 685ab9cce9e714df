"""Use case: where a number comes from."""

from typing import Any

from services.indicators.application.indicators import Derived, NotFromObservations, derive
from services.indicators.domain.formulas.catalogue import CATALOGUE
from services.indicators.domain.formulas.registry import NameNotBound, UnknownFormula
from services.indicators.domain.observations.identity import ObservationId, UnknownObservation
from services.indicators.domain.observations.source import ObservationSource, Query
from services.indicators.domain.observations.structures import structure


async def explain(source: ObservationSource, wanted: ObservationId, *, code_version: str) -> dict[str, Any]:
    """Give an observation with its release, its formula, and the same number computed from its inputs.

    `recomputed` is null where the inputs are not kept. Raises UnknownObservation.
    """
    found = (await source.select(wanted.query())).to_pylist()
    if not found:
        raise UnknownObservation(f"there is no observation {wanted}")
    row = found[-1]
    answer: dict[str, Any] = {
        "id": str(ObservationId(wanted.dataflow, wanted.key, wanted.year, row["VINTAGE"])),
        "observation": row,
        "code_version": code_version,
        "formula": None,
        "recomputed": None,
    }
    try:
        formula = CATALOGUE.formula(row.get("FORMULA_ID") or row["INDICATOR"])
    except (UnknownFormula, NameNotBound):
        return answer
    answer["formula"] = {
        "reference": formula.reference,
        "text": formula.text,
        "vtl": formula.vtl,
        "source": formula.source.citation,
    }
    key = dict(zip(structure(wanted.dataflow).dimensions, wanted.key, strict=True))
    query = Query(
        "MIG_MOB",
        {"DATA_SOURCE": frozenset({key["DATA_SOURCE"]})},
        start=wanted.year,
        end=wanted.year,
        vintages=frozenset({row["VINTAGE"]}),
    )
    try:
        derived = await derive(source, formula, areas=frozenset({key["REF_AREA"]}), query=query)
    except NotFromObservations:
        return answer
    if derived:
        answer["recomputed"] = lineage(derived[-1])
    return answer


def lineage(it: Derived) -> dict[str, Any]:
    """Write a computed value down with everything that it was made of."""
    return {
        "formula": it.formula,
        "area": it.area,
        "year": it.year,
        "value": it.quantity.value,
        "absence": it.quantity.absence.value if it.quantity.absence else None,
        "flags": sorted(it.quantity.flags),
        "inputs": [
            {
                "name": each.name,
                "observation": each.observation,
                "value": each.value,
                "vintage": each.vintage,
                "status": each.status,
            }
            for each in it.inputs
        ],
        "recompute": it.recompute,
    }
