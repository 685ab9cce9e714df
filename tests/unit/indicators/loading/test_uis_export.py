import pytest

from services.indicators.domain.observations.codes import (
    FlowDirection,
    Magnitude,
    ObsStatus,
    Provenance,
    Qualifier,
)
from tests.unit.indicators.loading.sample import codes, export, load


def test_a_row_becomes_an_observation_with_direction_and_provenance() -> None:
    (inbound, outbound) = load(
        export("26637,TUN,2022,8642,,", "OE.5T8.40510,TUN,2022,27178,UIS_EST,")
    ).observations
    assert (inbound.series.indicator, inbound.series.direction, inbound.value) == (
        "IN",
        FlowDirection.IN,
        8642,
    )
    assert (outbound.series.indicator, outbound.series.direction) == ("OUT_MIRROR_EST", FlowDirection.OUT)
    assert (outbound.qualifier, outbound.provenance) == (Qualifier.UIS_EST, Provenance.ESTIMATED)
    assert (inbound.status, outbound.status) == (ObsStatus.NORMAL, ObsStatus.ESTIMATED)


def test_namibia_is_a_country_and_na_is_a_magnitude() -> None:
    (namibia,) = load(export("26637,NAM,2020,0,,NA")).observations
    assert namibia.series.ref_area == "NAM"
    assert namibia.magnitude is Magnitude.NA
    assert (namibia.value, namibia.usable, namibia.status) == (0, None, ObsStatus.MISSING)


def test_a_true_zero_is_a_number() -> None:
    (zero,) = load(export("26637,AND,2020,0,,NIL")).observations
    assert zero.usable == 0


def test_a_suppressed_value_is_blank_and_says_so() -> None:
    (hidden,) = load(export("26637,AND,2020,,,SUPP")).observations
    assert (hidden.value, hidden.magnitude) == (None, Magnitude.SUPP)


def test_groups_and_countries_are_told_apart() -> None:
    (group,) = load(export('26637,"SDG: Northern Africa",2020,5,UIS_EST,')).observations
    assert group.series.ref_area == "SDG_NORTHERN_AFRICA"
    assert group.provenance is Provenance.IMPUTED


def test_a_byte_order_mark_is_dropped() -> None:
    assert len(load(b"\xef\xbb\xbf" + export("26637,TUN,2022,1,,")).observations) == 1


def test_float_noise_is_noted_and_the_value_kept() -> None:
    outcome = load(export("MOR.5T8.40510,ABW,2000,10.83650016784668,,", "MSEP.5T8,ABW,2000,10.8365,,"))
    assert codes(outcome) == ["float32_noise"]
    assert outcome.observations[0].value == 10.83650016784668


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("99999,TUN,2022,1,,", "unknown_indicator"),
        ("26637,QQQ,2022,1,,", "unknown_area"),
        ("26637,Narnia: North,2022,1,,", "unknown_area"),
        ("26637,TUN,22,1,,", "bad_year"),
        ("26637,TUN,2022,1,GUESS,", "unknown_qualifier"),
        ("26637,TUN,2022,1,,HUGE", "unknown_magnitude"),
        ('26637,TUN,2022,"1,234",,', "bad_value"),
        ("26637,TUN,2022,1_234,,", "bad_value"),
        ("26637,TUN,2022,NaN,,", "bad_value"),
        ("26637,TUN,2022,,,", "bad_value"),
        ("26637,TUN,2022,-3,,", "bad_value"),
        ("26637,TUN,2022,7,,NIL", "bad_value"),
        ("26637,TUN,2022,7,", "broken_row"),
        ("26637,TUN", "broken_row"),
        ("26637,MAR,2022,8,,", "duplicate_row"),
    ],
)
def test_one_bad_row_refuses_the_whole_file_and_is_named(row: str, code: str) -> None:
    outcome = load(export("26637,MAR,2022,7,,", row))
    assert code in codes(outcome)
    assert outcome.refused
    assert outcome.observations == ()
    assert all(it.where.line == 3 for it in outcome.findings)


def test_a_net_flow_may_be_negative() -> None:
    assert load(export("MENF.5T8,ABW,2003,-57,UIS_EST,")).observations[0].value == -57


def test_the_report_names_every_fault_not_only_the_first() -> None:
    outcome = load(export("99999,TUN,2022,1,,", "26637,QQQ,2022,1,,", "26637,TUN,2022,x,,"))
    assert codes(outcome) == ["unknown_indicator", "unknown_area", "bad_value"]


@pytest.mark.parametrize("content", [b"", b"geoUnit,year\nTUN,2022\n"])
def test_a_file_without_the_columns_of_the_contract_is_refused(content: bytes) -> None:
    assert codes(load(content)) == ["wrong_columns"]


def test_a_file_without_observations_is_refused() -> None:
    assert codes(load(export())) == ["nothing_found"]
