"""Forms that publishers and their readers' tools do write, and forms that only look like them."""

import gzip
import io
import struct
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import repeat
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from services.indicators.adapters.sources.catalogue import SOURCES
from services.indicators.domain.integrity.finding import by_code
from services.indicators.domain.loading import reading as reading_module
from services.indicators.domain.loading import rows as rows_module
from services.indicators.domain.loading.archive import bounded
from services.indicators.domain.loading.decode import LONGEST_LINE, Unreadable
from services.indicators.domain.loading.reading import Reading, Request
from tests.support.stata import a_new_stata_file

NOW = datetime(2026, 11, 24, tzinfo=UTC)
EXPORT = "indicatorId,geoUnit,year,value,qualifier,magnitude\n26637,NAM,2020,12,,\n26637,TUN,2020,34,,\n"
REORDERED = (
    "note,magnitude,qualifier,value,year,geoUnit,indicatorId\n"
    '"a, ""quoted""\nnote",,,12,2020,NAM,26637\n,,,34,2020,TUN,26637\n'
)
CSV = (
    "DATAFLOW,LAST UPDATE,freq,unit,isced11,sex,partner,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG,CONF_STATUS\n"
    "ESTAT:EDUC_UOE_MOBS02(1.0),01/02/26 23:00:00,A,NR,ED5-8,T,NA,EL,2021,12,,\n"
    "ESTAT:EDUC_UOE_MOBS02(1.0),01/02/26 23:00:00,A,NR,ED5-8,T,TN,EL,2021,14,bp,F\n"
    "ESTAT:EDUC_UOE_MOBS02(1.0),01/02/26 23:00:00,A,NR,ED5-8,T,MA,EL,2021,:,c,C\n"
)
TSV = (
    "freq,unit,isced11,sex,partner,geo\\TIME_PERIOD\t2021 \n"
    "A,NR,ED5-8,T,NA,EL\t12 \nA,NR,ED5-8,T,TN,EL\t14 bp\nA,NR,ED5-8,T,MA,EL\t: c\n"
)


def read(folder: Path, source: str, content: bytes | str, name: str = "data.csv") -> Reading:
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return SOURCES[source].read(Request((file,), "R-1", NOW), lambda _: None)


def codes(reading: Reading) -> set[str]:
    return set(by_code(reading.findings))


def values(reading: Reading) -> list[float]:
    assert reading.table is not None, reading.findings
    found: list[float] = reading.table["OBS_VALUE"].to_pylist()
    return found


@pytest.mark.parametrize(
    "text",
    [
        EXPORT.replace("\n", "\r\n"),
        EXPORT.replace("\n", "\r"),
        EXPORT + "\n\n",
        "\n" + EXPORT,
        "\ufeff" + EXPORT,
        EXPORT.replace("26637", '"26637"').replace("geoUnit", '"geoUnit"'),
        REORDERED,
    ],
    ids=["crlf", "cr", "empty lines", "empty first line", "mark", "quoted", "other order and more columns"],
)
def test_an_export_that_a_tool_wrote_again_is_read_alike(tmp_path: Path, text: str) -> None:
    assert values(read(tmp_path, "uis-export", text)) == [12, 34]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (EXPORT.replace("magnitude", "value"), "wrong_columns"),
        (EXPORT.replace("value", "magnitude", 1), "wrong_columns"),
        (
            "indicatorId,geoUnit,year,value,qualifier,magnitude,value\n26637,NAM,2020,12,,,13\n",
            "wrong_columns",
        ),
        (EXPORT + '26637,"DZA,2020,9,,\n', "broken_row"),
        (EXPORT + "26637,DZA,2020,9,," + "9" * 200_000 + "\n", "broken_row"),
        (EXPORT + "9" * (LONGEST_LINE + 1), "line_too_long"),
        ("9" * (LONGEST_LINE + 1), "line_too_long"),
        (gzip.compress(EXPORT.encode(), mtime=0), "wrong_form"),
        (b"PAR1" + bytes(50), "wrong_form"),
        (b"", "wrong_columns"),
        (b"\n\n", "wrong_columns"),
    ],
)
def test_what_only_looks_like_an_export_is_named(tmp_path: Path, text: bytes | str, code: str) -> None:
    reading = read(tmp_path, "uis-export", text)
    assert (reading.table, codes(reading)) == (None, {code})


@pytest.mark.parametrize("year", ["0001", "1899", "2101", "9999", "2020.0", "20", "٢٠٢٠", "2020/21"])
def test_a_year_is_one_of_statistics(tmp_path: Path, year: str) -> None:
    assert codes(read(tmp_path, "uis-export", EXPORT.replace("2020", year))) == {"bad_year"}


@pytest.mark.parametrize(
    "value", ["1,234", "1 234", "1\u00a0234", "1'234", "\u221212", "١٢", "1_000", "0x10", "NA", "inf"]
)
def test_a_number_is_printed_plainly(tmp_path: Path, value: str) -> None:
    assert codes(read(tmp_path, "uis-export", EXPORT.replace("12", f'"{value}"'))) == {"bad_value"}


def test_a_text_whose_last_line_does_not_end_may_be_cut_short(tmp_path: Path) -> None:
    share = 'Entity,Code,Year,"Inbound mobility rate, both sexes"\nNamibia,NAM,2020,9.1234\n'
    assert codes(read(tmp_path, "owid", share)) == set()
    cut = read(tmp_path, "owid", share[:-3])
    assert (values(cut), codes(cut)) == ([9.12], {"unfinished_line"})
    assert codes(read(tmp_path, "owid", share[:-8])) == {"broken_row"}


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda whole: whole[:-20], "truncated_archive"),
        (lambda whole: whole + b"garbage", "damaged_archive"),
        (lambda _: EXPORT.encode(), "damaged_archive"),
        (gzip.compress, "wrong_form"),
    ],
)
def test_a_packed_text_is_whole_or_named(tmp_path: Path, spoil: Callable[[bytes], bytes], code: str) -> None:
    whole = gzip.compress(EXPORT.encode(), mtime=0)
    assert values(read(tmp_path, "uis-export", whole, "data.csv.gz")) == [12, 34]
    assert codes(read(tmp_path, "uis-export", spoil(whole), "data.csv.gz")) == {code}


def test_a_line_without_end_is_not_gathered_in_memory(tmp_path: Path) -> None:
    endless = gzip.compress(b"x" * 300_000_000, compresslevel=1)
    reading = read(tmp_path, "uis-export", endless, "data.csv.gz")
    assert codes(reading) == {"line_too_long"}


def test_a_file_of_faults_is_not_read_to_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_module, "MOST_FAULTS", 30)
    found = read(tmp_path, "uis-export", EXPORT + "x\n" * 1_000)
    assert codes(found) == {"broken_row", "too_many_faults"}
    assert by_code(found.findings)["broken_row"] == 30


def test_empty_lines_without_end_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows_module, "MOST_LINES", 1_000)
    for content in (EXPORT.encode() + b"\n" * 5_000, b"\n" * 5_000):
        packed = gzip.compress(content)
        assert codes(read(tmp_path, "uis-export", packed, "data.csv.gz")) == {"too_many_rows"}


def test_what_unfolds_without_end_is_refused() -> None:
    with pytest.raises(Unreadable) as refused:
        list(bounded(repeat(bytes(100)), largest=1_000))
    assert refused.value.finding.code == "archive_too_large"


def zipped(*members: tuple[str, str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as opened:
        for name, text in members:
            opened.writestr(name, text)
    return packed.getvalue()


def with_byte(content: bytes, mark: bytes, offset: int, value: int) -> bytes:
    changed = bytearray(content)
    changed[content.index(mark) + offset] = value
    return bytes(changed)


ONE = zipped(("x/data.csv", EXPORT))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (zipped(("a/data.csv", EXPORT), ("b/data.csv", EXPORT)), "missing_member"),
        (zipped(("other.csv", EXPORT)), "missing_member"),
        (with_byte(with_byte(ONE, b"PK\x01\x02", 8, 1), b"PK\x03\x04", 6, 1), "encrypted_archive"),
        (with_byte(with_byte(ONE, b"PK\x01\x02", 10, 9), b"PK\x03\x04", 8, 9), "unknown_compression"),
        (with_byte(ONE, b"PK\x01\x02", 24, 1), "damaged_archive"),
        (ONE[:-30], "truncated_archive"),
        (b"", "truncated_archive"),
        (b"no zip at all", "truncated_archive"),
    ],
)
def test_an_archive_that_cannot_be_trusted_is_named(tmp_path: Path, content: bytes, code: str) -> None:
    reading = read(tmp_path, "uis-export", content, "export.zip")
    assert (reading.table, codes(reading)) == (None, {code})


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_member_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    content = zipped(("data.csv", EXPORT), ("data.csv", EXPORT.replace("12", "13")))
    assert codes(read(tmp_path, "uis-export", content, "export.zip")) == {"duplicate_member"}


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2])
def test_an_archive_is_read_whatever_its_method(tmp_path: Path, method: int) -> None:
    content = zipped(("__MACOSX/._data.csv", "x"), ("export/data.csv", EXPORT), method=method)
    assert values(read(tmp_path, "uis-export", content, "EXPORT.ZIP")) == [12, 34]


@pytest.mark.parametrize(("text", "name"), [(CSV, "mobs02.csv"), (TSV, "mobs02.tsv"), (TSV, "MOBS02.TSV")])
def test_eurostats_flags_are_kept_as_sdmx_says_them(tmp_path: Path, text: str, name: str) -> None:
    reading = read(tmp_path, "eurostat-partners", text, name)
    assert reading.table is not None, reading.findings
    namibia, tunisia, morocco = reading.table.to_pylist()
    kept = ("COUNTERPART_AREA", "OBS_VALUE", "OBS_STATUS", "CONF_STATUS", "FOOTNOTE")
    assert [namibia[it] for it in kept] == ["NAM", 12, "A", "F", None]
    assert [tunisia[it] for it in kept] == ["TUN", 14, "P", "F", "Eurostat flags: bp"]
    assert [morocco[it] for it in kept] == ["MAR", None, "Q", "C", "Eurostat flags: c"]


@pytest.mark.parametrize(
    ("text", "name", "code"),
    [
        (TSV.replace("14 bp", "14 bx"), "t.tsv", "bad_value"),
        (TSV.replace("14 bp", "1 400"), "t.tsv", "bad_value"),
        (TSV.replace("A,NR,ED5-8,T,TN", "A,PC,ED5-8,T,TN"), "t.tsv", "wrong_table"),
        (TSV.replace("2021", "2021-Q1"), "t.tsv", "wrong_columns"),
        (TSV.replace("T,TN", "T,QQ"), "t.tsv", "unknown_code"),
        (TSV.replace("T,TN", "T,NA"), "t.tsv", "conflicting_rows"),
        (CSV.replace(",bp,", ",x,"), "t.csv", "bad_value"),
        (CSV.replace(",bp,F", ",bp,?"), "t.csv", "bad_value"),
        (CSV.replace("A,NR,ED5-8,T,TN", "Q,NR,ED5-8,T,TN"), "t.csv", "wrong_table"),
        (CSV.replace("T,TN,EL", "T,EL,TN"), "t.csv", "unknown_code"),
        (CSV.replace("T,TN,EL", "T,NA,EL"), "t.csv", "conflicting_rows"),
        (CSV.replace("T,TN,EL", "T,NA,EL").replace(",14,", ",12,"), "t.csv", "duplicate_row"),
    ],
)
def test_what_eurostats_tables_cannot_hold_is_named(tmp_path: Path, text: str, name: str, code: str) -> None:
    reading = read(tmp_path, "eurostat-partners", text, name)
    assert (reading.table, codes(reading)) == (None, {code})


CUBE: dict[str, list[Any]] = {
    "partner": ["NA", "TN"],
    "sex": ["T", "T"],
    "isced11": ["ED5-8", "ED5-8"],
    "geo": ["EL", "EL"],
    "time_period": [2021, 2021],
    "values": [12.0, 14.0],
}


def parquet(**changes: Any) -> bytes:
    packed = io.BytesIO()
    columns = {**CUBE, **changes}
    pq.write_table(pa.table({name: it for name, it in columns.items() if it is not None}), packed)
    return packed.getvalue()


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"time_period": None, "TIME_PERIOD": [2021, 2021], "values": None, "OBS_VALUE": [12, 14]},
        {"time_period": pa.array([2021.0, 2021.0]), "values": pa.array([12, 14], pa.int16())},
        {
            "partner": pa.array(["NA", "TN"]).dictionary_encode(),
            "geo": pa.array(["EL", "EL"], pa.large_string()),
        },
        {"more": ["x", "y"]},
        {"freq": ["A", "A"], "unit": ["NR", "NR"], "OBS_FLAG": ["", "bp"]},
    ],
)
def test_a_cube_is_read_whatever_tool_wrote_it(tmp_path: Path, changes: dict[str, Any]) -> None:
    assert values(read(tmp_path, "eurostat-partners", parquet(**changes), "t.parquet")) == [12, 14]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"partner": [1, 2]}, "wrong_types"),
        ({"partner": None}, "wrong_columns"),
        ({"partner": ["NA", None]}, "missing_code"),
        ({"partner": [None, "TN"]}, "namibia_lost"),
        ({"time_period": ["2021", "2021"]}, "wrong_types"),
        ({"time_period": [2021, None]}, "wrong_types"),
        ({"time_period": [2021.5, 2021.0]}, "wrong_types"),
        ({"time_period": [2021, 21]}, "bad_year"),
        ({"values": ["12", "14"]}, "wrong_types"),
        ({"freq": ["A", "Q"]}, "wrong_table"),
        ({"unit": ["NR", None]}, "wrong_table"),
        ({"OBS_FLAG": ["", "@"]}, "bad_value"),
        ({"OBS_FLAG": [1, 2]}, "wrong_types"),
        ({"values": None}, "wrong_columns"),
        ({"partner": ["NA", "NA"]}, "conflicting_rows"),
        ({name: pa.array([], pa.string()) for name in CUBE}, "wrong_types"),
        (
            {
                **{it: pa.array([], pa.string()) for it in CUBE},
                "time_period": pa.array([], pa.int64()),
                "values": pa.array([], pa.float64()),
            },
            "nothing_found",
        ),
    ],
)
def test_a_cube_of_other_types_is_named(tmp_path: Path, changes: dict[str, Any], code: str) -> None:
    reading = read(tmp_path, "eurostat-partners", parquet(**changes), "t.parquet")
    assert (reading.table, codes(reading)) == (None, {code})


@pytest.mark.parametrize("kept", [0, 3, 0.4, 0.9])
def test_a_cube_that_is_cut_is_named(tmp_path: Path, kept: float) -> None:
    content = parquet()
    cut = content[: int(kept if kept > 1 else len(content) * kept)]
    assert codes(read(tmp_path, "eurostat-partners", cut, "t.parquet")) == {"damaged_file"}


def test_the_flags_of_a_cube_stay_with_its_figures(tmp_path: Path) -> None:
    reading = read(tmp_path, "eurostat-partners", parquet(OBS_FLAG=["", "ep"]), "t.parquet")
    assert reading.table is not None
    assert reading.table["OBS_STATUS"].to_pylist() == ["A", "E"]
    assert reading.table["FOOTNOTE"].to_pylist() == [None, "Eurostat flags: ep"]


def test_a_page_whose_checksum_fails_is_damaged(tmp_path: Path) -> None:
    packed = io.BytesIO()
    pq.write_table(pa.table(CUBE), packed, write_page_checksum=True, compression="none")
    content = bytearray(packed.getvalue())
    content[content.index(b"NA")] ^= 0x01
    assert codes(read(tmp_path, "eurostat-partners", bytes(content), "t.parquet")) == {"damaged_file"}


def test_a_cube_whose_inside_is_damaged_is_named(tmp_path: Path) -> None:
    content = bytearray(parquet())
    for place in range(len(content) - 60, len(content) - 8, 7):
        content[place] ^= 0xFF
    assert codes(read(tmp_path, "eurostat-partners", bytes(content), "t.parquet")) == {"damaged_file"}


IAB = ("ccode_origin", "gender", "year", "tot_rate", "low_rate", "med_rate", "high_rate")
ROW = ("NAM", "Male and Female", 2010, 0.2, 0.1, 0.2, 0.3)


@pytest.mark.parametrize("form", [117, 118, 119])
@pytest.mark.parametrize("order", ["<", ">"])
def test_stata_files_of_today_are_read(tmp_path: Path, form: int, order: str) -> None:
    content = a_new_stata_file(IAB, [ROW], form=form, order=order)
    assert values(read(tmp_path, "iab", content, "rates.dta")) == pytest.approx([0.2, 0.1, 0.2, 0.3])


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (("QQQ", *ROW[1:]), "unknown_area"),
        (("NAM", "Male and Female", 32_741, *ROW[3:]), "bad_year"),
        ((*ROW[:3], 2.0**1023.5, 0.1, 0.2, 0.3), "bad_value"),
        ((*ROW[:3], -0.2, 0.1, 0.2, 0.3), "bad_value"),
    ],
)
def test_a_stata_row_that_cannot_be_is_named(tmp_path: Path, row: tuple[Any, ...], code: str) -> None:
    content = a_new_stata_file(IAB, [row], form=118)
    assert code in codes(read(tmp_path, "iab", content, "rates.dta"))


@pytest.mark.parametrize("part", [0.05, 0.2, 0.5, 0.8, 0.93])
def test_a_stata_file_of_today_that_is_cut_is_named(tmp_path: Path, part: float) -> None:
    content = a_new_stata_file(IAB, [ROW] * 50, form=118)
    reading = read(tmp_path, "iab", content[: int(len(content) * part)], "rates.dta")
    assert codes(reading) <= {"damaged_file", "wrong_form", "duplicate_row"}
    assert reading.table is None


@pytest.mark.parametrize(
    "content", [b"", b"\x6c\x02", struct.pack("<bb", 112, 2) + bytes(200), b"<stata_dta>"]
)
def test_what_is_no_stata_file_is_named(tmp_path: Path, content: bytes) -> None:
    assert codes(read(tmp_path, "iab", content, "rates.dta")) <= {"wrong_form", "damaged_file"}
