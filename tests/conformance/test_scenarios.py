"""The worked scenarios, field by field, through the pure resolver."""

import pytest

from services.conventions.adapters.reference_files import read_reference_data
from services.conventions.domain.case.reading import read_facts
from services.conventions.domain.instruments.book import TreatyBook
from services.conventions.domain.legal_basis.document import as_document
from services.conventions.domain.legal_basis.resolve import resolve
from tests.conformance.worked_scenarios import (
    ABSENT,
    STATUS_DATE,
    Scenario,
    comparable,
    given,
    our_own,
)

GIVEN = given()
OURS = our_own()


@pytest.fixture(scope="module")
def book() -> TreatyBook:
    return TreatyBook((read_reference_data().edition(),))


def check(scenario: Scenario, book: TreatyBook) -> None:
    facts = read_facts(scenario["facts"], instruments=book.current.instruments, today=STATUS_DATE)
    basis = resolve(book, facts, today=STATUS_DATE)
    answer = as_document(basis) | {"trust": basis.trust.value}
    found = {name: comparable(answer[name]) for name in scenario["expected"]}
    assert found == {name: comparable(value) for name, value in scenario["expected"].items()}


@pytest.mark.skipif(not GIVEN, reason=ABSENT)
@pytest.mark.parametrize("scenario", GIVEN, ids=lambda it: it["id"])
def test_a_worked_scenario_comes_out_exactly(scenario: Scenario, book: TreatyBook) -> None:
    check(scenario, book)


@pytest.mark.skipif(not GIVEN, reason=ABSENT)
@pytest.mark.parametrize("scenario", GIVEN, ids=lambda it: it["id"])
def test_the_duties_keep_their_order(scenario: Scenario, book: TreatyBook) -> None:
    facts = read_facts(scenario["facts"], instruments=book.current.instruments, today=STATUS_DATE)
    answer = resolve(book, facts, today=STATUS_DATE)
    assert list(answer.authority_must) == scenario["expected"]["authority_must"]


@pytest.mark.parametrize("scenario", OURS, ids=lambda it: it["id"])
def test_our_own_scenario_comes_out(scenario: Scenario, book: TreatyBook) -> None:
    check(scenario, book)


def test_every_scenario_says_why() -> None:
    assert all(it["title"] and it["reasoning"] for it in OURS)
    assert len({it["id"] for it in OURS}) == len(OURS)
