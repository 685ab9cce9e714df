"""A file whose first line is not the one that is due is refused, with what stands there and why it may."""

import pytest

from services.indicators.domain.integrity.finding import Finding
from services.indicators.domain.loading.rows import Contract, rows

CONTRACT = Contract("a-table/1", ("area", "year", "value"), ("area", "year"))


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("area;year;value\nFRA;2020;1", "wrong_columns", "divided by ';', not ','"),
        ("area\tyear\tvalue\n", "wrong_columns", "divided by '\\t', not ','"),
        ("AREA,YEAR,VALUE\n", "wrong_columns", "the first line is 'AREA,YEAR,VALUE'"),
        ("<html><body>502 Bad Gateway", "wrong_columns", "no table of columns"),
        ('{"records":[]}', "wrong_columns", "no table of columns"),
        ("", "wrong_columns", "the file is empty"),
        ("x" * 200_000, "broken_row", "field larger than field limit"),
    ],
)
def test_the_first_line_is_named(text: str, code: str, said: str) -> None:
    (finding,) = rows(text.splitlines(keepends=True), CONTRACT)
    assert isinstance(finding, Finding)
    assert finding.code == code
    assert said in finding.detail
