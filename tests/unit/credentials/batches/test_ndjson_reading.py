"""NDJSON from the wild."""

import json

import pytest

from services.credentials.adapters.batches.csv_reading import NotATable
from tests.unit.credentials.batches.reading import read_ndjson

GOOD = {
    "key": "a",
    "award_country": "FRA",
    "qualification": "Licence",
    "award_date": "2015-07-01",
    "host_country": "NOR",
    "purpose": "work",
}


def line(**changed: object) -> bytes:
    return json.dumps(GOOD | changed).encode() + b"\n"


def test_a_plain_line() -> None:
    (row,) = read_ndjson(line(institution='Ecole "X"'))
    assert (row.values["institution"], row.faults) == ('Ecole "X"', [])


def test_a_grade_may_be_a_number_and_nothing_else_may() -> None:
    grade, purpose = read_ndjson(line(grade=14.5) + line(key="b", purpose=3))
    assert (grade.values["grade"], grade.faults) == ("14.5", [])
    assert purpose.faults == [("/purpose", "not_a_text")]


@pytest.mark.parametrize(
    ("bad", "fault"),
    [
        (b"{not json}\n", ("", "json_invalid")),
        (b'{"key":"a","key":"b"}\n', ("/key", "duplicate_member")),
        (b'{"key":"a","key" :"b"}\n', ("/key", "duplicate_member")),
        (b'{"grade":NaN}\n', ("/grade", "number_not_finite")),
        (b'{"key":"\\u0000"}\n', ("/key", "nul")),
        (b'{"key":"\\ud800"}\n', ("/key", "lone_surrogate")),
        (b'{"key":"\xff"}\n', ("", "invalid_utf8")),
        (b"[1,2]\n", ("", "not_an_object")),
        (b'{"institution":{"name":"x"}}\n', ("/institution", "not_a_text")),
        (b'{"colour":"red"}\n', ("/colour", "unknown_field")),
        (b'{"key":"' + b"x" * 100_000 + b'"}\n', ("", "row_too_large")),
        (b"[" * 40 + b"]" * 40 + b"\n", ("", "too_deep")),
    ],
)
def test_a_bad_line_is_named_and_the_next_one_read(bad: bytes, fault: tuple[str, str]) -> None:
    first, second = read_ndjson(bad + line(key="z"), piece=1000)
    assert first.faults == [fault]
    assert (second.values["key"], second.faults) == ("z", [])


def test_an_empty_body_is_refused() -> None:
    with pytest.raises(NotATable):
        read_ndjson(b"\n\n")
