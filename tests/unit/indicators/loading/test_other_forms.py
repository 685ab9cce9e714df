import io
import json

import pytest

from services.indicators.domain.integrity.finding import Finding
from services.indicators.domain.loading.outcome import Outcome, collect
from services.indicators.domain.loading.publishers import gem, iab, mapped, owid, top_lists, world_bank
from services.indicators.domain.loading.publishers.mapped import ColumnMapping, TableMapping
from services.indicators.domain.observations.codes import (
    FlowDirection,
    Magnitude,
    Provenance,
    Qualifier,
    Sex,
)
from tests.unit.indicators.loading.sample import KNOWN_AT, codes

TITLE = "Share of students studying abroad"
NAMES = (
    "INDICATOR_ID,continent,country_name,country_code\n"
    "1,Africa,Tunisia,TUN\n2,Europe,France,FRA\n3,Europe,Italy,ITA\n4,Europe,unknown countries,NA\n"
)
LIST = "year,origin_country_name,dest_country_lumped,value_lumped,cond_all\n"


def from_owid(*rows: str) -> list[str]:
    content = "\n".join((f"Entity,Code,Year,{TITLE}", *rows)).encode()
    return codes(collect(owid.parse([content], title=TITLE, release="R", known_at=KNOWN_AT)))


def test_owid_aggregates_are_groups_and_unknown_codes_refused() -> None:
    assert from_owid("Namibia,NAM,2003,9.7", "World,OWID_WRL,2003,2.0", "Africa (SDG),,2003,5") == []
    assert from_owid("Narnia,QQQ,2003,9.7") == ["unknown_area"]
    assert from_owid("Namibia,NAM,2003,many") == ["bad_value"]


def listed(*rows: str, header: str = LIST) -> Outcome:
    codes, _ = top_lists.names([NAMES.encode()])
    content = (header + "\n".join(rows)).encode()
    form = top_lists.form_of(header)
    return collect(top_lists.parse([content], codes, form, release="R", known_at=KNOWN_AT))


def test_a_top_list_keeps_its_remainder_and_its_unknown_partners_apart() -> None:
    outcome = listed(
        "2017,Tunisia,France,90,- - - -",
        "2017,Tunisia,Other countries,10,a - c d",
        "2017,Tunisia,Europe: unknown countries,4,- - c -",
    )
    assert outcome.findings == ()
    kept = {it.series.counterpart: it for it in outcome.observations}
    assert {code: it.value for code, it in kept.items()} == {"FRA": 90, "_O": 10, "_U_EUROPE": 4}
    assert (kept["_O"].qualifier, kept["_O"].magnitude) == (Qualifier.UIS_EST, Magnitude.INCLUDES)
    assert {(it.series.indicator, it.series.ref_area, it.series.direction) for it in kept.values()} == {
        ("OUT_TOP", "TUN", FlowDirection.OUT)
    }


def test_a_list_of_origins_describes_the_host() -> None:
    header = "year,dest_country_name,origin_country_lumped,value_lumped,cond_all\n"
    (kept,) = listed("2017,France,Tunisia,9,- - - -", header=header).observations
    assert (kept.series.indicator, kept.series.ref_area, kept.series.counterpart) == ("IN_TOP", "FRA", "TUN")


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("2017,Tunisia,Narnia,9,- - - -", "unknown_area"),
        ("2017,Other countries,France,9,- - - -", "unknown_area"),
        ("2017,Tunisia,France,many,- - - -", "bad_value"),
        ("2017,Tunisia,France,-9,- - - -", "bad_value"),
        ("20 17,Tunisia,France,9,- - - -", "bad_year"),
        ("2017,Tunisia,France,9,- e - -", "unknown_qualifier"),
        ("2017,Tunisia,France,9,- -", "unknown_qualifier"),
        ("2017,Tunisia,Tunisia,9,- - - -", "own_country"),
        ("2017,Tunisia,Other countries,9,- - - -", "contradictory_list"),
    ],
)
def test_a_faulty_top_list_is_named(row: str, code: str) -> None:
    assert code in codes(listed(row))


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("5,Africa,Narnia,QQQ", "unknown_area"),
        ("5,Africa,Tunisia,FRA", "conflicting_rows"),
        ("5", "broken_row"),
    ],
)
def test_a_faulty_table_of_names_is_named(row: str, code: str) -> None:
    assert [it.code for it in top_lists.names([f"{NAMES}{row}\n".encode()])[1]] == [code]


def rates(origin: str = "ROM", sex: str = "Female", high: float = 0.3) -> iab.RateRow:
    return iab.RateRow(origin, sex, 2010, (0.2, 0.1, 0.2, high))


def test_old_world_bank_codes_are_translated() -> None:
    outcome = collect(iab.parse([rates()], release="R", known_at=KNOWN_AT))
    assert {it.series.ref_area for it in outcome.observations} == {"ROU"}
    assert {it.series.sex for it in outcome.observations} == {Sex.FEMALE}


@pytest.mark.parametrize(
    ("row", "code"),
    [(rates(origin="QQQ"), "unknown_area"), (rates(sex="?"), "unknown_sex"), (rates(high=1.2), "bad_value")],
)
def test_a_faulty_rate_is_named(row: iab.RateRow, code: str) -> None:
    assert codes(collect(iab.parse([row], release="R", known_at=KNOWN_AT))) == [code]
    assert "duplicate_row" in codes(collect(iab.parse([rates(), rates()], release="R", known_at=KNOWN_AT)))


def from_world_bank(body: object) -> list[str]:
    content = json.dumps(body).encode()
    return codes(collect(world_bank.parse([content], release="R", known_at=KNOWN_AT)))


def world_bank_row(**changes: object) -> dict[str, object]:
    row: dict[str, object] = {
        "indicator": {"id": "SM.EMI.TERT.ZS", "value": "Emigration rate"},
        "country": {"id": "GY", "value": "Guyana"},
        "countryiso3code": "GUY",
        "date": "2000",
        "value": 89.24,
    }
    return row | changes


def test_an_archived_series_is_a_finding_not_an_endless_download() -> None:
    message = [{"message": [{"id": "175", "key": "Invalid format", "value": "The indicator was archived"}]}]
    assert from_world_bank(message) == ["archived_indicator"]
    assert from_world_bank([{"message": [{"id": "120", "value": "?"}]}]) == ["service_message"]


def test_a_world_bank_page_is_read_and_its_aggregates_passed_over() -> None:
    aggregate = world_bank_row(countryiso3code="", country={"value": "World"})
    body = json.dumps([{"page": 1}, [world_bank_row(), aggregate, world_bank_row(date="1990", value=None)]])
    outcome = collect(world_bank.parse([body.encode()], release="R", known_at=KNOWN_AT))
    assert codes(outcome) == ["group_passed_over"]
    assert [(it.value, it.provenance) for it in outcome.observations] == [(89.24, Provenance.ESTIMATED)]


def test_what_is_no_world_bank_answer_is_refused() -> None:
    assert from_world_bank({"value": 3}) == ["wrong_columns"]
    assert from_world_bank([{"page": 1}, [{"date": "2000"}]]) == ["broken_row"]
    assert from_world_bank([{"page": 1}, [world_bank_row(indicator={"id": "X"})]]) == ["unknown_indicator"]
    assert codes(collect(world_bank.parse([b"<html>"], release="R", known_at=KNOWN_AT))) == ["broken_json"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"indicator": {"id": ["SM.EMI.TERT.ZS"]}}, "unknown_indicator"),
        ({"value": "many"}, "bad_value"),
        ({"value": True}, "bad_value"),
        ({"value": {}}, "bad_value"),
        ({"date": "2000Q1"}, "broken_row"),
        ({"date": 2000}, "broken_row"),
        ({"countryiso3code": "RUR"}, "unknown_area"),
        ({"countryiso3code": None}, "unknown_area"),
        ({"countryiso3code": "AFE"}, "group_passed_over"),
        ({"countryiso3code": "", "country": None}, "broken_row"),
    ],
)
def test_a_row_that_is_none_of_the_world_banks_is_named(changes: dict[str, object], code: str) -> None:
    assert from_world_bank([{"pages": 1}, [world_bank_row(date="1990"), world_bank_row(**changes)]]) == [code]


def test_odd_json_is_named_and_never_a_crash() -> None:
    for body in (
        "[" * 100_000,
        "[{},[]]",
        "null",
        '[{"message":{}},[]]',
        '[{"message":[]},[null]]',
        "[NaN]",
        "[]",
        "[{},[],[]]",
        "[{},[]] x",
        '[{"a":1,"a":2},[]]',
    ):
        outcome = collect(world_bank.parse([body.encode()], release="R", known_at=KNOWN_AT))
        assert outcome.refused


def test_one_page_of_several_is_noted() -> None:
    assert from_world_bank([{"page": 1, "pages": 5}, [world_bank_row()]]) == ["one_of_several_pages"]


MAPPING = TableMapping(
    "IN",
    FlowDirection.IN,
    "PER",
    {
        "REF_AREA": ColumnMapping("REF_AREA", countries=True),
        "COUNTERPART_AREA": ColumnMapping("ORIGIN", {"W": "W00"}, countries=True),
        "SEX": ColumnMapping("SEX", {"_T": "T", "F": "F"}),
    },
    fixed={"MEASURE": "STUDENTS"},
    dataflow="OECD.EDU:DSD_ENRL",
)
SDMX = "DATAFLOW,MEASURE,REF_AREA,ORIGIN,SEX,TIME_PERIOD,OBS_VALUE,OBS_STATUS\n"


def from_sdmx(row: str) -> tuple[list[str], int]:
    content = (SDMX + "OECD.EDU:DSD_ENRL(1.0)," + row).encode()
    outcome = collect(mapped.parse([content], MAPPING, release="R", known_at=KNOWN_AT))
    return codes(outcome), len(outcome.observations)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("STUDENTS,FRA,NAM,F,2020,12,E", ([], 1)),
        ("STUDENTS,FRA,XYZ,F,2020,12,", (["unknown_code"], 0)),
        ("STUDENTS,FRA,NAM,F,2020-Q1,12,", (["bad_value"], 0)),
        ("TEACHERS,FRA,NAM,F,2020,12,", (["nothing_found"], 0)),
    ],
)
def test_an_agencys_sdmx_csv_is_read_under_a_written_mapping(
    row: str, expected: tuple[list[str], int]
) -> None:
    assert from_sdmx(row) == expected


def test_a_row_of_another_dataflow_is_refused() -> None:
    content = (SDMX + "OECD.EDU:OTHER(1.0),STUDENTS,FRA,NAM,F,2020,12,").encode()
    outcome = collect(mapped.parse([content], MAPPING, release="R", known_at=KNOWN_AT))
    assert codes(outcome) == ["wrong_dataflow"]


def test_na_means_namibia_in_one_column_of_the_gem_table_and_nothing_in_the_others() -> None:
    header = (
        "annex_name,iso2c,iso3c,SDG.region,SDG.subregion,GEMR.region,UIS.region,income_group,income_subgroup"
    )
    table = f"{header}\nNamibia,NA,NAM,Africa,NA,Africa,Africa,Middle,NA\n"
    groups = [it.group for it in gem.regions(io.StringIO(table)) if not isinstance(it, Finding)]
    assert groups == ["Africa", "Africa", "Africa", "Middle"]
    broken = list(gem.regions(io.StringIO(table.replace("NAM", "QQQ"))))
    assert [it.code for it in broken if isinstance(it, Finding)] == ["unknown_area"]


def test_an_unknown_aggregation_is_refused() -> None:
    header = "ind,ind_lab,source,priority,aggregation,wt_var,year_cut,pc_comp_cut"
    table = f"{header}\nMSEP,Inbound,UIS,1,geometric,NA,4,33\n"
    (finding,) = gem.aggregation_rules(io.StringIO(table))
    assert isinstance(finding, Finding)
    assert finding.code == "unknown_method"
