"""Conversion by a table of thresholds: from this mark on, that grade."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from services.credentials.domain.grades.numerals import numeral
from services.credentials.domain.grades.outcome import Conversion, Converted, Method, RefusalCode, Refused


class WrongThresholds(ValueError):
    """The table contradicts itself."""


@dataclass(frozen=True, slots=True)
class ThresholdTable:
    """Grades with the lowest mark of each, best first; below the last of them nothing passes.

    `name` carries the version. Raises WrongThresholds where the marks do not fall from the best on.
    """

    name: str
    rows: tuple[tuple[Decimal, str], ...]
    highest: Decimal

    def __post_init__(self) -> None:
        marks = [self.highest, *(mark for mark, _ in self.rows)]
        if not self.rows or marks[0] < marks[1] or any(a <= b for a, b in pairwise(marks[1:])):
            raise WrongThresholds(f"{self.name}: the marks must fall from the best grade to the last")


def convert(grade: str, table: ThresholdTable) -> Conversion:
    """Look a mark up in the table."""
    inputs = (("grade", grade), ("table", table.name))
    value = numeral(grade)
    if value is None:
        return Refused(
            Method.THRESHOLDS, table.name, inputs, RefusalCode.NOT_NUMERIC, "the grade is not a number"
        )
    if value > table.highest or value < 0:
        text = f"the table holds for marks from 0 to {table.highest}"
        return Refused(Method.THRESHOLDS, table.name, inputs, RefusalCode.OUT_OF_SCALE, text)
    for mark, label in table.rows:
        if value >= mark:
            return Converted(Method.THRESHOLDS, table.name, inputs, grade=label)
    text = f"the mark lies below {table.rows[-1][0]}, the lowest that passes"
    return Refused(Method.THRESHOLDS, table.name, inputs, RefusalCode.FAILING_GRADE, text)
