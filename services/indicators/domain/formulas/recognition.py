"""Live statistics of recognition: rates, counts, time to decision, and the bridge to mobility."""

from services.indicators.domain.formulas.formula import (
    BY_HAND,
    Formula,
    Source,
    Unit,
    WorkedValue,
    vector,
    worked,
)
from services.indicators.domain.formulas.operands import Input, Operands
from services.indicators.domain.formulas.quantity import Absence, Quantity, missing, ratio
from services.indicators.domain.uncertainty.counts import poisson_exact
from services.indicators.domain.uncertainty.proportions import wilson
from services.indicators.domain.uncertainty.survival import Duration, kaplan_meier
from shared.kernel.errors import Invalid, Violation


def _rate(given: Operands) -> Quantity:
    part, whole = int(given.number("part")), int(given.number("whole"))
    if part > whole:
        fault = f"{part} cases cannot be part of {whole}"
        raise Invalid(Violation("/inputs/part", "part_exceeds_whole", fault))
    estimate = wilson(part, whole)
    if estimate is None:
        return missing(Absence.ZERO_DENOMINATOR)
    return Quantity(100 * estimate.value, lower=100 * estimate.lower, upper=100 * estimate.upper)


def _count(given: Operands) -> Quantity:
    estimate = poisson_exact(int(given.number("events")))
    return Quantity(estimate.value, lower=estimate.lower, upper=estimate.upper)


def _days(given: Operands) -> Quantity:
    decided, still_open = given.counts("decided"), given.counts("still_open")
    if not decided and not still_open:
        return missing(Absence.INPUT_MISSING)
    if given.number("share") == 0:
        raise Invalid(Violation("/inputs/share", "no_share", "share is above 0: no days pass for nothing"))
    cases = [*(Duration(days, decided=True) for days in decided)]
    cases += [Duration(days, decided=False) for days in still_open]
    days = kaplan_meier(cases).quantile(given.number("share"))
    return missing(Absence.NOT_REACHED) if days is None else Quantity(days)


def _demand(given: Operands) -> Quantity:
    return ratio(given.number("decisions"), given.number("stock"), scale=1000)


def _gap(given: Operands) -> Quantity:
    decisions, stock = given.vector("decisions"), given.vector("stock")
    if len(decisions) != len(stock):
        fault = f"{len(decisions)} counts of decisions stand beside {len(stock)} stocks"
        raise Invalid(Violation("/inputs/decisions", "lengths_differ", fault))
    if any(people is None for people in stock):
        return missing(Absence.INPUT_MISSING)
    people = [float(it or 0) for it in stock]
    uncovered = sum(it for it, count in zip(people, decisions, strict=True) if count == 0)
    return ratio(uncovered, sum(people))


FORMULAS = (
    Formula(
        id="REC_RATE",
        version=1,
        name="Rate of an outcome among decisions",
        definition="Decisions with the outcome as a percentage of all, with Wilson's 95 % interval.",
        text="REC_RATE = 100 part / whole",
        unit=Unit.PERCENT,
        inputs=(
            Input("part", "decisions with the outcome", whole=True),
            Input("whole", "all decisions", whole=True),
        ),
        source=Source("Wilson, JASA 22 (1927) 209; Newcombe, Statistics in Medicine 17 (1998) 857, method 3"),
        worked=(
            WorkedValue(
                {"part": 81, "whole": 263},
                100 * 81 / 263,
                "Newcombe (1998), table I: 0.2553 to 0.3662",
                bounds=(25.53, 36.62),
                tolerance=0.006,
            ),
            worked(None, Absence.ZERO_DENOMINATOR, part=0, whole=0),
        ),
        compute=_rate,
    ),
    Formula(
        id="REC_COUNT",
        version=1,
        name="Number of cases with its Poisson interval",
        definition="A count of cases with the exact 95 % interval for its mean.",
        text="REC_COUNT = events",
        unit=Unit.CASES,
        inputs=(Input("events", "cases counted", whole=True),),
        source=Source("Garwood, Biometrika 28 (1936) 437"),
        worked=(
            WorkedValue(
                {"events": 10}, 10, "Garwood (1936): 4.795 to 18.390", bounds=(4.795, 18.390), tolerance=1e-3
            ),
            WorkedValue({"events": 0}, 0, "-ln 0.025 = 3.689", bounds=(0, 3.689), tolerance=1e-3),
        ),
        compute=_count,
    ),
    Formula(
        id="REC_DAYS",
        version=1,
        name="Days by which a share of the cases is decided",
        definition="Days by which the product-limit curve has that share decided; open cases are censored.",
        text="REC_DAYS = first t with 1 - S(t) >= share",
        unit=Unit.DAYS,
        inputs=(
            vector("decided", "days from opening to decision of each decided case"),
            vector("still_open", "age in days of each open case"),
            Input("share", "the share, above 0 and up to 1; 0.5 for the median", most=1),
        ),
        source=Source("Kaplan and Meier, JASA 53 (1958) 457"),
        worked=(
            WorkedValue(
                {
                    "decided": (6, 6, 6, 7, 10, 13, 16, 22, 23),
                    "still_open": (6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35),
                    "share": 0.5,
                },
                23,
                "Freireich et al., Blood 21 (1963) 699, 6-MP arm: median 23 weeks",
            ),
            worked(None, Absence.NOT_REACHED, decided=(5,), still_open=(9, 9, 9), share=0.5),
            WorkedValue(
                {"decided": (), "still_open": (), "share": 0.5}, None, BY_HAND, Absence.INPUT_MISSING
            ),
        ),
        compute=_days,
    ),
    Formula(
        id="REC_DEMAND",
        version=1,
        name="Recognition demand per 1,000 of the same origin",
        definition=(
            "Recognition decisions on qualifications of one origin per 1,000 mobile students, or resident "
            "tertiary migrants, of the same origin in the host. The stock is named in the lineage."
        ),
        text="REC_DEMAND = 1000 decisions / stock",
        unit=Unit.PER_THOUSAND,
        inputs=(
            Input("decisions", "decisions in the host on that origin"),
            Input("stock", "people of that origin"),
        ),
        source=Source("own definition: the bridge between recognition and mobility"),
        worked=(
            worked(25, decisions=5, stock=200),
            worked(None, Absence.ZERO_DENOMINATOR, decisions=5, stock=0),
        ),
        compute=_demand,
    ),
    Formula(
        id="REC_GAP",
        version=1,
        name="Coverage gap of recognition",
        definition=(
            "People of origins without any decision as a percentage of the people of all origins in the "
            "host. A hidden count of decisions is null: it is not zero, because true zeros are never hidden."
        ),
        text="REC_GAP = 100 sum of stock where decisions = 0 / sum of stock",
        unit=Unit.PERCENT,
        inputs=(
            vector("decisions", "decisions on each origin"),
            vector("stock", "people of each origin, in the same order"),
        ),
        source=Source("own definition: the bridge between recognition and mobility"),
        worked=(
            worked(25, decisions=(5, 0, None), stock=(200, 100, 100)),
            worked(None, Absence.ZERO_DENOMINATOR, decisions=(), stock=()),
            worked(None, Absence.INPUT_MISSING, decisions=(5,), stock=(None,)),
        ),
        compute=_gap,
    ),
)
