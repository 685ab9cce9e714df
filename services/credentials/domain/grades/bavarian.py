"""The modified Bavarian formula: x = 1 + 3 (Nmax - Nd) / (Nmax - Nmin), of the Kultusministerkonferenz.

Nmax is the best grade, Nmin the lowest that passes, Nd the grade; x is a German grade from 1.0 to 4.0.
The formula is linear and knows no distribution: it says where a grade stands between two marks of a
scale, never how rare it is. The Humboldt University warns that it fits percentage scales badly.
"""

from decimal import Decimal, localcontext

from services.credentials.domain.grades.numerals import numeral
from services.credentials.domain.grades.outcome import (
    Caution,
    Conversion,
    Converted,
    Method,
    RefusalCode,
    Refused,
)
from services.credentials.domain.grades.rounding import RoundingPolicy
from services.credentials.domain.grades.scale import LabelScale, NumericScale

DIGITS = 28
"""Enough that a quotient of written marks lies half-way between two steps only if it truly does."""

LINEAR = Caution("linear", "the formula is linear: it takes no account of how often a grade is given")
PERCENTAGE = Caution(
    "percentage_scale", "the formula fits percentage scales badly; prefer a table of distributions"
)


def convert(grade: str, scale: NumericScale | LabelScale, policy: RoundingPolicy) -> Conversion:
    """Convert a passing grade of a numeric scale to a German grade."""
    method = Method.MODIFIED_BAVARIAN
    if isinstance(scale, LabelScale):
        text = "the scale is of words or letters, which have an order and no distances"
        return Refused(method, policy.id, (("grade", grade),), RefusalCode.LABELS_HAVE_NO_DISTANCE, text)
    inputs = (("grade", grade), ("best", str(scale.best)), ("passing", str(scale.passing)))
    value = numeral(grade)
    if value is None:
        return Refused(method, policy.id, inputs, RefusalCode.NOT_NUMERIC, "the grade is not a number")
    if scale.is_beyond(value):
        text = "the grade lies outside the scale: check the scale, and on which side its best grade stands"
        return Refused(method, policy.id, inputs, RefusalCode.OUT_OF_SCALE, text)
    if scale.fails(value):
        text = "the grade does not pass; the formula holds for passing grades only"
        return Refused(method, policy.id, inputs, RefusalCode.FAILING_GRADE, text)
    exact = _formula(value, scale)
    return Converted(
        method,
        policy.id,
        inputs,
        grade=str(policy.apply(exact)),
        exact=exact,
        cautions=(LINEAR, PERCENTAGE) if scale.is_percentage else (LINEAR,),
    )


def _formula(grade: Decimal, scale: NumericScale) -> Decimal:
    with localcontext(prec=DIGITS):
        return 1 + 3 * (scale.best - grade) / (scale.best - scale.passing)
