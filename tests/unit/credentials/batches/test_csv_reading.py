"""CSV from the wild: every row is read or refused at its place, and none costs another."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.credentials.adapters.batches.blocks import BLOCK_ROWS
from services.credentials.adapters.batches.csv_reading import NotATable
from tests.unit.credentials.batches.reading import read_csv

HEADER = b"key,award_country,qualification,award_date,host_country,purpose,institution\n"
GOOD = b"%d,FRA,Licence,2015-07-01,NOR,work,Paris\n"


def table(*rows: bytes) -> bytes:
    return HEADER + b"".join(rows)


def codes(body: bytes) -> list[list[tuple[str, str]]]:
    return [row.faults for row in read_csv(body)]


def test_a_plain_table() -> None:
    (row,) = read_csv(table(GOOD % 7))
    assert row.number == 1
    assert row.values["key"] == "7"
    assert row.values["qualification"] == "Licence"
    assert row.values["grade"] is None
    assert row.faults == []


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"\xef\xbb\xbf" + table(GOOD % 1), "a byte order mark"),
        (table(GOOD % 1).replace(b"\n", b"\r\n"), "Windows line ends"),
        (table(GOOD % 1).rstrip(b"\n"), "no last line end"),
        (table(GOOD % 1).replace(b",", b";"), "semicolons, as Excel writes in half of Europe"),
        (table(GOOD % 1).replace(b",", b"\t"), "tabs"),
        (table(GOOD % 1, b"\n", b"  \n"), "blank lines"),
        (HEADER.upper() + GOOD % 1, "capitals in the header"),
    ],
    ids=lambda it: it if isinstance(it, str) else "",
)
def test_harmless_differences(body: bytes, why: str) -> None:
    (row,) = read_csv(body)
    assert (row.values["award_country"], row.values["purpose"], row.faults) == ("FRA", "work", [])


def test_newlines_and_quotes_inside_quotes_belong_to_the_value() -> None:
    row, after = read_csv(table(b'1,FRA,Licence,2015-07-01,NOR,work,"Ecole ""X"",\r\nParis, 5e"\n', GOOD % 2))
    assert row.values["institution"] == 'Ecole "X",\r\nParis, 5e'
    assert after.values["key"] == "2"


def test_a_quote_that_is_never_closed_costs_its_own_line_only() -> None:
    rows = read_csv(table(b'1,FRA,"Licence,2015-07-01,NOR,work,X\n', GOOD % 2, GOOD % 3))
    assert [row.faults for row in rows] == [[("", "unclosed_quote")], [], []]
    assert [row.values["key"] for row in rows] == ["1", "2", "3"]


def test_a_quote_that_slipped_in_does_not_swallow_the_rows_up_to_the_next_quoted_one() -> None:
    quoted = b'3,FRA,Licence,2015-07-01,NOR,work,"Paris, Nord"\n'
    rows = read_csv(table(b'1,FRA,"Licence,2015-07-01,NOR,work,X\n', GOOD % 2, quoted, GOOD % 4))
    assert [row.faults for row in rows] == [[("", "unclosed_quote")], [], [], []]
    assert rows[2].values["institution"] == "Paris, Nord"


def test_quotes_on_every_line_of_an_open_field_cost_no_more_than_their_length() -> None:
    filling = b'""\n' * 200_000
    rows = read_csv(table(b'1,FRA,"' + filling + b'",2015-07-01,NOR,work,X\n', GOOD % 2))
    assert [row.faults for row in rows] == [[("", "row_too_large")], []]


def test_bytes_that_are_not_utf8_are_named_by_column_and_spare_the_rest() -> None:
    first, second = read_csv(table(b"1,FRA,Licence,2015-07-01,NOR,work,Universit\xe9\n", GOOD % 2))
    assert first.faults == [("/institution", "invalid_utf8")]
    assert first.values["qualification"] == "Licence"
    assert second.faults == []


def test_a_field_of_ten_megabytes_is_refused_and_the_next_row_is_read() -> None:
    huge = b"1,FRA," + b"x" * 10_000_000 + b",2015-07-01,NOR,work,X\n"
    quoted = b'2,FRA,"' + b"y\n" * 5_000_000 + b'",2015-07-01,NOR,work,X\n'
    assert codes(table(huge, quoted, GOOD % 3)) == [[("", "row_too_large")], [("", "row_too_large")], []]


def test_too_few_and_too_many_fields() -> None:
    rows = read_csv(table(b"1,FRA\n", b"2" + b",x" * 9 + b"\n", GOOD % 3))
    assert [row.faults for row in rows] == [[("", "wrong_number_of_fields")]] * 2 + [[]]
    assert [row.values["key"] for row in rows] == ["1", "2", "3"]


def test_a_key_names_one_row() -> None:
    rows = read_csv(table(GOOD % 5, GOOD % 6, GOOD % 5))
    assert [row.faults for row in rows] == [[], [], [("/key", "duplicate_key")]]


def test_a_repeated_key_is_found_across_blocks_and_names_the_first_row() -> None:
    many = [GOOD % number for number in range(BLOCK_ROWS + 10)]
    rows = read_csv(table(*many, GOOD % 3, GOOD % (BLOCK_ROWS + 5)))
    assert [row.number for row in rows if row.faults] == [BLOCK_ROWS + 11, BLOCK_ROWS + 12]


def test_without_a_key_the_number_of_the_row_is_its_key() -> None:
    header = b"award_country,qualification,award_date,host_country,purpose\n"
    rows = read_csv(header + b"FRA,L,2015-07-01,NOR,work\n" * 2)
    assert [row.values["key"] for row in rows] == ["1", "2"]


@pytest.mark.parametrize(
    ("body", "faults"),
    [
        (b"", {("", "empty")}),
        (b"\xff\xfek\x00e\x00y\x00", {("", "not_utf8_text")}),
        (b"\x1f\x8b\x08\x00rest", {("", "not_utf8_text")}),
        (b"PK\x03\x04rest of a spreadsheet", {("", "not_utf8_text")}),
        (
            HEADER.replace(b"purpose", b"pourpose"),
            {("/pourpose", "unknown_column"), ("/purpose", "missing_column")},
        ),
        (HEADER.replace(b"key", b"purpose"), {("/purpose", "doubled_column")}),
        (b"key,\xe9\n", {("", "invalid_utf8")}),
        (b"just some prose\nand more\n", None),
    ],
)
def test_what_is_wrong_with_the_whole_table(body: bytes, faults: set[tuple[str, str]] | None) -> None:
    with pytest.raises(NotATable) as refused:
        read_csv(body)
    if faults is not None:
        assert {(it.pointer, it.code) for it in refused.value.violations} == faults


def test_a_required_column_may_come_as_a_parameter_instead() -> None:
    body = b"award_country,qualification,award_date,purpose\nFRA,Licence,2015-07-01,work\n"
    with pytest.raises(NotATable):
        read_csv(body)
    assert read_csv(body, known=("host_country",))[0].faults == []


@settings(max_examples=150)
@given(
    cells=st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12), max_size=8),
    piece=st.integers(1, 50),
)
def test_what_a_csv_writer_wrote_is_read_back_however_it_is_cut(cells: list[str], piece: int) -> None:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
    for number, cell in enumerate(cells, start=1):
        writer.writerow([number, "FRA", "Licence", "2015-07-01", "NOR", "work", cell])
    rows = read_csv(HEADER + out.getvalue().encode(), piece=piece)
    assert [row.values["institution"] for row in rows] == cells


@settings(max_examples=150)
@given(noise=st.binary(max_size=200), piece=st.integers(1, 50))
def test_noise_gives_faults_and_never_costs_the_good_row_before_it(noise: bytes, piece: int) -> None:
    rows = read_csv(table(GOOD % 1, noise), piece=piece)
    assert (rows[0].values["key"], rows[0].faults) == ("1", [])
