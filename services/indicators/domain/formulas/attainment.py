"""Attainment: parity between groups, and degrees that a job does not need."""

from services.indicators.domain.formulas.formula import Formula, Source, Unit, worked
from services.indicators.domain.formulas.operands import Input, Operands
from services.indicators.domain.formulas.quantity import Absence, Quantity, ratio

_DISADVANTAGED = Input("disadvantaged", "the indicator for the group that is usually behind")
_ADVANTAGED = Input("advantaged", "the same indicator for the other group")


def _parity(given: Operands) -> Quantity:
    return ratio(given.number("disadvantaged"), given.number("advantaged"), scale=1)


def _adjusted(given: Operands) -> Quantity:
    plain = _parity(given)
    if plain.value is None:
        # Against nothing, the other group's lead is complete: the limit of 2 - 1/r; 0 against 0 is no ratio.
        return Quantity(2.0) if given.number("disadvantaged") > 0 else plain
    return plain if plain.value <= 1 else Quantity(2 - 1 / plain.value)


def _overqualified(given: Operands) -> Quantity:
    return ratio(given.number("isco_4_to_9"), given.number("employed"))


FORMULAS = (
    Formula(
        id="PARITY",
        version=1,
        name="Parity index",
        definition="The indicator for the disadvantaged over that for the advantaged group. 1 is parity.",
        text="PARITY = disadvantaged / advantaged",
        unit=Unit.INDEX,
        inputs=(_DISADVANTAGED, _ADVANTAGED),
        source=Source("SDG indicator 4.5.1 metadata: the more likely disadvantaged group is the numerator"),
        worked=(
            worked(0.8, disadvantaged=40, advantaged=50),
            worked(1.25, disadvantaged=50, advantaged=40),
            worked(None, Absence.ZERO_DENOMINATOR, disadvantaged=4, advantaged=0),
        ),
        compute=_parity,
        vtl="PARITY := DISADVANTAGED / ADVANTAGED;",
    ),
    Formula(
        id="PARITY_ADJ",
        version=1,
        name="Adjusted parity index",
        definition="The parity index r made symmetric about 1, from 0 to 2.",
        text="PARITY_ADJ = r if r <= 1, else 2 - 1/r",
        unit=Unit.INDEX,
        inputs=(_DISADVANTAGED, _ADVANTAGED),
        source=Source("GEM Report, adjusted parity index, as in gemrtables (R/clean_functions.R)"),
        worked=(
            worked(0.8, disadvantaged=40, advantaged=50),
            worked(1.2, disadvantaged=50, advantaged=40),
            worked(2, disadvantaged=5, advantaged=0),
            worked(None, Absence.ZERO_DENOMINATOR, disadvantaged=0, advantaged=0),
        ),
        compute=_adjusted,
    ),
    Formula(
        id="OVERQUAL",
        version=1,
        name="Over-qualification rate",
        definition=(
            "Of the employed with tertiary education (ISCED 2011 levels 5 to 8), the percentage who work in "
            "occupations that do not need it (ISCO-08 major groups 4 to 9)."
        ),
        text="OVERQUAL = 100 employed in ISCO 4-9 / employed",
        unit=Unit.PERCENT,
        inputs=(
            Input(
                "isco_4_to_9",
                "employed with tertiary education in ISCO-08 major groups 4 to 9",
                accepts=("OVERQUAL_ISCO_4_TO_9",),
            ),
            Input(
                "employed",
                "employed with tertiary education, all occupations",
                accepts=("OVERQUAL_EMPLOYED",),
            ),
        ),
        source=Source("Eurostat, skills mismatch experimental indicators: vertical skills mismatch"),
        worked=(
            worked(40, isco_4_to_9=2, employed=5),
            worked(None, Absence.ZERO_DENOMINATOR, isco_4_to_9=0, employed=0),
        ),
        compute=_overqualified,
        vtl="OVERQUAL := 100 * ISCO_4_TO_9 / EMPLOYED;",
    ),
)
