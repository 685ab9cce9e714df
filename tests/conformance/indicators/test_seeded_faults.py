"""Faults of processing put into the real series on purpose: each is detected by name."""

from collections.abc import Callable

import pytest

from services.indicators.domain.integrity.comparison import compare, mostly_even
from services.indicators.domain.integrity.diagnosis import diagnose
from services.indicators.domain.integrity.finding import Finding, Severity
from services.indicators.domain.integrity.panel import Cell, Panel, panel
from services.indicators.domain.integrity.rulebook import ONE_DENOMINATOR, OUTBOUND_RECOMPUTES
from tests.conformance.indicators.third_party import february_2026, spring_2025

Series = dict[Cell, float]


def with_series(data: Panel, **series: Series) -> Panel:
    return Panel({**data.values, **series}, data.releases)


def scaled(data: Panel, name: str, by: Callable[[float], float]) -> Series:
    return {cell: by(value) for cell, value in data.values[name].items()}


def refusals(findings: tuple[Finding, ...]) -> set[str]:
    return {it.code for it in findings if it.severity is Severity.REFUSAL}


@pytest.fixture(name="february", scope="module")
def _february() -> Panel:
    return panel(february_2026().observations)


def test_totals_added_to_their_parts_are_called_doubled() -> None:
    doubled = with_series(spring_2025(), IN=scaled(spring_2025(), "IN", lambda value: 2 * value))
    assert refusals(diagnose(OUTBOUND_RECOMPUTES, doubled, {})) == {"doubled_total"}


def test_doubled_outbound_students_are_noticed_too(february: Panel) -> None:
    outbound = scaled(february, "OUT_MIRROR_EST", lambda value: 2 * value)
    doubled = with_series(february, OUT_MIRROR_EST=outbound)
    assert refusals(diagnose(ONE_DENOMINATOR, doubled, {})) == {"doubled_total"}


def test_a_doubled_column_alone_is_noticed_against_a_trusted_release(february: Panel) -> None:
    alone = Panel({"IN": scaled(spring_2025(), "IN", lambda value: 1.94 * value)}, {})
    assert refusals(compare(alone, february)) == {"doubled_total"}


def test_a_doubled_column_alone_gives_itself_away_by_even_numbers() -> None:
    inbound = spring_2025().values["IN"]
    assert mostly_even("IN", inbound) is None
    assert mostly_even("IN", {cell: 2 * value for cell, value in inbound.items()}) is not None


def test_exchanged_directions_are_named(february: Panel) -> None:
    inbound, outbound = dict(february.values["IN"]), dict(february.values["OUT_MIRROR_EST"])
    swapped = with_series(february, IN=outbound, OUT_MIRROR_EST=inbound)
    assert "swapped_direction" in refusals(diagnose(ONE_DENOMINATOR, swapped, {}))
    assert refusals(compare(swapped, february)) == {"swapped_direction"}


def test_exchanged_ratios_are_named() -> None:
    ratios = spring_2025().values
    swapped = with_series(spring_2025(), MSEP=dict(ratios["MOR"]), MOR=dict(ratios["MSEP"]))
    assert refusals(diagnose(OUTBOUND_RECOMPUTES, swapped, {})) == {"swapped_direction"}


def test_a_net_flow_with_the_wrong_sign_is_named() -> None:
    turned = with_series(spring_2025(), MENF=scaled(spring_2025(), "MENF", lambda value: -value))
    assert refusals(diagnose(OUTBOUND_RECOMPUTES, turned, {})) == {"swapped_direction"}


def test_values_of_another_release_are_named_row_by_row(february: Panel) -> None:
    mixed = with_series(spring_2025(), MOR=dict(february.values["MOR"]))
    honest = {"UIS spring 2025": spring_2025()}
    found = diagnose(OUTBOUND_RECOMPUTES, mixed, honest)
    assert {it.code for it in found} == {"mixed_vintages"}
    assert all("UIS spring 2025" in it.evidence for it in found if it.where.area)


def test_honest_releases_compared_with_each_other_raise_no_alarm(february: Panel) -> None:
    assert compare(spring_2025(), february) == ()
    assert compare(february, spring_2025()) == ()
