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
    """One origin: decisions (None where hidden), people in the host, and decisions per 1,000 of them.

    The stock is None where nobody tells it; then the demand is unknown, and says why.
    """

    code: str
    decisions: int | None
    stock: float | None
    demand: Quantity


@dataclass(frozen=True, slots=True)
class Bridge:
    """All origins with people in the host or with decisions, the largest first.

    `gap` is the share of people whose origin has no decision, of those whose number is known.
    `without_stock` lists the origins with decisions that have no demand: no stock is known, or it is zero.
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
    present = {code: stock for code, stock in stocks.items() if stock > 0}
    without = sorted(set(decisions) - set(present))
    codes = [*sorted(present, key=lambda it: (-present[it], it)), *without]
    origins = tuple(
        Origin(code, count, stocks.get(code), _demand(count, error, stocks.get(code)))
        for code, count in ((code, decisions.get(code, 0)) for code in codes)
    )
    covered = origins[: len(present)]
    gap = CATALOGUE.formula(GAP).evaluate(
        {"decisions": tuple(it.decisions for it in covered), "stock": tuple(it.stock for it in covered)}
    )
    return Bridge(
        origins=origins,
        gap=gap,
        uncovered=tuple(it.code for it in covered if it.decisions == 0),
        without_stock=tuple(without),
    )


def _demand(count: int | None, error: int, stock: float | None) -> Quantity:
    if stock is None:
        return missing(Absence.INPUT_MISSING)
    if count is None:
        return missing(Absence.HIDDEN)
    formula = CATALOGUE.formula(DEMAND)
    spread = error if count else 0
    value, lower, upper = (
        formula.evaluate({"decisions": max(it, 0), "stock": stock}).value
        for it in (count, count - spread, count + spread)
    )
    return Quantity(value, lower=lower, upper=upper)
