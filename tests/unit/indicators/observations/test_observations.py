from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from services.indicators.adapters.sources.reference import published_figures
from services.indicators.domain.dispersion.concentration import herfindahl
from services.indicators.domain.formulas.catalogue import CATALOGUE
from services.indicators.domain.loading.publishers.reference_figures import parse
from services.indicators.domain.observations.codes import (
    FlowDirection,
    Magnitude,
    ObsStatus,
    Provenance,
    Qualifier,
)
from services.indicators.domain.observations.frozen import FrozenSeries, SeriesIsFrozen
from services.indicators.domain.observations.history import Revision, as_known, changes
from services.indicators.domain.observations.observation import Observation, Series

SERIES = Series("IN", "TUN", FlowDirection.IN, "PER")
FIRST = datetime(2025, 9, 1, tzinfo=UTC)
SECOND = datetime(2026, 2, 9, tzinfo=UTC)


def seen(value: float | None, moment: datetime = FIRST, **more: object) -> Observation:
    return Observation(SERIES, 2022, value, f"R{moment.year}", moment, **more)  # type: ignore[arg-type]


def test_what_was_known_then_is_not_what_is_known_now() -> None:
    versions = [seen(10, FIRST), seen(12, SECOND)]
    cell = (SERIES, 2022)
    assert as_known(versions, FIRST)[cell].value == 10
    assert as_known(versions, SECOND)[cell].value == 12
    assert as_known(versions, FIRST - timedelta(days=1)) == {}


def test_a_later_release_changes_adds_and_withdraws() -> None:
    other = Series("IN", "MAR", FlowDirection.IN, "PER")
    before = {(SERIES, 2022): seen(10), (SERIES, 2021): seen(9)}
    after = {(SERIES, 2022): seen(12, SECOND), (other, 2022): seen(5, SECOND)}
    kinds = {change.cell: change.kind for change in changes(before, after)}
    assert kinds == {
        (SERIES, 2022): Revision.CHANGED,
        (SERIES, 2021): Revision.WITHDRAWN,
        (other, 2022): Revision.ADDED,
    }
    assert list(changes(before, before)) == []


@pytest.mark.parametrize(
    ("observation", "status"),
    [
        (seen(5), ObsStatus.NORMAL),
        (seen(5, qualifier=Qualifier.NAT_EST), ObsStatus.ESTIMATED),
        (seen(5, provenance=Provenance.ESTIMATED), ObsStatus.ESTIMATED),
        (seen(5, provenance=Provenance.IMPUTED), ObsStatus.IMPUTED),
        (seen(0, magnitude=Magnitude.NA), ObsStatus.MISSING),
        (seen(None, magnitude=Magnitude.SUPP), ObsStatus.MISSING),
    ],
)
def test_the_status_follows_from_what_was_said(observation: Observation, status: ObsStatus) -> None:
    assert observation.status is status


def test_the_moment_of_knowledge_is_utc() -> None:
    with pytest.raises(ValueError, match="UTC"):
        seen(5, FIRST.astimezone(timezone(timedelta(hours=1))))


def test_an_ended_series_takes_no_figure_of_another_vintage() -> None:
    FrozenSeries("IN", "R2025", date(2025, 9, 1), "archived by its publisher", (seen(10),))
    with pytest.raises(SeriesIsFrozen, match="R2025"):
        FrozenSeries("IN", "R2025", None, "archived by its publisher", (seen(12, SECOND),))


def test_every_shipped_figure_says_where_it_is_from_and_by_which_formula() -> None:
    figures = published_figures()
    assert len(figures) > 50
    for figure in figures:
        assert CATALOGUE.formula(figure.series.indicator).id == figure.series.indicator
        assert all((figure.source, figure.licence, figure.attribution, figure.release))


def test_a_shipped_figure_without_year_is_shown_and_never_computed_with() -> None:
    undated = [figure for figure in published_figures() if figure.year is None]
    assert {figure.series.ref_area for figure in undated} == {"GUY", "OMN"}
    assert all(figure.observation(FIRST) is None for figure in undated)


def test_the_shipped_flows_of_tunisian_students_add_up_to_the_shipped_total_and_concentration() -> None:
    figures = published_figures()
    flows = [it.value or 0 for it in figures if it.series.counterpart == "TUN" and it.year == 2022]
    by_indicator = {
        it.series.indicator: it.value
        for it in figures
        if (it.series.ref_area, it.series.counterpart) == ("TUN", "EUROSTAT_HOSTS")
    }
    assert len(flows) == 29
    assert sum(flows) == by_indicator["OUT_MIRROR"]
    assert herfindahl(flows) == pytest.approx(by_indicator["HHI"], abs=5e-7)


def test_a_figure_without_source_is_refused() -> None:
    header = "indicator ref_area counterpart direction level year value lower upper unit qualifier provenance"
    header = ",".join((*header.split(), "release", "source", "licence", "attribution", "note"))
    row = "IN,TUN,W00,IN,L5T8,2022,{value},,,PER,,reported,R1,{source},CC BY 4.0,UIS,"
    assert parse([header, row.format(value=8642, source="UIS")])[0].value == 8642
    with pytest.raises(ValueError, match="where it is from"):
        parse([header, row.format(value=8642, source="")])
    with pytest.raises(ValueError, match="neither value nor bounds"):
        parse([header, row.format(value="", source="UIS")])
