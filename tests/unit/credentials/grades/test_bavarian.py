"""The modified Bavarian formula, its named roundings, and the cases it refuses."""

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from services.credentials.domain.grades.bavarian import convert
from services.credentials.domain.grades.outcome import Converted, RefusalCode, Refused
from services.credentials.domain.grades.rounding import POLICIES, STEPS
from services.credentials.domain.grades.scale import LabelScale, NumericScale, WrongScale

COLOGNE, PASSAU, EXACT = POLICIES["cologne/1"], POLICIES["passau/1"], POLICIES["two_decimals/1"]

FRANCE = NumericScale(Decimal(20), Decimal(10), Decimal(0))
ITALY = NumericScale(Decimal(30), Decimal(18), Decimal(0))
CZECHIA = NumericScale(Decimal(1), Decimal(3), Decimal(4))
HUNDRED = NumericScale(Decimal(100), Decimal(50), Decimal(0))


@pytest.mark.parametrize(
    ("exact", "rounded"),
    [("1.6", "1.7"), ("2.4", "2.3"), ("2.6", "2.7"), ("2.5", "2.3"), ("1.15", "1.0"), ("3.85", "3.7")],
)
def test_the_cases_that_cologne_published(exact: str, rounded: str) -> None:
    assert COLOGNE.apply(Decimal(exact)) == Decimal(rounded)


@pytest.mark.parametrize(
    ("exact", "rounded"),
    [("1.6", "1.3"), ("2.69", "2.3"), ("2.7", "2.7"), ("1.29", "1.0"), ("4.0", "4.0"), ("3.999", "3.7")],
)
def test_passau_cuts_and_takes_the_better_step(exact: str, rounded: str) -> None:
    assert PASSAU.apply(Decimal(exact)) == Decimal(rounded)


@pytest.mark.parametrize(
    ("grade", "scale", "exact", "cologne", "passau"),
    [
        ("20", FRANCE, "1", "1.0", "1.0"),
        ("10", FRANCE, "4", "4.0", "4.0"),
        ("15", FRANCE, "2.5", "2.3", "2.3"),
        ("14,5", FRANCE, "2.65", "2.7", "2.3"),
        ("27", ITALY, "1.75", "1.7", "1.7"),
        ("2", CZECHIA, "2.5", "2.3", "2.3"),
        ("95", HUNDRED, "1.3", "1.3", "1.3"),
    ],
)
def test_grades_by_hand(grade: str, scale: NumericScale, exact: str, cologne: str, passau: str) -> None:
    for policy, expected in ((COLOGNE, cologne), (PASSAU, passau)):
        converted = convert(grade, scale, policy)
        assert isinstance(converted, Converted)
        assert converted.exact == Decimal(exact)
        assert converted.grade == expected
        assert converted.policy == policy.id


@pytest.mark.parametrize(
    ("grade", "scale", "code"),
    [
        ("9.5", FRANCE, RefusalCode.FAILING_GRADE),
        ("4", CZECHIA, RefusalCode.FAILING_GRADE),
        ("21", FRANCE, RefusalCode.OUT_OF_SCALE),
        ("0.5", CZECHIA, RefusalCode.OUT_OF_SCALE),
        ("-1", FRANCE, RefusalCode.OUT_OF_SCALE),
        ("excellent", FRANCE, RefusalCode.NOT_NUMERIC),
        ("1,000.5", FRANCE, RefusalCode.NOT_NUMERIC),
        ("NaN", FRANCE, RefusalCode.NOT_NUMERIC),
        ("\u0661\u0665", FRANCE, RefusalCode.NOT_NUMERIC),
        ("", FRANCE, RefusalCode.NOT_NUMERIC),
        ("A", LabelScale(("A", "B"), ("F",)), RefusalCode.LABELS_HAVE_NO_DISTANCE),
    ],
)
def test_what_the_formula_does_not_fit(
    grade: str, scale: NumericScale | LabelScale, code: RefusalCode
) -> None:
    refused = convert(grade, scale, COLOGNE)
    assert isinstance(refused, Refused)
    assert refused.code is code
    assert refused.text


@pytest.mark.parametrize(("best", "passing", "worst"), [(10, 10, 0), (20, 10, 15), (1, 4, 2), (10, 20, 0)])
def test_a_scale_has_one_direction(best: int, passing: int, worst: int) -> None:
    with pytest.raises(WrongScale):
        NumericScale(Decimal(best), Decimal(passing), Decimal(worst))


def test_percentages_come_with_a_caution() -> None:
    converted = convert("75", HUNDRED, COLOGNE)
    assert isinstance(converted, Converted)
    assert "percentage_scale" in {it.code for it in converted.cautions}


marks = st.decimals(min_value=-50, max_value=150, places=2, allow_nan=False)


@given(best=marks, passing=marks, one=st.integers(0, 1000), other=st.integers(0, 1000))
def test_a_better_grade_never_becomes_a_worse_one(
    best: Decimal, passing: Decimal, one: int, other: int
) -> None:
    assume(best != passing)
    scale = NumericScale(best, passing)
    for policy in POLICIES.values():
        grades = []
        for share in sorted((one, other)):  # from the best grade towards the lowest that passes
            mark = (best + (passing - best) * share / 1000).quantize(Decimal("0.00001"))
            converted = convert(str(mark), scale, policy)
            assert isinstance(converted, Converted)
            grades.append(Decimal(converted.grade))
        assert grades[0] <= grades[1]
        assert Decimal(1) <= grades[0] <= Decimal(4)


@given(st.decimals(min_value=1, max_value=4, places=4))
def test_cologne_and_passau_give_grades_that_exist(exact: Decimal) -> None:
    assert COLOGNE.apply(exact) in STEPS
    assert PASSAU.apply(exact) in STEPS
    assert PASSAU.apply(exact) <= exact


def test_no_rounding_is_the_default_of_another() -> None:
    assert {it.name for it in POLICIES.values()} == {"cologne", "passau", "two_decimals"}
    assert EXACT.apply(Decimal("2.345")) == Decimal("2.35")
