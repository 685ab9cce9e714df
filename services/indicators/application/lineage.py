"""A computed value with everything that it was made of."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from math import fsum
from typing import Any

from services.indicators.domain.formulas.formula import Formula
from services.indicators.domain.formulas.operands import Operand, Read, Shape
from services.indicators.domain.formulas.quantity import Quantity


@dataclass(frozen=True, slots=True)
class Used:
    """An observation that was read: for which input, as which measure, its value, vintage and status.

    Of a list each entry is one of these, and `place` is the host, origin or member that it stands for. What
    is not kept, and a count of entries, have no observation.
    """

    name: str
    measure: str
    place: str | None
    observation: str | None
    value: float | None
    vintage: str
    status: str


@dataclass(frozen=True, slots=True)
class Derived:
    """A computed value with its inputs; `cell` has the codes of the dimensions that it has."""

    formula: Formula
    area: str
    year: int
    cell: Mapping[str, str]
    quantity: Quantity
    inputs: tuple[Used, ...]

    @property
    def recompute(self) -> str:
        """Write the recomputation down as one line for a shell; floats are read back exactly.

        It prints the value, or the two ends where the result is an interval.
        """
        it = self.formula
        shown = "it.value if it.value is not None else (it.lower, it.upper)"
        code = (
            "from services.indicators.domain.formulas.catalogue import CATALOGUE; "
            f"it = CATALOGUE.formula({it.id!r}, {it.version}).evaluate({arguments(it, self.inputs)!r}); "
            f"print({shown})"
        )
        return f"python -c {shlex.quote(code)}"


def arguments(formula: Formula, inputs: tuple[Used, ...]) -> dict[str, Operand]:
    """Give the inputs as the formula takes them."""
    given: dict[str, Operand] = {}
    for declared in formula.inputs:
        values = tuple(it.value for it in inputs if it.name == declared.name)
        if declared.shape is Shape.VECTOR:
            given[declared.name] = values
        elif declared.read is Read.UNSPECIFIED:
            known = [value for value in values if value is not None]
            given[declared.name] = fsum(known) if known else None
        elif values:
            given[declared.name] = values[0]
    return given


def lineage(it: Derived) -> dict[str, Any]:
    """Write a computed value down."""
    return {
        "formula": it.formula.reference,
        "area": it.area,
        "year": it.year,
        "cell": dict(it.cell),
        **described(it.quantity),
        "inputs": [
            {
                "name": each.name,
                "measure": each.measure,
                "place": each.place,
                "observation": each.observation,
                "value": each.value,
                "vintage": each.vintage,
                "status": each.status,
            }
            for each in it.inputs
        ],
        "recompute": it.recompute,
    }


def described(it: Quantity) -> dict[str, Any]:
    """Write a quantity down: a value, an interval, or why there is neither."""
    return {
        "value": it.value,
        "lower": it.lower,
        "upper": it.upper,
        "absence": it.absence.value if it.absence else None,
        "flags": sorted(it.flags),
        "coverage": it.coverage,
    }
