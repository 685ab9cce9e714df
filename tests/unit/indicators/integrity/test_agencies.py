"""The same students, published by two agencies: equal, near, or named with both figures."""

import pytest

from services.indicators.domain.integrity.agencies import across_agencies
from services.indicators.domain.integrity.cell_rules import MOST_NAMED
from services.indicators.domain.integrity.finding import Severity
from services.indicators.domain.integrity.panel import Panel
from services.indicators.domain.integrity.rule import Checked


def inbound(**students: float) -> Panel:
    return Panel({"IN": {(area, 2020): value for area, value in students.items()}}, {})


def checked(release: str, own: Panel, **others: Panel) -> list[Checked]:
    held = {name.replace("_", "-"): panel for name, panel in others.items()}
    return list(across_agencies(release, own, held, {}))


OURS = inbound(FRA=1000, DEU=5000, ITA=300, ESP=40, EUROSTAT_EU28=7000)
THEIRS = inbound(FRA=1000.4, DEU=5049, ITA=310, ESP=41, EUROSTAT_EU28=1, TUN=9)


@pytest.mark.parametrize("release", ["ESTAT-2025-09", "UIS-2026-09"])
def test_a_difference_beyond_one_per_cent_and_one_student_is_named_with_both_figures(release: str) -> None:
    other = "UIS-2026-02" if release.startswith("ESTAT") else "ESTAT-2025-03"
    (rule,) = checked(release, OURS, **{other.replace("-", "_"): THEIRS})
    assert (rule.places, rule.exact, rule.passed) == (4, 1, 3), "groups are not compared"
    (finding,) = rule.findings
    assert (finding.code, finding.severity) == ("eurostat_and_uis_inbound", Severity.WARNING)
    assert (finding.where.area, finding.where.year) == ("ITA", 2020)
    assert dict(finding.evidence) == {release: 300, other: 310}
    assert other in rule.states


def test_the_first_named_release_of_the_other_agency_counts_and_no_third_one() -> None:
    (rule,) = checked("ESTAT-2025-09", OURS, WB_1=THEIRS, UIS_2026=OURS, UIS_2025=THEIRS)
    assert (rule.exact, rule.findings) == (4, ())
    assert checked("ESTAT-2025-09", OURS, ESTAT_2024=THEIRS) == []
    assert checked("WB-2025", OURS, UIS_2026=THEIRS) == []


def test_flows_are_compared_by_host_and_origin_and_all_that_differ_are_counted() -> None:
    ours = {("FRA", f"A{number:03}", 2020): 100.0 for number in range(MOST_NAMED + 50)}
    theirs = {cell: 2 * value for cell, value in ours.items()}
    none = Panel({}, {})
    (rule,) = across_agencies("UIS360-2022", none, {}, {"ESTAT-1": theirs, "UIS360-2022": ours})
    assert (rule.places, rule.passed, len(rule.findings)) == (MOST_NAMED + 50, 0, MOST_NAMED + 1)
    assert rule.findings[-1].evidence["more"] == 50
    assert across_agencies("ESTAT-2", none, {}, {"UIS-1": theirs}) == ()
