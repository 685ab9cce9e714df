"""The published UIS series against their own identities: what recomputes, and the rows that do not."""

from collections import Counter

import pytest

from services.indicators.adapters.sources.reference import country_groups
from services.indicators.domain.integrity.diagnosis import diagnose
from services.indicators.domain.integrity.finding import Severity, by_code
from services.indicators.domain.integrity.panel import Panel, panel
from services.indicators.domain.integrity.report import Subject, quality_report
from services.indicators.domain.integrity.rulebook import (
    ONE_DENOMINATOR,
    OUTBOUND_RECOMPUTES,
    WORLD_CONSERVATION,
    rulebook,
)
from tests.conformance.indicators.third_party import KNOWN_AT, february_2026, spring_2025


@pytest.fixture(name="february", scope="module")
def _february() -> Panel:
    return panel(february_2026().observations)


def test_the_february_release_is_read_whole_and_its_oddities_noted() -> None:
    outcome = february_2026()
    assert len(outcome.observations) == 32_217
    assert not outcome.refused
    counted = by_code(outcome.findings)
    assert set(counted) == {"float32_noise", "zero_without_magnitude"}
    assert counted["zero_without_magnitude"] == 1


def test_the_sixty_country_years_that_no_single_enrolment_serves_are_named(february: Panel) -> None:
    checked = ONE_DENOMINATOR.check(february)
    named = Counter(finding.where.area for finding in checked.findings)
    assert (checked.places, len(checked.findings)) == (2092, 60)
    assert named.most_common(6) == [("LAO", 10), ("MNG", 8), ("MDG", 7), ("BLR", 6), ("ABW", 5), ("EGY", 4)]


def test_egypt_2020_implies_two_enrolments(february: Panel) -> None:
    (egypt,) = (
        it
        for it in ONE_DENOMINATOR.check(february).findings
        if (it.where.area, it.where.year) == ("EGY", 2020)
    )
    assert egypt.evidence["implied_by_inbound"] == pytest.approx(1.95e6, rel=0.01)
    assert egypt.evidence["implied_by_outbound"] == pytest.approx(3.62e6, rel=0.01)
    assert egypt.evidence["explained_by_rounding"] == "no"


def test_the_world_receives_what_it_sends_in_every_year(february: Panel) -> None:
    checked = WORLD_CONSERVATION.check(february)
    assert (checked.places, checked.exact, checked.findings) == (24, 24, ())


def test_the_spring_series_recompute_in_all_but_two_country_years() -> None:
    checked = OUTBOUND_RECOMPUTES.check(spring_2025())
    assert (checked.places, checked.passed) == (1994, 1992)
    assert [(it.where.area, it.where.year) for it in checked.findings] == [("ARE", 2019), ("ARE", 2020)]


def test_honest_series_raise_no_false_alarm() -> None:
    assert diagnose(OUTBOUND_RECOMPUTES, spring_2025(), {}) == ()


def test_regions_are_the_sums_of_the_members_that_they_had(february: Panel) -> None:
    (regions,) = (
        it.check(february) for it in rulebook(country_groups()) if it.id == "region_is_sum_of_members"
    )
    assert regions.places == 408
    assert regions.passed == 408
    assert {it.where.area for it in regions.findings} == {
        "SDG_NORTHERN_AFRICA",
        "SDG_NORTHERN_AFRICA_AND_WESTERN_ASIA",
    }
    assert all((it.where.year or 0) <= 2010 and "XDN" in it.detail for it in regions.findings)


def test_students_of_unknown_origin_are_reported_beside_the_world(february: Panel) -> None:
    (gaps,) = (it.check(february) for it in rulebook(country_groups()) if it.id == "unallocated_origin")
    shares = [
        1 - float(it.evidence["sum_of_countries"]) / float(it.evidence["world"]) for it in gaps.findings
    ]
    assert len(shares) == 24
    assert min(shares) == pytest.approx(0.106, abs=5e-4)
    assert max(shares) == pytest.approx(0.140, abs=5e-4)


def test_older_values_explain_most_of_the_inconsistent_rows(february: Panel) -> None:
    explained = diagnose(ONE_DENOMINATOR, february, {"spring 2025": spring_2025()})
    assert by_code(explained) == {"mixed_vintages": 46}


def test_the_report_names_every_row_and_has_a_stable_hash(february: Panel) -> None:
    subject = Subject("UIS-2026-02", february, february_2026().findings)
    report = quality_report(subject, rulebook(country_groups()), checked_at=KNOWN_AT)
    assert not report.refused
    assert report.hash() == quality_report(subject, rulebook(country_groups()), checked_at=KNOWN_AT).hash()
    written = report.document()["findings"]
    assert isinstance(written, list)
    assert sum(isinstance(it, dict) and it["code"] == "one_denominator" for it in written) == 60
    assert all(it.severity is not Severity.REFUSAL for it in report.findings)
