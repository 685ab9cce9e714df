import pytest

from services.indicators.adapters.sources.reference import country_groups, published_figures
from services.indicators.domain.integrity.diagnosis import diagnose
from services.indicators.domain.integrity.finding import Severity
from services.indicators.domain.integrity.panel import Panel, panel
from services.indicators.domain.integrity.report import Subject, quality_report
from services.indicators.domain.integrity.rulebook import (
    BOTH_SEXES,
    GROSS_OUTBOUND,
    NET_FLOW,
    NET_FLOW_RATIO,
    NOT_NEGATIVE,
    ONE_DENOMINATOR,
    OUTBOUND_BY_ENROLMENT,
    OUTBOUND_RECOMPUTES,
    SKILL_RANGE,
    WORLD_CONSERVATION,
    rulebook,
)
from tests.unit.indicators.loading.sample import KNOWN_AT, export, load

TUN = ("TUN", 2022)


def table(**figures: float) -> Panel:
    return Panel({name.replace("_of_", "."): {TUN: value} for name, value in figures.items()}, {})


GOOD = {"IN": 50.0, "OUT_MIRROR_EST": 125.0, "MSEP": 5.0, "MOR": 12.5}


def test_one_enrolment_serves_both_ratios() -> None:
    assert ONE_DENOMINATOR.check(table(**GOOD)).findings == ()
    (finding,) = ONE_DENOMINATOR.check(table(**GOOD | {"MOR": 6.0})).findings
    assert (finding.where.area, finding.where.year) == TUN
    assert finding.evidence["explained_by_rounding"] == "no"


def test_a_gap_that_rounding_explains_is_still_named_and_marked() -> None:
    (finding,) = ONE_DENOMINATOR.check(table(IN=4, MSEP=33.33333, OUT_MIRROR_EST=64, MOR=532.7381)).findings
    assert finding.evidence["explained_by_rounding"] == "yes"


def test_no_inbound_students_imply_no_enrolment() -> None:
    assert ONE_DENOMINATOR.check(table(**GOOD | {"IN": 0.0, "MSEP": 0.0})).places == 0


@pytest.mark.parametrize(
    ("rule", "holds", "fails"),
    [
        (NET_FLOW, {"MENF": -75, "IN": 50, "OUT_MIRROR_EST": 125}, {"MENF": -73}),
        (NET_FLOW_RATIO, {"MENFR": -7.5, "MSEP": 5, "MOR": 12.5}, {"MENFR": -7.4}),
        (BOTH_SEXES, {"IN": 50, "IN_of_F": 30, "IN_of_M": 20}, {"IN": 55}),
        (GROSS_OUTBOUND, {"GOER": 6.25, "GER": 50, "MOR": 12.5}, {"GOER": 6.3}),
        (OUTBOUND_BY_ENROLMENT, {"OUT_MIRROR_EST": 125, "MOR": 12.5, "E": 1000}, {"E": 1200}),
        (OUTBOUND_RECOMPUTES, {"IN": 50, "MENF": -75, "MSEP": 5, "MOR": 12.5}, {"MENF": -70}),
        (NOT_NEGATIVE, {"IN": 0}, {"IN": -1}),
        (
            SKILL_RANGE,
            {"EMR_IAB": 0.2, "EMR_IAB_LOW": 0.1, "EMR_IAB_MEDIUM": 0.2, "EMR_IAB_HIGH": 0.3},
            {"EMR_IAB": 0.4},
        ),
    ],
    ids=lambda value: getattr(value, "id", ""),
)
def test_a_rule_passes_what_holds_and_names_what_fails(
    rule: object, holds: dict[str, float], fails: dict[str, float]
) -> None:
    check = rule.check  # type: ignore[attr-defined]
    passed, failed = check(table(**holds)), check(table(**holds | fails))
    assert (passed.places, passed.findings) == (1, ())
    assert [(it.where.area, it.where.year) for it in failed.findings] == [TUN]
    assert failed.passed == 0


def test_the_world_conserves_students() -> None:
    world = ("SDG_WORLD", 2020)
    good = Panel({"IN": {world: 10.5}, "OUT_MIRROR_EST": {world: 10.5}}, {})
    bad = Panel({"IN": {world: 10.5}, "OUT_MIRROR_EST": {world: 11}}, {})
    assert WORLD_CONSERVATION.check(good).findings == ()
    assert len(WORLD_CONSERVATION.check(bad).findings) == 1


def test_a_sum_of_members_knows_who_is_missing() -> None:
    figures = {(code, 2020): 10.0 for code in ("BMU", "CAN", "USA")} | {("SDG_NORTHERN_AMERICA", 2020): 30.0}
    (rule,) = (it for it in rulebook(country_groups()) if it.id == "region_is_sum_of_members")
    assert rule.check(Panel({"OUT_MIRROR_EST": figures}, {})).findings == ()
    (wrong,) = rule.check(
        Panel({"OUT_MIRROR_EST": figures | {("SDG_NORTHERN_AMERICA", 2020): 40.0}}, {})
    ).findings
    assert (wrong.code, wrong.severity) == ("region_is_sum_of_members", Severity.WARNING)
    del figures["USA", 2020]
    listed = figures | {("USA", 2019): 10.0}
    (incomplete,) = rule.check(Panel({"OUT_MIRROR_EST": listed}, {})).findings
    assert (incomplete.code, incomplete.severity) == ("incomplete_sum", Severity.NOTE)
    assert "USA" in incomplete.detail


def test_more_students_than_the_world_has_is_an_error() -> None:
    (rule,) = (it for it in rulebook(country_groups()) if it.id == "unallocated_origin")
    figures = {("SDG_WORLD", 2020): 10.0, ("TUN", 2020): 11.0}
    (finding,) = rule.check(Panel({"OUT_MIRROR_EST": figures}, {})).findings
    assert (finding.code, finding.severity) == ("more_than_the_world", Severity.WARNING)


def test_one_doubled_row_among_many_is_a_warning_not_a_refusal() -> None:
    cells = [("TUN", year) for year in range(2000, 2010)]
    figures = {name: dict.fromkeys(cells, value) for name, value in GOOD.items()}
    figures["IN"]["TUN", 2005] = 100.0
    (finding,) = diagnose(ONE_DENOMINATOR, Panel(figures, {}), {})
    assert (finding.code, finding.severity, finding.where.year) == ("doubled_total", Severity.WARNING, 2005)


def test_figures_that_are_not_applicable_take_no_part() -> None:
    outcome = load(export("26637,TUN,2020,0,,NA", "26637,TUN,2021,5,,"))
    assert dict(panel(outcome.observations).values["IN"]) == {("TUN", 2021): 5}


def test_the_shipped_figures_show_the_inconsistency_of_egypt() -> None:
    observations = [it for it in (figure.observation(KNOWN_AT) for figure in published_figures()) if it]
    february = panel(it for it in observations if it.release == "UIS-2026-02")
    named = {it.where.area for it in ONE_DENOMINATOR.check(february).findings}
    assert named == {"EGY", "AIA"}
    assert WORLD_CONSERVATION.check(february).places == 2


def test_a_report_lists_its_rules_and_findings_under_one_hash() -> None:
    subject = Subject("R1", table(**GOOD | {"MOR": 6.0}))
    report = quality_report(subject, rulebook(country_groups()), checked_at=KNOWN_AT)
    document = report.document()
    assert document["counts"] == {"one_denominator": 1}
    assert [it["rule"] for it in document["rules"]] == ["one_denominator", "not_negative"]  # type: ignore[index, union-attr, call-overload]
    assert report.hash().startswith("sha256:")
    later = quality_report(Subject("R2", subject.data), rulebook(country_groups()), checked_at=KNOWN_AT)
    assert later.hash() != report.hash()


def test_figures_of_several_releases_in_one_table_are_noted() -> None:
    mixed = Panel(table(**GOOD).values, {"IN": frozenset({"A"}), "MOR": frozenset({"B"})})
    report = quality_report(Subject("R1", mixed), rulebook(country_groups()), checked_at=KNOWN_AT)
    assert [it.code for it in report.findings] == ["several_releases"]
