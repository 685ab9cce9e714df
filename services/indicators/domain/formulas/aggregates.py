"""Regional and world aggregates. Each method is a formula of its own, so that lineage tells them apart."""

from collections.abc import Callable

from services.indicators.domain.aggregation.aggregate import Member, aggregate
from services.indicators.domain.aggregation.rules import CoverageOf, CoverageRule, Method
from services.indicators.domain.formulas.formula import Formula, Source, Unit, WorkedValue, vector, worked
from services.indicators.domain.formulas.operands import Input, Operands, Shape
from services.indicators.domain.formulas.quantity import Absence, Quantity, missing
from shared.kernel.errors import Invalid, Violation

GEM = Source(
    "GEM Report rules as in gemrtables (R/aggregates_function.R, inst/config/indicators.csv): shown from "
    "33 % coverage, an estimate below 66 %, a sum also below 95 % of the population"
)
_VALUES = Input("values", "the value of each member; null where there is none", Shape.VECTOR, signed=True)
_WEIGHTS = vector("weights", "the weight of each member, in the same order; null where it is not known")
_POPULATION = vector("population", "the population of each member, in the same order", optional=True)


def _aggregate(method: Method, of: CoverageOf) -> Callable[[Operands], Quantity]:
    rule = CoverageRule(of, population_estimate_below=0.95 if method is Method.SUM else None)

    def compute(given: Operands) -> Quantity:
        values = given.vector("values")
        weights = _aligned(given, "weights", len(values))
        population = _aligned(given, "population", len(values))
        members = [Member(*row) for row in zip(values, weights, population, strict=True)]
        return aggregate(members, method, rule) if members else missing(Absence.INPUT_MISSING)

    return compute


def _aligned(given: Operands, name: str, length: int) -> tuple[float | None, ...]:
    if given.values.get(name) is None:
        return (None,) * length
    values = tuple(given.vector(name))
    if len(values) != length:
        fault = f"{name} has {len(values)} entries for {length} members"
        raise Invalid(Violation(f"/inputs/{name}", "wrong_length", fault))
    return values


def _formula(  # noqa: PLR0913 - a formula has this many parts
    identifier: str,
    name: str,
    text: str,
    method: Method,
    *,
    weighted: Input | None,
    checks: tuple[WorkedValue, ...],
) -> Formula:
    of = CoverageOf.WEIGHT if weighted else CoverageOf.COUNTRIES
    return Formula(
        id=identifier,
        version=1,
        name=name,
        definition="The value of a group of countries, from the members that have one, if they are enough.",
        text=text,
        unit=Unit.AS_INPUT,
        inputs=(
            _VALUES,
            *((weighted,) if weighted else ()),
            *((_POPULATION,) if method is Method.SUM else ()),
        ),
        source=GEM,
        worked=checks,
        compute=_aggregate(method, of),
    )


FORMULAS = (
    _formula(
        "AGG_SUM",
        "Aggregate by sum",
        "sum of the members' values",
        Method.SUM,
        weighted=None,
        checks=(
            worked(3, values=(1, 2, None)),
            worked(None, Absence.COVERAGE_TOO_LOW, values=(1, None, None, None)),
        ),
    ),
    _formula(
        "AGG_MEDIAN",
        "Aggregate by unweighted median",
        "median of the members' values",
        Method.MEDIAN,
        weighted=None,
        checks=(worked(4, values=(9, 1, 4, None)),),
    ),
    _formula(
        "AGG_WMEAN",
        "Aggregate by weighted mean",
        "sum of value x weight / sum of weight",
        Method.WEIGHTED_MEAN,
        weighted=_WEIGHTS,
        checks=(
            worked(12.5, values=(10, 20), weights=(3, 1)),
            worked(None, Absence.COVERAGE_TOO_LOW, values=(10, None), weights=(1, 3)),
        ),
    ),
    _formula(
        "AGG_RATIO",
        "Aggregate by ratio of totals",
        "100 x sum of numerators / sum of denominators",
        Method.RATIO_OF_TOTALS,
        weighted=_WEIGHTS,
        checks=(worked(2, values=(1, 3), weights=(10, 190)),),
    ),
)
