"""The bridge: how much recognition is asked for, beside how many people of the same origin there are.

Decisions come from a released table, so that the answer is as public as the table: a shown count is known to
within the table's error, a hidden one is not known, and a zero is true.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from services.indicators.domain.disclosure.axes import TOTAL
from services.indicators.domain.disclosure.released import ReleasedTable
from services.indicators.domain.formulas.catalogue import CATALOGUE
from services.indicators.domain.formulas.quantity import Absence, Quantity, missing

DEMAND = "REC_DEMAND"
GAP = "REC_GAP"
ORIGIN = "ORIGIN"


@dataclass(frozen=True, slots=True)
class Origin:
    """One origin: decisions (None where hidden), people in the host, and decisions per 1,000 of them."""

    code: str
    decisions: int | None
    stock: float
    demand: Quantity


@dataclass(frozen=True, slots=True)
class Bridge:
    """All origins with people in the host, the largest first; `gap` is the share without any decision.

    `without_stock` lists origins with decisions of which no stock is known: they have no demand.
    """

    origins: tuple[Origin, ...]
    gap: Quantity
    uncovered: tuple[str, ...]
    without_stock: tuple[str, ...]


def decisions_by_origin(table: ReleasedTable) -> Mapping[str, int | None]:
    """Take the totals of each origin from a table with that dimension. Raises KeyError without it."""
    place = table.dimensions.index(ORIGIN) if ORIGIN in table.codes else None
    if place is None:
        raise KeyError(ORIGIN)
    totals = {}
    for cell in table.cells():
        others = cell.key[:place] + cell.key[place + 1 :]
        if cell.key[place] != TOTAL and set(others) <= {TOTAL}:
            totals[cell.key[place]] = cell.value
    return totals


def bridge(decisions: Mapping[str, int | None], error: int, stocks: Mapping[str, float]) -> Bridge:
    """Set decisions, each known to within `error`, beside the stocks of the same origins."""
    codes = sorted((it for it in stocks if stocks[it] > 0), key=lambda it: (-stocks[it], it))
    counts = [decisions.get(code, 0) for code in codes]
    origins = tuple(
        Origin(code, count, stocks[code], _demand(count, error, stocks[code]))
        for code, count in zip(codes, counts, strict=True)
    )
    gap = CATALOGUE.formula(GAP).evaluate(
        {"decisions": tuple(counts), "stock": tuple(stocks[code] for code in codes)}
    )
    return Bridge(
        origins=origins,
        gap=gap,
        uncovered=tuple(it.code for it in origins if it.decisions == 0),
        without_stock=tuple(sorted(code for code in decisions if stocks.get(code, 0) <= 0)),
    )


def _demand(count: int | None, error: int, stock: float) -> Quantity:
    if count is None:
        return missing(Absence.HIDDEN)
    formula = CATALOGUE.formula(DEMAND)
    spread = error if count else 0
    value, lower, upper = (
        formula.evaluate({"decisions": max(it, 0), "stock": stock}).value
        for it in (count, count - spread, count + spread)
    )
    return Quantity(value, lower=lower, upper=upper)
