"""Parts that add up to their whole, checked in every cell of a table."""

from datetime import UTC, datetime

import pytest

from services.indicators.domain.integrity.table_rules import BOTH_SEXES, table_findings
from services.indicators.domain.loading.publishers.uis_record import REGION_CODES, UNKNOWN_REGION
from services.indicators.domain.observations.codes import FlowDirection, Magnitude, Sex
from services.indicators.domain.observations.observation import Observation, Series
from services.indicators.domain.observations.table import tabulate

NOW = datetime(2026, 11, 24, tzinfo=UTC)
Figure = tuple[str, str, int, float | None]


def checked(*figures: Figure, level: str = "L6") -> dict[str, tuple[int, int, int]]:
    """Places, exact places and findings of each rule that could be checked."""
    table = tabulate(
        Observation(
            Series("IN", area, FlowDirection.IN, "PER", "NAM", level, sex=Sex(sex)),
            year,
            value,
            "ESTAT-1",
            NOW,
            magnitude=Magnitude.SUPP if value is None else None,
        )
        for area, sex, year, value in figures
    )
    return {it.rule: (it.places, it.exact, len(it.findings)) for it in table_findings(table)}


@pytest.mark.parametrize(
    ("women", "exact", "named"),
    [(40.0, 1, 0), (41.0, 0, 0), (45.0, 0, 1), (0.0, 0, 1)],
)
def test_a_difference_beyond_rounding_is_named(women: float, exact: int, named: int) -> None:
    found = checked(("FRA", "T", 2020, 100.0), ("FRA", "M", 2020, 60.0), ("FRA", "F", 2020, women))
    assert found == {BOTH_SEXES.id: (1, exact, named)}


def test_a_whole_without_all_its_parts_is_not_judged() -> None:
    figures: list[Figure] = [("FRA", "T", 2020, 100.0), ("FRA", "M", 2020, 60.0), ("DEU", "F", 2020, 9.0)]
    assert checked(*figures) == {}
    assert checked(*figures, ("FRA", "F", 2020, None)) == {}


def test_the_cell_that_fails_is_named_with_both_numbers() -> None:
    table = tabulate(
        Observation(Series("IN", "FRA", FlowDirection.IN, "PER", "NAM", sex=sex), 2020, value, "ESTAT-1", NOW)
        for sex, value in ((Sex.TOTAL, 100.0), (Sex.MALE, 60.0), (Sex.FEMALE, 10.0))
    )
    (finding,) = table_findings(table)[0].findings
    assert (finding.where.area, finding.where.year) == ("FRA", 2020)
    assert finding.evidence == {"published": 100.0, "sum": 70.0}
    assert "NAM" in finding.detail


def test_students_of_all_regions_add_up_and_outbound_may_leave_a_rest() -> None:
    def regions(indicator: str, direction: FlowDirection, total: float, *more: str) -> dict[str, int]:
        partners = {"W00": total, **dict.fromkeys((*REGION_CODES, *more), 10.0)}
        table = tabulate(
            Observation(Series(indicator, "NAM", direction, "PER", partner), 2020, value, "UIS-1", NOW)
            for partner, value in partners.items()
        )
        return {it.rule: len(it.findings) for it in table_findings(table)}

    inbound, outbound = ("IN", FlowDirection.IN), ("OUT_MIRROR_EST", FlowDirection.OUT)
    assert regions(*inbound, 90, UNKNOWN_REGION)["regions_of_origin"] == 0
    assert regions(*inbound, 180, UNKNOWN_REGION)["regions_of_origin"] == 1
    assert regions(*outbound, 100) == {"regions_of_hosts": 0}
    assert regions(*outbound, 40) == {"regions_of_hosts": 1}
