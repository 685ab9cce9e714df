"""Conversion by the rank among those who passed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.credentials.domain.grades.distribution import DistributionTable, WrongTable, convert
from services.credentials.domain.grades.outcome import Band, Converted, RefusalCode, Refused


def table(name: str, *, failing: str = "", **shares: str) -> DistributionTable:
    return DistributionTable(
        name, tuple((label, Decimal(it)) for label, it in shares.items()), frozenset(failing)
    )


ECTS = table("ECTS", A="10", B="25", C="30", D="25", E="10")
THIRDS = table("thirds", X="40", Y="40", Z="20")
WITH_FAILURES = table("with failures", failing="F", A="20", B="30", C="30", F="20")


def test_a_grade_becomes_the_one_that_covers_the_middle_of_its_ranks() -> None:
    converted = convert("B", ECTS, THIRDS)  # ranks 10 to 35, middle 22.5
    assert isinstance(converted, Converted)
    assert converted.grade == "X"
    assert converted.band == Band("X", "X")


def test_the_band_names_every_grade_that_the_ranks_touch() -> None:
    converted = convert("C", ECTS, THIRDS)  # ranks 35 to 65, middle 50
    assert isinstance(converted, Converted)
    assert (converted.grade, converted.band) == ("Y", Band("X", "Y"))
    assert {it.code for it in converted.cautions} == {"suggested", "wide_band"}


def test_failures_take_no_ranks() -> None:
    segments = {it.label: (it.start, it.end) for it in WITH_FAILURES.segments()}
    assert segments == {"A": (0, 25), "B": (25, Decimal("62.5")), "C": (Decimal("62.5"), 100)}


@pytest.mark.parametrize(
    ("label", "source", "code"),
    [
        ("F", WITH_FAILURES, RefusalCode.FAILING_GRADE),
        ("A+", ECTS, RefusalCode.UNKNOWN_LABEL),
        ("A", table("nobody", A="0", B="100"), RefusalCode.NOBODY_HAS_IT),
    ],
)
def test_a_grade_without_rank_is_refused(label: str, source: DistributionTable, code: RefusalCode) -> None:
    refused = convert(label, source, ECTS)
    assert isinstance(refused, Refused)
    assert refused.code is code


@pytest.mark.parametrize(
    ("shares", "failing"),
    [
        ([("A", "50"), ("A", "50")], ""),
        ([("A", "110"), ("B", "-10")], ""),
        ([("A", "50"), ("B", "40")], ""),
        ([("A", "NaN"), ("B", "40")], ""),
        ([("A", "50"), ("B", "50")], "F"),
        ([("F", "100")], "F"),
    ],
)
def test_a_table_that_contradicts_itself_is_refused(shares: list[tuple[str, str]], failing: str) -> None:
    with pytest.raises(WrongTable):
        DistributionTable("wrong", tuple((label, Decimal(it)) for label, it in shares), frozenset(failing))


@st.composite
def tables(draw: st.DrawFn) -> DistributionTable:
    weights = draw(st.lists(st.integers(1, 50), min_size=1, max_size=8))
    total = sum(weights)
    return DistributionTable(
        "drawn", tuple((chr(65 + i), Decimal(it) * 100 / total) for i, it in enumerate(weights))
    )


@given(tables(), tables())
def test_order_is_kept_and_the_grade_lies_in_its_band(
    source: DistributionTable, target: DistributionTable
) -> None:
    rank = {it.label: index for index, it in enumerate(target.segments())}
    found = []
    for label, _ in source.shares:
        converted = convert(label, source, target)
        assert isinstance(converted, Converted)
        assert converted.band is not None
        assert rank[converted.band.best] <= rank[converted.grade] <= rank[converted.band.worst]
        found.append(rank[converted.grade])
    assert found == sorted(found)


@given(tables())
def test_a_table_converts_to_itself(drawn: DistributionTable) -> None:
    for label, _ in drawn.shares:
        converted = convert(label, drawn, drawn)
        assert isinstance(converted, Converted)
        assert converted.grade == label
