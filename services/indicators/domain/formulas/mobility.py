"""Mobile students: counts, rates, ratios and net flows of one country.

Notation: F[o, d] are the students of origin o enrolled in host d (o is not d), E all students of the
country, P its population of tertiary age. A student is mobile who crossed a border to study; origin is the
country of the upper-secondary qualification, failing that of usual residence, failing that of citizenship
(UIS glossary 3242).
"""

from collections.abc import Callable
from math import fsum

from services.indicators.domain.formulas.formula import (
    Confidence,
    Formula,
    Source,
    Unit,
    flows,
    unspecified,
    worked,
)
from services.indicators.domain.formulas.operands import Input, Operands, Read
from services.indicators.domain.formulas.quantity import Absence, Quantity, missing, ratio

_IN = Input("IN", "inbound mobile students of the country", accepts=("IN",))
_OUT = Input("OUT", "outbound mobile students of the country", accepts=("OUT_MIRROR_EST", "OUT_MIRROR"))
_ENROLMENT = Input(
    "E",
    "all tertiary students enrolled in the country: all programmes, residents and foreigners",
    accepts=("E",),
)
_POPULATION = Input(
    "P", "population of the five-year age group after upper secondary education", accepts=("P",)
)
_WORLD = (("REF_AREA", "SDG_WORLD"),)
"""UIS publishes a World for each family of country groups; this is the one of the SDG regions."""


def _inbound(given: Operands) -> Quantity:
    known = given.counts("flows")
    of_nowhere = given.number_or_none("unspecified")
    if not known and of_nowhere is None:
        return missing(Absence.INPUT_MISSING)
    return Quantity(fsum((*known, of_nowhere or 0.0)))


def _mirror(given: Operands) -> Quantity:
    known = given.counts("flows")
    return Quantity(fsum(known)) if known else missing(Absence.INPUT_MISSING)


def _mirror_and_estimate(given: Operands) -> Quantity:
    return Quantity(given.number("OUT_MIRROR") + given.number("estimate"))


def _percent(numerator: str, denominator: str) -> Callable[[Operands], Quantity]:
    return lambda given: ratio(given.number(numerator), given.number(denominator))


def _net(given: Operands) -> Quantity:
    return Quantity(given.number("IN") - given.number("OUT"))


def _net_ratio(given: Operands) -> Quantity:
    return ratio(given.number("IN") - given.number("OUT"), given.number("E"))


INBOUND = Formula(
    id="IN",
    version=1,
    name="Inbound mobile students",
    definition="Students from abroad enrolled in the country, of known and of unspecified origin.",
    text="IN = sum over origins o of F[o, c] + students of unspecified origin",
    unit=Unit.PERSONS,
    inputs=(
        flows("flows", "students by origin; an origin that is not known is null", Read.ARRIVALS),
        unspecified("students from abroad whose origin is not specified"),
    ),
    source=Source("UIS Data API, indicator 26637; UIS glossary, term 3242"),
    worked=(
        worked(100, flows=(60, None, 31), unspecified=9),
        worked(None, Absence.INPUT_MISSING, flows=(None, None)),
    ),
    compute=_inbound,
    aliases=("26637",),
)

OUTBOUND_MIRROR = Formula(
    id="OUT_MIRROR",
    version=1,
    name="Outbound mobile students, mirror statistics",
    definition="Students of the country counted by the hosts that report: a lower bound.",
    text="OUT_MIRROR = sum over reporting hosts d of F[c, d]",
    unit=Unit.PERSONS,
    inputs=(flows("flows", "students by host; a host that does not report is null", Read.DEPARTURES),),
    source=Source("Mirror construction of the UIS flow map: ACA newsletter on the UIS interactive map"),
    worked=(
        worked(148, flows=(120, None, 28)),
        worked(0, flows=(0, 0)),
        worked(None, Absence.INPUT_MISSING, flows=(None,)),
    ),
    compute=_mirror,
)

OUTBOUND_MIRROR_AND_ESTIMATE = Formula(
    id="OUT_MIRROR_EST",
    version=1,
    name="Outbound mobile students, mirror statistics and estimate",
    definition=(
        "The mirror count plus the publisher's estimate for hosts that do not report. The estimate is an "
        "input with its own source; it is never inferred here."
    ),
    text="OUT_MIRROR_EST = OUT_MIRROR + estimate",
    unit=Unit.PERSONS,
    inputs=(
        Input("OUT_MIRROR", "outbound students counted by reporting hosts", accepts=("OUT_MIRROR",)),
        Input("estimate", "the publisher's estimate for hosts that do not report", accepts=("OUT_ESTIMATE",)),
    ),
    source=Source("UIS Data API, indicator OE.5T8.40510 (UIS estimate); the imputation model is not public"),
    worked=(worked(150.5, OUT_MIRROR=148, estimate=2.5),),
    compute=_mirror_and_estimate,
    vtl="OUT_MIRROR_EST := OUT_MIRROR + ESTIMATE;",
    aliases=("OE.5T8.40510",),
)

INBOUND_RATE = Formula(
    id="MSEP",
    version=1,
    name="Inbound mobility rate",
    definition="Mobile students from abroad as a percentage of all tertiary students of the country.",
    text="MSEP = 100 IN / E",
    unit=Unit.PERCENT,
    inputs=(_IN, _ENROLMENT),
    source=Source("UIS glossary, term 2246"),
    worked=(worked(5, IN=50, E=1000), worked(None, Absence.ZERO_DENOMINATOR, IN=5, E=0)),
    compute=_percent("IN", "E"),
    vtl="MSEP := 100 * IN / E;",
    aliases=("MSEP.5T8",),
)

OUTBOUND_RATIO = Formula(
    id="MOR",
    version=1,
    name="Outbound mobility ratio",
    definition=(
        "Students of the country abroad as a percentage of all tertiary students at home. Not a share: a "
        "small State can have more students abroad than at home, and nothing is cut off at 100."
    ),
    text="MOR = 100 OUT / E",
    unit=Unit.PERCENT,
    inputs=(_OUT, _ENROLMENT),
    source=Source("UIS glossary, term 2247"),
    worked=(
        worked(12.5, OUT=125, E=1000),
        worked(400, OUT=40, E=10),
        worked(None, Absence.ZERO_DENOMINATOR, OUT=7, E=0),
    ),
    compute=_percent("OUT", "E"),
    vtl="MOR := 100 * OUT / E;",
    aliases=("MOR.5T8.40510",),
)

GROSS_OUTBOUND_RATIO = Formula(
    id="GOER",
    version=1,
    name="Gross outbound enrolment ratio",
    definition="Students of the country abroad as a percentage of its population of tertiary age.",
    text="GOER = 100 OUT / P",
    unit=Unit.PERCENT,
    inputs=(_OUT, _POPULATION),
    source=Source("World Bank EdStats, series UIS.GOER.56"),
    worked=(worked(2.5, OUT=50, P=2000), worked(None, Absence.ZERO_DENOMINATOR, OUT=1, P=0)),
    compute=_percent("OUT", "P"),
    vtl="GOER := 100 * OUT / P;",
)

GROSS_ENROLMENT_RATIO = Formula(
    id="GER",
    version=1,
    name="Gross enrolment ratio, tertiary (SDG 4.3.2)",
    definition="All tertiary students of the country as a percentage of its population of tertiary age.",
    text="GER = 100 E / P",
    unit=Unit.PERCENT,
    inputs=(_ENROLMENT, _POPULATION),
    source=Source("UIS glossary, gross enrolment ratio; SDG indicator 4.3.2 metadata"),
    worked=(worked(50, E=1000, P=2000), worked(120, E=120, P=100)),
    compute=_percent("E", "P"),
    vtl="GER := 100 * E / P;",
    aliases=("GER.5T8",),
)

NET_FLOW = Formula(
    id="MENF",
    version=1,
    name="Net flow of mobile students",
    definition="Inbound minus outbound mobile students; negative where more leave than come.",
    text="MENF = IN - OUT",
    unit=Unit.PERSONS,
    inputs=(_IN, _OUT),
    source=Source("UIS glossary, net flow of internationally mobile students"),
    worked=(worked(-57, IN=91, OUT=148),),
    compute=_net,
    vtl="MENF := IN - OUT;",
    aliases=("MENF.5T8",),
)

NET_FLOW_RATIO = Formula(
    id="MENFR",
    version=1,
    name="Net flow ratio",
    definition="Net flow as a percentage of all tertiary students of the country.",
    text="MENFR = 100 (IN - OUT) / E",
    unit=Unit.PERCENT,
    inputs=(_IN, _OUT, _ENROLMENT),
    source=Source("UIS glossary, net flow ratio of internationally mobile students"),
    worked=(worked(-7.5, IN=50, OUT=125, E=1000), worked(None, Absence.ZERO_DENOMINATOR, IN=1, OUT=2, E=0)),
    compute=_net_ratio,
    vtl="MENFR := 100 * (IN - OUT) / E;",
    aliases=("MENFR.5T8",),
)

MARKET_SHARE = Formula(
    id="MKT",
    version=1,
    name="Host market share",
    definition=(
        "The country's inbound students as a percentage of those of the world. Whether the world total "
        "includes imputed hosts belongs to the lineage of IN_WORLD."
    ),
    text="MKT = 100 IN / IN[world]",
    unit=Unit.PERCENT,
    inputs=(_IN, Input("IN_WORLD", "inbound students of all hosts", accepts=("IN",), at=_WORLD)),
    source=Source("customary definition, not read at its source", Confidence.PROVISIONAL),
    worked=(worked(25, IN=50, IN_WORLD=200), worked(None, Absence.ZERO_DENOMINATOR, IN=0, IN_WORLD=0)),
    compute=_percent("IN", "IN_WORLD"),
    vtl="MKT := 100 * IN / IN_WORLD;",
)

FEMALE_SHARE = Formula(
    id="FSH",
    version=1,
    name="Female share of inbound mobile students",
    definition="Women among the inbound mobile students, as a percentage.",
    text="FSH = 100 IN_F / IN",
    unit=Unit.PERCENT,
    inputs=(Input("IN_F", "women among the inbound students", accepts=("IN",), at=(("SEX", "F"),)), _IN),
    source=Source("World Bank EdStats, series UIS.FEP.56.FOREIGN"),
    worked=(worked(48, IN_F=24, IN=50), worked(None, Absence.ZERO_DENOMINATOR, IN_F=0, IN=0)),
    compute=_percent("IN_F", "IN"),
    vtl="FSH := 100 * IN_F / IN;",
)

FORMULAS = (
    INBOUND,
    OUTBOUND_MIRROR,
    OUTBOUND_MIRROR_AND_ESTIMATE,
    INBOUND_RATE,
    OUTBOUND_RATIO,
    GROSS_OUTBOUND_RATIO,
    GROSS_ENROLMENT_RATIO,
    NET_FLOW,
    NET_FLOW_RATIO,
    MARKET_SHARE,
    FEMALE_SHARE,
)
