"""A release beside the others: a matrix that is twice another, or the same turned over."""

import random
from collections.abc import Callable

import pytest

from services.indicators.domain.integrity.comparison import Flows
from services.indicators.domain.integrity.finding import Finding, Severity
from services.indicators.domain.integrity.suspicion import suspicious_flows

AREAS = ("NAM", "FRA", "TUN", "DEU", "ITA", "MAR")


def matrix(seed: int = 1) -> Flows:
    chance = random.Random(seed)
    return {
        (host, origin, year): float(chance.randrange(10, 50_000))
        for host in AREAS
        for origin in AREAS
        for year in (2019, 2020)
        if host != origin
    }


def revised(flows: Flows) -> Flows:
    return {cell: round(value * 1.002) for cell, value in flows.items()}


def twice(flows: Flows) -> Flows:
    return {cell: 1.94 * value for cell, value in flows.items()}


def turned(flows: Flows) -> Flows:
    return {(origin, host, year): value for (host, origin, year), value in flows.items()}


def found(spoil: Callable[[Flows], Flows], other: str = "ESTAT-2025") -> list[Finding]:
    return suspicious_flows("ESTAT-2026", {"ESTAT-2026": spoil(matrix()), other: matrix()})


def test_a_revision_and_another_matrix_raise_no_alarm() -> None:
    assert found(revised) == []
    assert found(lambda _: matrix(2)) == []


@pytest.mark.parametrize(("spoil", "code"), [(twice, "doubled_total"), (turned, "swapped_direction")])
def test_a_spoilt_matrix_is_named(spoil: Callable[[Flows], Flows], code: str) -> None:
    (same_agency,) = found(spoil)
    assert (same_agency.code, same_agency.severity) == (code, Severity.REFUSAL)
    (other_agency,) = found(spoil, "OECD-2025")
    assert (other_agency.code, other_agency.severity) == (code, Severity.WARNING)


def test_a_matrix_of_even_numbers_is_suspected_without_any_other() -> None:
    flows = {
        (host, origin, year): 2.0 * (year + 7 * place)
        for place, (host, origin, _) in enumerate(matrix())
        for year in range(2010, 2020)
    }
    (finding,) = suspicious_flows("ESTAT-2026", {"ESTAT-2026": flows})
    assert (finding.code, finding.severity) == ("doubled_total", Severity.WARNING)
