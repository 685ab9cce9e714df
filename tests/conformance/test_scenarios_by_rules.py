"""The worked scenarios through the rules: the same class, burden and articles as in the answer key."""

from datetime import date

import pytest

from services.conventions.adapters.reference_files import read_reference_data
from services.conventions.adapters.rule_files import read_release
from services.conventions.domain.case.reading import read_facts
from services.conventions.domain.rulebook.answers import RuledBasis, ruled_basis
from services.conventions.domain.rulebook.assumptions import assuming
from shared.rules.release import RuleSet
from tests.conformance.worked_scenarios import ABSENT, STATUS_DATE, Scenario, given, our_own

GIVEN = given()
OURS = our_own()

BY_CASE = {"he_qualification", "access_qualification", "period_of_study", "regulated_profession"}
"""The issues on which an article carries the case itself."""


@pytest.fixture(scope="module")
def release() -> RuleSet:
    return read_release()


@pytest.fixture(scope="module")
def instruments() -> frozenset[str]:
    return frozenset(it.id for it in read_reference_data().instruments)


def answer(release: RuleSet, instruments: frozenset[str], scenario: Scenario) -> RuledBasis:
    facts = read_facts(scenario["facts"], instruments=instruments, today=STATUS_DATE)
    known: date = facts.known_at or STATUS_DATE
    return ruled_basis(assuming(release, facts), facts, known=known)


def check(found: RuledBasis, expected: Scenario) -> None:
    if "outcome_class" in expected:
        assert found.outcome == expected["outcome_class"]
    if "presumption" in expected:
        assert found.presumption == expected["presumption"]
    if "burden_on" in expected:
        assert found.burden == expected["burden_on"]
    if "binding_instruments" in expected:
        assert sorted(found.binding) == sorted(expected["binding_instruments"])
    for it in expected.get("governing", ()):
        if it["topic"] in BY_CASE:
            assert (it["instrument"], it["article"]) in found.articles
    cited = {(it["instrument"], it["article"]) for it in expected.get("governing", ())}
    if expected.get("outcome_class") == "assess_with_presumption":
        assert found.duty <= cited or not cited


@pytest.mark.skipif(not GIVEN, reason=ABSENT)
@pytest.mark.parametrize("scenario", GIVEN, ids=lambda it: it["id"])
def test_a_worked_scenario_comes_out_by_the_rules(
    scenario: Scenario, release: RuleSet, instruments: frozenset[str]
) -> None:
    found = answer(release, instruments, scenario)
    check(found, scenario["expected"])
    assert {(it["instrument"], it["article"]) for it in scenario["expected"]["governing"]} <= found.articles


@pytest.mark.parametrize("scenario", OURS, ids=lambda it: it["id"])
def test_our_own_scenario_comes_out_by_the_rules(
    scenario: Scenario, release: RuleSet, instruments: frozenset[str]
) -> None:
    check(answer(release, instruments, scenario), scenario["expected"])
