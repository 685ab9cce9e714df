"""The rules of the real instruments, judged by cel-cpp on cases made up around the rules' own tests."""

from datetime import date

import pytest

from services.conventions.adapters.reference_files import read_reference_data
from services.conventions.adapters.rule_files import read_release
from shared.rules.batch.columns import FactColumns
from shared.rules.evaluate.slot import CompiledSlot
from shared.rules.gate.agreement import compare
from shared.rules.gate.cases import make_cases
from shared.rules.gate.certainties import hidden_certainty, searchable
from shared.rules.gate.conflicts import meetings
from shared.rules.gate.coverage import idle_conditions
from shared.rules.gate.examples import run_examples
from shared.rules.gate.mutation_check import check_mutants
from shared.rules.gate.oracle import Oracle
from shared.rules.release import RuleSet

DAYS = (date(1985, 1, 1), date(2010, 1, 1), date(2024, 5, 1))
CASES = 60


@pytest.fixture(scope="module")
def release() -> RuleSet:
    return read_release(read_reference_data())


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_four_evaluators_give_one_answer_in_every_slot(release: RuleSet, day: date) -> None:
    law = release.compile(day, DAYS[-1])
    judged = 0
    for slot in law.slots.values():
        result = compare(slot, make_cases(slot, CASES, seed=7).on(law.day), Oracle(slot).answers)
        assert result.differences == ()
        judged += result.judged
    assert judged > CASES


def test_every_embedded_test_passes_in_every_evaluator_and_no_condition_is_idle(release: RuleSet) -> None:
    for checked in release.rules:
        results = run_examples(checked, release.vocabulary, release.parameters)
        assert [it.faults for it in results if it.faults] == [], checked.rule.id
        assert idle_conditions(checked, results) == (), checked.rule.id


def test_the_embedded_tests_notice_every_small_wrong_in_every_rule(release: RuleSet) -> None:
    """Every mutant of the whole release dies, those of reservations that no State has made among them."""
    report = check_mutants(release.rules, release.vocabulary, release.parameters)
    assert [it.id for it in report.survivors] == []
    assert report.tried > 3_800


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_rules_that_meet_leave_no_case_to_chance(release: RuleSet, day: date) -> None:
    """Where two effects hold in one case an override, or what is kinder to the holder, decides."""
    law = release.compile(day, DAYS[-1])
    found = [it for slot in law.slots.values() for it in meetings(slot, made_up(slot, law.day))]
    assert [(it.rule, it.other) for it in found if it.conflicts] == []
    assert found


def made_up(slot: CompiledSlot, day: int) -> FactColumns:
    return make_cases(slot, 2_000, seed=11).on(day)


def test_no_rule_asks_for_facts_that_change_nothing_and_every_rule_is_searched(release: RuleSet) -> None:
    assert [it.rule.id for it in release.rules if not searchable(it)] == []
    assert [it for checked in release.rules if (it := hidden_certainty(checked))] == []
