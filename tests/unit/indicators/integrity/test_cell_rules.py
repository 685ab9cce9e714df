"""What no cell may be, whatever file it came from: each such cell is named."""

from datetime import UTC, datetime
from math import inf
from typing import Any

import pytest

from services.indicators.domain.integrity.cell_rules import MOST_NAMED, cell_findings
from services.indicators.domain.integrity.finding import Finding, Severity
from services.indicators.domain.observations.codes import ConfStatus, FlowDirection
from services.indicators.domain.observations.observation import Observation, Series
from services.indicators.domain.observations.table import tabulate

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def cell(value: float | None = 12, area: str = "NAM", year: int = 2020, **more: Any) -> Observation:
    direction, unit = more.pop("direction", FlowDirection.IN), more.pop("unit", "PER")
    return Observation(Series("IN", area, direction, unit, "TUN"), year, value, "OECD-1", NOW, **more)


def found(*cells: Observation) -> list[Finding]:
    return cell_findings(tabulate(cells), NOW)


def test_honest_cells_are_left_alone() -> None:
    net = cell(-5, "FRA", direction=FlowDirection.NET)
    assert found(cell(), cell(263_458.625, "TUN"), cell(None, "DEU"), net, cell(8e9, "ITA")) == []


@pytest.mark.parametrize(
    ("it", "code", "severity"),
    [
        (cell(-3), "negative_value", Severity.REFUSAL),
        (cell(-0.1, unit="PT"), "negative_value", Severity.REFUSAL),
        (cell(-3, direction=FlowDirection.NOT_APPLICABLE), "negative_value", Severity.REFUSAL),
        (cell(inf), "bad_value", Severity.REFUSAL),
        (cell(1.1e10), "impossible_value", Severity.REFUSAL),
        (cell(1e300, unit="PT"), "impossible_value", Severity.REFUSAL),
        (cell(12, conf=ConfStatus.CONFIDENTIAL), "confidential_value", Severity.REFUSAL),
        (cell(year=2099), "year_ahead", Severity.REFUSAL),
        (cell(8641.999999999998), "float_noise", Severity.NOTE),
    ],
)
def test_a_cell_that_cannot_be_is_named(it: Observation, code: str, severity: Severity) -> None:
    (finding,) = found(cell(area="FRA"), it)
    assert (finding.code, finding.severity) == (code, severity)
    assert (finding.where.area, finding.where.year) == ("NAM", it.year)


def test_a_confidential_cell_without_a_value_may_be_told() -> None:
    assert found(cell(None, conf=ConfStatus.CONFIDENTIAL)) == []


@pytest.mark.parametrize(("second", "code"), [(12, "duplicate_row"), (13, "conflicting_rows")])
def test_a_cell_that_stands_twice_is_named_with_both_figures(second: float, code: str) -> None:
    (finding,) = found(cell(), cell(area="FRA"), cell(second))
    assert (finding.code, finding.where.area) == (code, "NAM")
    assert finding.evidence == {"first": 12, "second": second}


def test_of_many_cells_the_first_are_named_and_the_others_counted() -> None:
    findings = found(*(cell(-1, year=year, area=area) for year in range(1900, 2020) for area in AREAS))
    assert len(findings) == MOST_NAMED + 1
    assert findings[-1].evidence == {"code": "negative_value", "more": 120 * len(AREAS) - MOST_NAMED}


AREAS = ("NAM", "FRA", "TUN", "DEU", "ITA")
