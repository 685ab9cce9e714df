from collections.abc import Iterator
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from services.indicators.domain.loading.archive import opened
from services.indicators.domain.loading.decode import Unreadable
from services.indicators.domain.loading.outcome import Parsed, collect
from services.indicators.domain.loading.publishers import uis_bulk
from services.indicators.domain.observations.codes import Provenance
from tests.unit.indicators.loading.sample import KNOWN_AT, codes

COUNTRIES = "COUNTRY_ID,COUNTRY_NAME_EN\nNAM,Namibia\nSRB,Serbia\n"
LABELS = (
    "INDICATOR_ID,INDICATOR_LABEL_EN\n"
    '26614,"Europe: Students from Serbia, both sexes (number)"\n'
    '26615,"Europe: Students from unknown countries, both sexes (number)"\n'
    '10,"Official entrance age (years)"\n'
)
DATA = (
    "INDICATOR_ID,COUNTRY_ID,YEAR,VALUE,MAGNITUDE,QUALIFIER\n"
    "26614,NAM,2020,12,,\n26615,NAM,2020,3,,NAT_EST\n26637,NAM,2020,400,,\n10,NAM,2020,6,,\n"
)


def archive(**files: str) -> bytes:
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as opened:
        for name, text in files.items():
            opened.writestr(f"{name}.csv", text)
    return packed.getvalue()


def bulk(data: str = DATA, labels: str = LABELS) -> bytes:
    return archive(OPRI_DATA_NATIONAL=data, OPRI_LABEL=labels, OPRI_COUNTRY=COUNTRIES)


def parse(content: bytes) -> Iterator[Parsed]:
    return uis_bulk.parse(BytesIO(content), release="OPRI-2025-09", known_at=KNOWN_AT)


def test_indicators_that_name_an_origin_become_flows() -> None:
    flow, unknown, total = collect(parse(bulk())).observations
    assert (flow.series.ref_area, flow.series.counterpart, flow.value) == ("NAM", "SRB", 12)
    assert (unknown.series.counterpart, unknown.series.indicator) == ("_U_EUROPE", "IN")
    assert (total.series.counterpart, total.provenance) == ("W00", Provenance.REPORTED)


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9, 0.99])
def test_an_archive_cut_short_gives_a_finding_and_no_row(kept: float) -> None:
    content = bulk()
    outcome = collect(parse(content[: int(len(content) * kept)]))
    assert (codes(outcome), outcome.observations) == (["truncated_archive"], ())


def test_an_archive_damaged_in_the_middle_gives_no_row() -> None:
    content = bytearray(bulk())
    content[60] ^= 0xFF
    assert codes(collect(parse(bytes(content)))) == ["damaged_archive"]


def test_an_archive_that_unfolds_without_end_is_refused() -> None:
    with pytest.raises(Unreadable) as refused, opened(BytesIO(archive(zeros="0" * 100_000)), largest=50_000):
        pass
    assert refused.value.finding.code == "archive_too_large"


def test_an_archive_without_its_labels_is_refused() -> None:
    assert codes(collect(parse(archive(OPRI_DATA_NATIONAL=DATA)))) == ["missing_member"]


def test_an_origin_that_is_no_country_of_the_archive_is_refused() -> None:
    labels = LABELS + '26700,"Europe: Students from Ruritania, both sexes (number)"\n'
    assert codes(collect(parse(bulk(labels=labels)))) == ["unknown_origin"]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("26637,QQQ,2021,4,,", "unknown_area"),
        ("26637,NAM,2021,4,BIG,", "unknown_magnitude"),
        ("26637,NAM,2021,four,,", "bad_value"),
    ],
)
def test_a_bad_row_refuses_the_archive(row: str, code: str) -> None:
    assert codes(collect(parse(bulk(DATA + row + "\n")))) == [code]


def test_both_sexes_and_regions_are_told_apart_in_the_bulk_archive() -> None:
    data = DATA + "26638,NAM,2020,210,,\n43188,NAM,2020,190,,\nOE.5T8.40540,NAM,2020,77,,UIS_EST\n"
    women, men, africa = collect(parse(bulk(data))).observations[3:]
    assert (women.series.sex.value, men.series.sex.value) == ("F", "M")
    assert (africa.series.counterpart, africa.series.direction.value) == ("UIS_SUB_SAHARAN_AFRICA", "OUT")


def test_regional_figures_of_the_bulk_archive_are_read_and_titles_may_be_small() -> None:
    regional = (
        "indicator_id,region_id,year,value,magnitude,qualifier\n26637,SDG: Northern Africa,2020,9,,UIS_EST\n"
    )
    content = archive(
        OPRI_DATA_NATIONAL=DATA.replace(DATA.splitlines()[0], DATA.splitlines()[0].lower()),
        OPRI_DATA_REGIONAL=regional,
        OPRI_LABEL=LABELS,
        OPRI_COUNTRY=COUNTRIES,
        OPRI_README_RELEASE="# anything",
    )
    *_, region = collect(parse(content)).observations
    assert (region.series.ref_area, region.provenance) == ("SDG_NORTHERN_AFRICA", Provenance.IMPUTED)


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({"OPRI_LABEL": "ID\n1\n"}, "wrong_columns"),
        ({"OPRI_COUNTRY": ""}, "wrong_columns"),
        ({"SDG_DATA_NATIONAL": DATA}, "duplicate_member"),
        ({"OPRI_DATA_NATIONAL": DATA + "26637,NAM,20,4,,\n"}, "bad_year"),
        ({"OPRI_DATA_NATIONAL": DATA + "26637,NAM,2021,,,\n"}, "bad_value"),
        ({"OPRI_DATA_NATIONAL": DATA + "26637,NAM,2021,-4,,\n"}, "bad_value"),
        ({"OPRI_DATA_NATIONAL": DATA + "26637,NAM,2021\n"}, "broken_row"),
    ],
)
def test_a_bulk_archive_with_another_inside_is_refused(files: dict[str, str], code: str) -> None:
    whole = {"OPRI_DATA_NATIONAL": DATA, "OPRI_LABEL": LABELS, "OPRI_COUNTRY": COUNTRIES}
    outcome = collect(parse(archive(**{**whole, **files})))
    assert (set(codes(outcome)), outcome.observations) == ({code}, ())
