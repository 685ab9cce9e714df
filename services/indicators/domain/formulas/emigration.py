"""Emigration rates of the educated. The methods differ in their denominators and are never mixed.

OECD: people born in the country and living in OECD hosts, over all who were born there. World Bank (Docquier,
Lowell and Marfouk): aged 25 and over; whether its denominator includes the emigrants is stated in two ways,
which are two formulas here until a person has read the paper.
"""

from services.indicators.domain.formulas.formula import Confidence, Formula, Source, Unit, worked
from services.indicators.domain.formulas.operands import Input, Operands
from services.indicators.domain.formulas.quantity import Absence, Quantity, ratio

_DUMONT = "Dumont, Spielvogel and Widmaier, OECD Social, Employment and Migration Working Papers 114 (2010)"
_OECD_2005 = "OECD Database on immigrants and expatriates, notes of November 2005"
_WORLD_BANK = "World Bank, series SM.EMI.TERT.ZS (archived), after Docquier, Lowell and Marfouk (2009)"


def _of_all(given: Operands) -> Quantity:
    emigrants = given.number("emigrants")
    return ratio(emigrants, emigrants + given.number("residents"))


def _of_residents(given: Operands) -> Quantity:
    return ratio(given.number("emigrants"), given.number("residents"))


def _share_formula(identifier: str, name: str, emigrants: Input, residents: Input, source: Source) -> Formula:
    return Formula(
        id=identifier,
        version=1,
        name=name,
        definition=f"{emigrants.meaning}, as a percentage of them and {residents.meaning} together.",
        text=f"{identifier} = 100 emigrants / (emigrants + residents)",
        unit=Unit.PERCENT,
        inputs=(emigrants, residents),
        source=source,
        worked=(
            worked(20, emigrants=25, residents=100),
            worked(100, emigrants=25, residents=0),
            worked(None, Absence.ZERO_DENOMINATOR, emigrants=0, residents=0),
        ),
        compute=_of_all,
        vtl=f"{identifier} := 100 * EMIGRANTS / (EMIGRANTS + RESIDENTS);",
    )


def _residents(meaning: str, measure: str) -> Input:
    return Input("residents", meaning, accepts=(measure,))


_ABROAD = Input(
    "emigrants",
    "People of one educational level, 15 and over, born in the country and living in OECD hosts",
    accepts=("EMR_EMIGRANTS",),
)
_TERTIARY = Input(
    "emigrants",
    "People aged 25 and over with at least one year of tertiary education, living in an OECD host",
    accepts=("EMR_EMIGRANTS_TERTIARY_25",),
)

FORMULAS = (
    _share_formula(
        "EMR_OECD_NATIVE",
        "Emigration rate, OECD, native-born residents",
        _ABROAD,
        _residents("the native-born residents of that level", "EMR_RESIDENTS_NATIVE"),
        Source(f"{_DUMONT}, table 2; {_OECD_2005}"),
    ),
    _share_formula(
        "EMR_OECD_RESIDENT",
        "Emigration rate, OECD, all residents",
        _ABROAD,
        _residents("all residents of that level, immigrants included", "EMR_RESIDENTS"),
        Source(f"{_DUMONT}, table 1: the approximation where residents are not known by birth"),
    ),
    _share_formula(
        "EMR_OECD_BARRO_LEE",
        "Emigration rate of the highly educated, OECD, Barro-Lee base",
        _ABROAD,
        _residents("the residents of that level by the Barro-Lee data set", "EMR_RESIDENTS_BARRO_LEE"),
        Source(_OECD_2005),
    ),
    _share_formula(
        "EMR_OECD_COHEN_SOTO",
        "Emigration rate of the highly educated, OECD, Cohen-Soto base",
        _ABROAD,
        _residents("the residents of that level by the Cohen-Soto data set", "EMR_RESIDENTS_COHEN_SOTO"),
        Source(f"{_OECD_2005} (the second data base; its name from memory)", Confidence.PROVISIONAL),
    ),
    _share_formula(
        "EMR_WB_DM",
        "Emigration rate of the tertiary educated, Docquier-Marfouk reading",
        _TERTIARY,
        _residents("the residents aged 25 and over with tertiary education", "EMR_RESIDENTS_TERTIARY_25"),
        Source(f"{_WORLD_BANK}; denominator from memory", Confidence.PROVISIONAL),
    ),
    Formula(
        id="EMR_WB_LITERAL",
        version=1,
        name="Emigration rate of the tertiary educated, literal reading",
        definition=f"{_TERTIARY.meaning}, as a percentage of the population of that age and education.",
        text="EMR_WB_LITERAL = 100 emigrants / residents",
        unit=Unit.PERCENT,
        inputs=(
            _TERTIARY,
            _residents("residents of that age and education", "EMR_RESIDENTS_TERTIARY_25"),
        ),
        source=Source(f"{_WORLD_BANK}; the words of the series, read literally", Confidence.PROVISIONAL),
        worked=(
            worked(25, emigrants=25, residents=100),
            worked(None, Absence.ZERO_DENOMINATOR, emigrants=1, residents=0),
        ),
        compute=_of_residents,
        vtl="EMR_WB_LITERAL := 100 * EMIGRANTS / RESIDENTS;",
    ),
)
