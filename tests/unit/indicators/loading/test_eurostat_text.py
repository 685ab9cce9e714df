import pytest

from services.indicators.domain.integrity.finding import Finding
from services.indicators.domain.loading.eurostat.eurostat_text import (
    PARTNERS,
    TextCell,
    parse_sdmx_csv,
    parse_tsv,
)

TSV = (
    "freq,unit,isced11,sex,partner,geo\\TIME_PERIOD\t2021 \t2022 \n"
    "A,NR,ED5-8,T,NA,EL\t12 \t14 b\n"
    "A,NR,ED5-8,T,NSP,EL\t: \t: c\n"
)
CSV = (
    "DATAFLOW,LAST UPDATE,freq,unit,isced11,sex,partner,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG,CONF_STATUS\n"
    "ESTAT:EDUC_UOE_MOBS02(1.0),01/02/26 23:00:00,A,NR,ED5-8,T,NA,EL,2021,12,,\n"
    "ESTAT:EDUC_UOE_MOBS02(1.0),01/02/26 23:00:00,A,NR,ED5-8,T,NA,EL,2022,14,b,\n"
)
NAMIBIA = ("NA", "T", "ED5-8", "EL")


def cells(text: str, *, tsv: bool) -> list[TextCell | Finding]:
    parse = parse_tsv if tsv else parse_sdmx_csv
    return list(parse([text.encode()], PARTNERS))


def test_both_forms_give_the_same_cells() -> None:
    tsv = [(it.codes, it.year, it.value, it.flags) for it in cells(TSV, tsv=True) if isinstance(it, TextCell)]
    csv = [
        (it.codes, it.year, it.value, it.flags) for it in cells(CSV, tsv=False) if isinstance(it, TextCell)
    ]
    assert tsv[:2] == csv == [(NAMIBIA, 2021, 12, ""), (NAMIBIA, 2022, 14, "b")]


def test_a_colon_is_no_value_and_no_zero() -> None:
    blank = cells(TSV, tsv=True)[2:]
    assert [(it.value, it.flags) for it in blank if isinstance(it, TextCell)] == [(None, ""), (None, "c")]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("unit,geo\\TIME_PERIOD\t2021\n", "wrong_columns"),
        ("", "wrong_columns"),
        (TSV.replace("12 ", "twelve "), "bad_value"),
        (TSV.replace("\t14 b", ""), "broken_row"),
    ],
)
def test_a_spoilt_tsv_is_refused_by_name(text: str, code: str) -> None:
    found = [it for it in cells(text, tsv=True) if isinstance(it, Finding)]
    assert found[0].code == code


def test_a_spoilt_csv_is_refused_by_name() -> None:
    broken = cells(CSV.replace(",14,b,", ",about 14,b,"), tsv=False)
    assert [it.code for it in broken if isinstance(it, Finding)] == ["bad_value"]
