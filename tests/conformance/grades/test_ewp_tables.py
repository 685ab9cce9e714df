"""The published example of the transcripts API of Erasmus Without Paper, version 2."""

import os
from decimal import Decimal
from pathlib import Path

import pytest

from services.credentials.adapters.ewp_tables import NAMESPACE, Order, UnreadableTable, read_ewp_tables
from services.credentials.domain.grades.distribution import DistributionTable, convert
from services.credentials.domain.grades.outcome import Converted

_BESIDE = Path(__file__).parents[4] / "shared" / "data"
EXAMPLE = (
    Path(os.environ.get("SYMBOLON_TEST_DATA", _BESIDE)) / "vectors" / "ewp-tors" / "get-response-example.xml"
)
with_example = pytest.mark.skipif(not EXAMPLE.exists(), reason="the EWP example is not beside this checkout")

ECTS = DistributionTable(
    "ECTS", tuple((label, Decimal(share)) for label, share in zip("ABCDE", (10, 25, 30, 25, 10), strict=True))
)


@with_example
def test_the_example_is_read_with_its_failures_apart() -> None:
    tables = read_ewp_tables(EXAMPLE.read_text(), order=Order.BEST_LAST, failing=frozenset("F"))
    table = tables["0612"]
    assert [label for label, _ in table.shares] == list("ABCDEF")
    assert sum(share for _, share in table.shares) == 100
    ranks = {it.label: it.end.quantize(Decimal("0.01")) for it in table.segments()}
    assert ranks == {
        "A": Decimal("2.02"),
        "B": Decimal("12.00"),
        "C": Decimal("48.59"),
        "D": Decimal("75.10"),
        "E": Decimal("100.00"),
    }


@with_example
def test_its_best_grades_are_rarer_than_those_of_the_ects_table() -> None:
    table = read_ewp_tables(EXAMPLE.read_text(), order=Order.BEST_LAST, failing=frozenset("F"))["0612"]
    converted = convert("C", table, ECTS)
    assert isinstance(converted, Converted)
    assert converted.grade == "B"
    assert converted.band is not None
    assert (converted.band.best, converted.band.worst) == ("B", "C")


def response(grades: str, code: str = "0612") -> str:
    return f'<r xmlns="{NAMESPACE}"><iscedTable iscedCode="{code}">{grades}</iscedTable></r>'


GRADES = (
    '<gradeFrequency label="1" percentage="40"/><gradeFrequency label="2" percentage="60"/>'  # two grades
)


@pytest.mark.parametrize(
    ("xml", "complaint"),
    [
        ("<unclosed", "not readable as XML"),
        ("<!DOCTYPE a [<!ENTITY b 'c'>]>" + response(GRADES), "document type"),
        ("<r/>", "no iscedTable"),
        (response(GRADES, code=""), "missing or given twice"),
        (response(GRADES.replace("40", "forty")), "'forty' is not a number"),
        (response(GRADES.replace("40", "70")), "do not add up to 100"),
        (response(GRADES.replace('label="1"', "")), "no label"),
        (response(GRADES.replace('label="1"', 'label="2"')), "given twice"),
        (" " * 1_000_001, "longer than"),
    ],
)
def test_other_texts_are_refused_with_the_reason(xml: str, complaint: str) -> None:
    with pytest.raises(UnreadableTable, match=complaint):
        read_ewp_tables(xml, order=Order.BEST_FIRST, failing=frozenset())


def test_a_failing_grade_that_no_table_has_is_refused() -> None:
    with pytest.raises(UnreadableTable, match="no table has the failing grade FX"):
        read_ewp_tables(response(GRADES), order=Order.BEST_FIRST, failing=frozenset({"2", "FX"}))
