from decimal import Decimal

import pytest

from services.credentials.domain.grades.outcome import Converted, RefusalCode, Refused
from services.credentials.domain.grades.thresholds import ThresholdTable, WrongThresholds, convert

HONOURS = ThresholdTable(
    "gbr.honours/1",
    ((Decimal(70), "First"), (Decimal(60), "Upper second"), (Decimal(40), "Third")),
    Decimal(100),
)


@pytest.mark.parametrize(
    ("mark", "label"), [("100", "First"), ("70", "First"), ("69.99", "Upper second"), ("40", "Third")]
)
def test_a_mark_reaches_the_grade_whose_threshold_it_meets(mark: str, label: str) -> None:
    converted = convert(mark, HONOURS)
    assert isinstance(converted, Converted)
    assert (converted.grade, converted.policy) == (label, "gbr.honours/1")


@pytest.mark.parametrize(
    ("mark", "code"),
    [
        ("39.9", RefusalCode.FAILING_GRADE),
        ("101", RefusalCode.OUT_OF_SCALE),
        ("-1", RefusalCode.OUT_OF_SCALE),
        ("first", RefusalCode.NOT_NUMERIC),
    ],
)
def test_other_marks_are_refused(mark: str, code: RefusalCode) -> None:
    refused = convert(mark, HONOURS)
    assert isinstance(refused, Refused)
    assert refused.code is code


@pytest.mark.parametrize("marks", [[], [60, 70], [70, 70], [110, 60]])
def test_thresholds_fall(marks: list[int]) -> None:
    with pytest.raises(WrongThresholds):
        ThresholdTable("wrong", tuple((Decimal(it), str(i)) for i, it in enumerate(marks)), Decimal(100))
