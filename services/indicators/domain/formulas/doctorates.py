"""Mobility of doctorate holders (CDH: OECD, UNESCO Institute for Statistics, Eurostat).

A voluntary survey that ended: its figures are a frozen series, always shown with their vintage. The unit is
the holder of a research qualification of ISCED-97 level 6, which is ISCED 2011 level 8.
"""

from services.indicators.domain.formulas.formula import Confidence, Formula, Source, Unit, worked
from services.indicators.domain.formulas.operands import Input, Operands
from services.indicators.domain.formulas.quantity import Absence, Quantity, missing

FEWEST_RESPONDENTS = 10
LARGEST_VARIATION = 0.30
"""A cell is not shown below so many unweighted respondents, nor above this coefficient of variation."""


def _mobile_share(given: Operands) -> Quantity:
    holders, mobile = given.number("holders"), given.number("mobile")
    if given.number("respondents") < FEWEST_RESPONDENTS:
        return missing(Absence.TOO_FEW_OBSERVATIONS)
    if holders == 0:
        return missing(Absence.ZERO_DENOMINATOR)
    share, error = 100 * mobile / holders, given.number("standard_error")
    if share == 0 or error / share > LARGEST_VARIATION:
        return missing(Absence.TOO_IMPRECISE)
    return Quantity(share, lower=max(0.0, share - 1.96 * error), upper=min(100.0, share + 1.96 * error))


FORMULAS = (
    Formula(
        id="CDH_MOB",
        version=1,
        name="Internationally mobile doctorate holders",
        definition=(
            "Resident doctorate holders who lived abroad within the survey's mobility window, as a "
            "percentage of all resident doctorate holders, from weighted estimates."
        ),
        text="CDH_MOB = 100 mobile / holders, +/- 1.96 standard errors",
        unit=Unit.PERCENT,
        inputs=(
            Input("mobile", "weighted estimate of mobile holders", accepts=("CDH_MOBILE",)),
            Input("holders", "weighted estimate of all holders", accepts=("CDH_HOLDERS",)),
            Input(
                "standard_error",
                "standard error of the share, in percentage points",
                accepts=("CDH_STANDARD_ERROR",),
            ),
            Input(
                "respondents", "unweighted number of respondents in the cell", accepts=("CDH_RESPONDENTS",)
            ),
        ),
        source=Source(
            "OECD/UIS/Eurostat Careers of Doctorate Holders; the exact population and window (STI 2012/7) "
            "and the two thresholds are not read at their source",
            Confidence.PROVISIONAL,
        ),
        worked=(
            worked(20, mobile=200, holders=1000, standard_error=2, respondents=150),
            worked(None, Absence.TOO_FEW_OBSERVATIONS, mobile=2, holders=9, standard_error=1, respondents=9),
            worked(None, Absence.TOO_IMPRECISE, mobile=1, holders=100, standard_error=0.9, respondents=40),
            worked(None, Absence.ZERO_DENOMINATOR, mobile=0, holders=0, standard_error=0, respondents=40),
        ),
        compute=_mobile_share,
    ),
)
