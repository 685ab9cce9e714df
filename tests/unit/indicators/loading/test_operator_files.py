"""Files that operators bring: Stata, the World Bank's zip, tables under a mapping. What is wrong is named."""

import io
import struct
import zipfile
from datetime import UTC, datetime
from typing import Any

import pytest

from services.indicators.domain.integrity.finding import Finding
from services.indicators.domain.loading.decode import Unreadable
from services.indicators.domain.loading.outcome import Outcome, collect
from services.indicators.domain.loading.publishers import mapped, stata, world_bank_zip
from services.indicators.domain.loading.publishers.mapped import ColumnMapping, TableMapping
from services.indicators.domain.observations.codes import FlowDirection, OriginBasis

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def a_stata_file(*rows: tuple[bytes, float], form: int = 113) -> bytes:
    """Two variables, a text of three characters and a float, in the big-endian order of an old machine."""
    width = {113: 12, 114: 49}[form]
    header = struct.pack(">bbbbhi", form, 1, 1, 0, 2, len(rows)) + bytes(81 + 18)
    described = bytes([3, 254]) + b"code".ljust(33, b"\0") + b"rate".ljust(33, b"\0")
    described += bytes(2 * 3 + 2 * width + 2 * 33 + 2 * 81)
    expansion = struct.pack(">bi", 1, 4) + b"note" + struct.pack(">bi", 0, 0)
    return header + described + expansion + b"".join(struct.pack(">3sf", *row) for row in rows)


@pytest.mark.parametrize("form", [113, 114])
def test_a_stata_file_is_read_whole_and_missing_is_none(form: int) -> None:
    content = a_stata_file((b"TUN", 0.5), (b"NAM", 2.0**127), form=form)
    assert list(stata.table(content, ("rate", "code"))) == [(0.5, "TUN"), (None, "NAM")]


@pytest.mark.parametrize("length", [0, 1, 50, 120, 300, -1])
def test_a_stata_file_that_is_cut_is_a_finding(length: int) -> None:
    with pytest.raises(Unreadable):
        list(stata.table(a_stata_file((b"TUN", 0.5))[:length], ("code", "rate")))


def test_a_stata_file_that_lies_about_its_size_is_a_finding() -> None:
    content = bytearray(a_stata_file((b"TUN", 0.5)))
    content[6:10] = struct.pack(">i", 2**31 - 1)
    with pytest.raises(Unreadable) as refused:
        list(stata.table(bytes(content), ("code", "rate")))
    assert refused.value.finding.code == "damaged_file"


def the_zip(text: str, name: str = "API_SM.EMI.TERT.ZS_DS2_en_csv_v2.csv") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(name, text)
        archive.writestr("Metadata_Country.csv", "Country Code\nGUY\n")
    return packed.getvalue()


HEAD = '"Data Source","World Development Indicators",\n\n"Last Updated Date","2026-09-01",\n\n'
COLUMNS = '"Country Name","Country Code","Indicator Name","Indicator Code","1990","2000",\n'


def codes(outcome: Outcome) -> list[str]:
    return [it.code for it in outcome.findings]


def from_zip(row: str, head: str = HEAD + COLUMNS) -> Outcome:
    return collect(world_bank_zip.parse(io.BytesIO(the_zip(head + row + "\n")), release="WB-1", known_at=NOW))


def test_the_world_banks_zip_gives_a_figure_for_each_year_that_has_one() -> None:
    outcome = from_zip('"Guyana","GUY","Emigration rate","SM.EMI.TERT.ZS","","89.24",')
    assert [(it.series.ref_area, it.year, it.value) for it in outcome.observations] == [("GUY", 2000, 89.24)]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ('"World","WLD","Emigration rate","SM.EMI.TERT.ZS","","5",', ["group_passed_over", "nothing_found"]),
        ('"Guyana","GUY","Other","SP.POP.TOTL","","5",', ["unknown_indicator"]),
        ('"Guyana","GUY","Emigration rate","SM.EMI.TERT.ZS","","many",', ["bad_value"]),
        ('"Guyana","GUY"', ["broken_row"]),
        ('"Ruritania","RUR","Emigration rate","SM.EMI.TERT.ZS","","5",', ["unknown_area"]),
        (
            '"Guyana","GUY","Enrolment","SE.TER.ENRR.FE","","5",\n"Guyana","GUY","x","SE.TER.ENRR.FE","","6",',
            ["duplicate_row"],
        ),
    ],
)
def test_what_does_not_fit_in_the_world_banks_zip_is_named(row: str, expected: list[str]) -> None:
    assert codes(from_zip(row)) == expected


def test_a_world_bank_zip_without_its_table_is_refused() -> None:
    assert codes(from_zip("", head="nothing\n")) == ["wrong_columns"]
    parsed = world_bank_zip.parse(
        io.BytesIO(the_zip(HEAD + COLUMNS, "data.csv")), release="WB-1", known_at=NOW
    )
    assert [it.code for it in parsed if isinstance(it, Finding)] == ["missing_member"]


def a_mapping(**more: Any) -> TableMapping:
    columns = {
        "REF_AREA": ColumnMapping("host", countries=True),
        "COUNTERPART_AREA": ColumnMapping("born", {"XXX": "_U"}, countries=True),
        "DURATION": ColumnMapping("stay", {"1": "Y0T5"}),
    }
    given = {"columns": columns, "value_column": "n", "year_column": None, "year": 2010, **more}
    return TableMapping("ATT_STOCK", FlowDirection.NOT_APPLICABLE, "PER", **given)


def from_table(row: str, mapping: TableMapping | None = None) -> Outcome:
    content = f"host,born,stay,n,CONF_STATUS\n{row}\n".encode()
    return collect(mapped.parse([content], mapping or a_mapping(), release="DIOC-1", known_at=NOW))


def test_a_mapped_table_keeps_its_breakdowns_and_its_confidentiality() -> None:
    mapping = a_mapping(origin_basis=OriginBasis.CITIZENSHIP)
    (it,) = from_table("FRA,NAM,1,12,C", mapping).observations
    assert (it.series.counterpart, it.series.duration, it.year, it.value) == ("NAM", "Y0T5", 2010, 12)
    assert (it.conf.value, it.origin_basis) == ("C", OriginBasis.CITIZENSHIP)


SAID = "host,born,stay,n,ACTION,OBS_STATUS,CONF_STATUS,UNIT_MULT\n"


def said_beside(beside: str, value: str = "12") -> Outcome:
    content = f"{SAID}FRA,NAM,1,{value},{beside}\n".encode()
    return collect(mapped.parse([content], a_mapping(), release="OECD-1", known_at=NOW))


@pytest.mark.parametrize(
    ("beside", "value", "status"),
    [
        (",,,", 12, "A"),
        ("I,A,F,0", 12, "A"),
        ("A,B,,3", 12_000, "B"),
        ("M,P,,-1", 1.2, "P"),
        (",E,,", 12, "E"),
    ],
)
def test_what_sdmx_csv_says_beside_a_figure_counts(beside: str, value: float, status: str) -> None:
    (it,) = said_beside(beside).observations
    assert it.value == pytest.approx(value)
    assert it.status.value == status


@pytest.mark.parametrize(
    ("beside", "code"),
    [
        ("D,A,F,0", "not_a_figure"),
        (",?,F,0", "unknown_status"),
        (",A,?,0", "unknown_status"),
        (",A,F,many", "bad_value"),
        (",A,F,99", "bad_value"),
    ],
)
def test_what_cannot_be_understood_beside_a_figure_is_refused(beside: str, code: str) -> None:
    assert codes(said_beside(beside)) == [code]


@pytest.mark.parametrize("blank", ["", "NaN"])
def test_a_blank_keeps_the_reason_that_its_publisher_gives(blank: str) -> None:
    (it,) = said_beside(",L,,", blank).observations
    assert (it.value, it.status.value) == (None, "L")


@pytest.mark.parametrize("row", ["FRA,QQQ,1,12,F", "FRA,NAM,7,12,F", "FR,NAM,1,12,F"])
def test_a_code_that_the_mapping_does_not_list_is_refused(row: str) -> None:
    assert codes(from_table(row)) == ["unknown_code"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"year_column": "n"},
        {"year": None},
        {"columns": {"SEX": ColumnMapping("sex")}},
        {"columns": {"REF_AREA": ColumnMapping("a"), "NO_DIMENSION": ColumnMapping("b")}},
    ],
)
def test_a_mapping_that_contradicts_itself_cannot_be_made(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="a mapping gives"):
        a_mapping(**wrong)
