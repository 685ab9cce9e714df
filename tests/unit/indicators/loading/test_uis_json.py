"""The UIS Data API's JSON: the same records as the export, read one by one; whatever else it is, is named."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.indicators.domain.loading.json_text import LONGEST, BrokenJson, JsonText
from services.indicators.domain.loading.outcome import Outcome, collect
from services.indicators.domain.loading.publishers import uis_export, uis_json
from tests.unit.indicators.loading.sample import KNOWN_AT, codes


def record(**changes: Any) -> dict[str, Any]:
    row: dict[str, Any] = {"indicatorId": "26637", "geoUnit": "NAM", "year": 2020, "value": 12}
    return row | {"magnitude": None, "qualifier": None} | changes


def answer(*records: Any, **more: Any) -> bytes:
    return json.dumps({"hints": [], "records": list(records), "indicatorMetadata": []} | more).encode()


def read(content: bytes, size: int = 1 << 16) -> Outcome:
    pieces = [content[at : at + size] for at in range(0, len(content), size)]
    return collect(uis_json.parse(pieces, release="UIS-1", known_at=KNOWN_AT))


def test_records_are_those_of_the_export() -> None:
    rows = [
        ("26637", "NAM", 2019, 0, "NA", None),
        ("26637", "FRA", 2020, 1234567, None, "UIS_EST"),
        ("MSEP.5T8", "SDG: Northern Africa", 2020, 10.83650016784668, None, None),
        ("26637", "TUN", 2020, None, "SUPP", None),
    ]
    names = ("indicatorId", "geoUnit", "year", "value", "magnitude", "qualifier")
    table = [",".join(names), *(",".join("" if it is None else str(it) for it in row) for row in rows)]
    export = uis_export.parse(["\n".join(table).encode()], release="UIS-1", known_at=KNOWN_AT)
    ours = read(answer(*(dict(zip(names, row, strict=True)) for row in rows)))
    assert ours.observations == collect(export).observations
    assert codes(ours) == ["float32_noise"]
    assert [it.value for it in ours.observations] == [0, 1234567, 10.83650016784668, None]


@pytest.mark.parametrize("size", [1, 7, 64, 1 << 16])
def test_pieces_may_end_anywhere(size: int) -> None:
    content = answer(*(record(year=year, value=year * 1.5) for year in range(1990, 2020)))
    assert [it.value for it in read(content, size).observations] == [y * 1.5 for y in range(1990, 2020)]


def test_footnotes_stay_with_their_figures() -> None:
    notes = [{"type": "Source", "subtype": "Data sources", "value": "UOE"}, {"value": "2 campuses"}]
    (kept,) = read(answer(record(footnotes=notes))).observations
    assert kept.footnote == "Source, Data sources: UOE; 2 campuses"


def test_what_the_service_says_is_passed_on() -> None:
    hint = {"code": "UIS::HINT::001", "message": "The indicator could not be found"}
    assert codes(read(answer(record(), hints=[hint]))) == ["service_hint"]
    assert codes(read(answer(hints=[hint]))) == ["service_hint", "nothing_found"]
    refused = {
        "message": "Too much data requested (224879 records)",
        "error": "Bad Request",
        "statusCode": 400,
    }
    outcome = read(json.dumps(refused).encode())
    assert codes(outcome) == ["service_message"]
    assert "224879" in outcome.findings[0].detail


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"indicatorId": "ROFST.1T3.GPIA.CP"}, "unknown_indicator"),
        ({"indicatorId": None}, "unknown_indicator"),
        ({"indicatorId": ["26637"]}, "broken_row"),
        ({"geoUnit": "QQQ"}, "unknown_area"),
        ({"geoUnit": None}, "unknown_area"),
        ({"year": 2019.5}, "bad_year"),
        ({"year": "2019"}, "broken_row"),
        ({"value": "12"}, "broken_row"),
        ({"value": True}, "broken_row"),
        ({"value": {}}, "broken_row"),
        ({"value": -1}, "bad_value"),
        ({"value": None}, "bad_value"),
        ({"qualifier": "PERHAPS"}, "unknown_qualifier"),
        ({"magnitude": "HUGE"}, "unknown_magnitude"),
        ({"footnotes": "none"}, "broken_row"),
    ],
)
def test_a_record_that_cannot_be_is_named_and_nothing_is_kept(changes: dict[str, Any], code: str) -> None:
    outcome = read(answer(record(year=2001), record(**changes)))
    assert (outcome.observations, code in codes(outcome)) == ((), True)
    assert outcome.findings[0].where.line == 2


def test_a_record_without_a_field_says_which() -> None:
    incomplete = record()
    del incomplete["magnitude"]
    (finding,) = read(answer(incomplete)).findings
    assert (finding.code, finding.detail) == ("broken_row", "record 1: it has no magnitude")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "wrong_columns"),
        (b"[]", "wrong_columns"),
        (b"{}", "wrong_columns"),
        (b"<html>", "wrong_columns"),
        (answer(record())[:-30], "broken_json"),
        (answer(record())[:90], "broken_json"),
        (answer(record()) + b"x", "broken_json"),
        (answer(record(value=float("nan"))), "broken_json"),
        (b'{"records": {}}', "broken_json"),
        (b'{"records": [[[' + b"[" * 100_000, "broken_json"),
        (b'{"records": [{"value": 1, "value": 2}]}', "broken_json"),
        (b'{"records": ["' + b"x" * 2 * LONGEST + b'"]}', "broken_json"),
        (answer(record()).decode().encode("utf-16"), "wrong_encoding"),
        (answer(record(geoUnit="x")).replace(b'"x"', b'"\xff"'), "wrong_encoding"),
    ],
)
def test_what_is_no_answer_is_refused_by_name(content: bytes, code: str) -> None:
    outcome = read(content)
    assert (outcome.observations, codes(outcome)) == ((), [code])


def test_a_long_answer_is_never_held_whole() -> None:
    longest = 0

    def pieces() -> Iterator[str]:
        nonlocal longest
        yield "["
        for _ in range(3_000):
            longest = max(longest, len(text._held))
            yield '{"a":"' + "x" * 1_000 + '"},'
        yield "1]"

    text = JsonText(pieces())
    assert sum(1 for _ in text.elements() if text.value()) == 3_001
    assert longest < 5_000


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4),
)


@given(JSON, st.integers(1, 9))
def test_any_json_is_read_as_it_is(value: Any, size: int) -> None:
    written = json.dumps(value)
    text = JsonText(written[at : at + size] for at in range(0, len(written), size))
    assert text.value() == json.loads(written, parse_int=str)
    text.end()


@given(st.text(max_size=40))
def test_any_text_is_json_or_broken(written: str) -> None:
    text = JsonText([written])
    try:
        text.skip()
        text.end()
    except BrokenJson:
        return
    json.loads(written)
