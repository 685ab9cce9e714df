"""What publication demands of a rule beyond the language: tests that mean something, no open conflict."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

from shared.rules.checked import CheckedRule
from shared.rules.documents.parameter import load_parameter
from shared.rules.documents.plain import epoch_day
from shared.rules.documents.rule_reading import load_rule
from shared.rules.documents.vocabulary import load_vocabulary
from shared.rules.gate.agreement import compare
from shared.rules.gate.cases import make_cases
from shared.rules.gate.certainties import hidden_certainty
from shared.rules.gate.conflicts import meetings
from shared.rules.gate.coverage import idle_conditions, missing_values
from shared.rules.gate.examples import run_examples
from shared.rules.gate.mutation_check import check_mutants
from shared.rules.publication import check
from shared.rules.release import RuleSet
from tests.unit.rules.lisbon import PARTIES, RULE, VOCABULARY

VOCABULARY_READ, PARTIES_READ = load_vocabulary(VOCABULARY), load_parameter(PARTIES)
DAY = date(2024, 5, 1)
IN_SCOPE = {"award.is_higher_education": True, "award.country": "FRA", "host.country": "DEU"}
COMPLETE = {**IN_SCOPE, "award.verified": True, "substantial_differences": [], "assessment.closed": True}


def differences(*records: dict[str, Any]) -> dict[str, Any]:
    return {**COMPLETE, "substantial_differences": list(records)}


EXAMPLES: list[dict[str, Any]] = [
    {"name": "no difference", "facts": COMPLETE, "expect": "true"},
    {
        "name": "a grave difference shown",
        "facts": differences({"grave": True, "shown_by": "host_authority"}),
        "expect": "false",
        "because": "difference",
    },
    {
        "name": "asserted, not shown",
        "facts": differences({"grave": True, "shown_by": "none"}),
        "expect": "true",
    },
    {
        "name": "shown, not grave",
        "facts": differences({"grave": False, "shown_by": "host_authority"}),
        "expect": "true",
    },
    {"name": "silence after closing", "facts": differences({"grave": True}), "expect": "true"},
    {
        "name": "one grave among others",
        "facts": differences(
            {"grave": False, "shown_by": "x"}, {"grave": True, "shown_by": "host_authority"}
        ),
        "expect": "false",
        "because": "difference",
    },
    {
        "name": "not yet verified",
        "facts": {**COMPLETE, "award.verified": None},
        "expect": "unknown",
        "needs": ["award.verified"],
    },
    {
        "name": "not authentic",
        "facts": {**COMPLETE, "award.verified": False},
        "expect": "false",
        "because": "authentic",
    },
    {
        "name": "still open",
        "facts": {**COMPLETE, "assessment.closed": False},
        "expect": "unknown",
        "needs": ["substantial_differences"],
    },
    {
        "name": "from outside",
        "facts": {**COMPLETE, "award.country": "USA"},
        "expect": "false",
        "because": "in_scope",
    },
    {
        "name": "to a State outside",
        "facts": {**COMPLETE, "host.country": "USA"},
        "expect": "false",
        "because": "in_scope",
    },
    {
        "name": "not higher education",
        "facts": {**COMPLETE, "award.is_higher_education": False},
        "expect": "false",
        "because": "in_scope",
    },
]


def checked(examples: list[dict[str, Any]], text: str = RULE) -> CheckedRule:
    head = text.partition("tests:")[0]
    listed = [
        {"as_of": "2024-05-01", **it, "facts": {k: v for k, v in it["facts"].items() if v is not None}}
        for it in examples
    ]
    return check(load_rule(head + f"tests: {json.dumps(listed)}"), VOCABULARY_READ, [PARTIES_READ])


def test_the_tests_of_a_rule_pass_with_their_reasons_and_needs() -> None:
    results = run_examples(checked(EXAMPLES), VOCABULARY_READ, [PARTIES_READ])
    assert [it.faults for it in results] == [()] * len(EXAMPLES)


def test_a_test_that_fails_says_what_was_found_instead() -> None:
    wrong = [
        {**EXAMPLES[0], "expect": "false"},
        {**EXAMPLES[1], "because": "in_scope"},
        {**EXAMPLES[6], "needs": ["award.country"]},
        {**EXAMPLES[0], "as_of": "1990-01-01", "expect": "false"},
        {**EXAMPLES[0], "facts": {"award.colour": "red"}, "expect": "unknown"},
    ]
    said = [" ".join(it.faults) for it in run_examples(checked(wrong), VOCABULARY_READ, [PARTIES_READ])]
    assert said[0] == "expected false, found true"
    assert said[1] == "expected because of 'in_scope', found 'difference'"
    assert said[2] == "expected to need award.country; needs award.verified"
    assert "not in force on 1990-01-01" in said[3]
    assert "'award.colour' is not in the vocabulary" in said[4]


def test_every_value_and_every_condition_must_be_seen_at_work() -> None:
    rule = checked(EXAMPLES[:1])
    results = run_examples(rule, VOCABULARY_READ, [PARTIES_READ])
    assert missing_values(results) == ("false", "unknown")
    outside = checked([{**EXAMPLES[9], "facts": {**EXAMPLES[9]["facts"], "award.verified": False}}])
    seen = run_examples(outside, VOCABULARY_READ, [PARTIES_READ])
    assert idle_conditions(outside, seen) == ("in_scope", "authentic", "difference")
    everything = run_examples(checked(EXAMPLES), VOCABULARY_READ, [PARTIES_READ])
    assert missing_values(everything) == idle_conditions(rule, everything) == ()


def test_good_tests_kill_every_mutant() -> None:
    report = check_mutants([checked(EXAMPLES)], VOCABULARY_READ, [PARTIES_READ])
    assert [it.id for it in report.survivors] == []
    assert report.tried >= 20


def test_a_mutant_survives_where_no_test_looks() -> None:
    fewer = [it for it in EXAMPLES if it["name"] != "shown, not grave"]
    report = check_mutants([checked(fewer)], VOCABULARY_READ, [PARTIES_READ])
    (survivor,) = report.survivors
    assert (survivor.place, survivor.change) == ("difference", "dropped")
    start, end = survivor.span
    assert checked(fewer).rule.where["difference"][start:end] == "d.grave"


def test_a_condition_that_is_settled_either_way_is_found_with_the_facts_it_asks_for_in_vain() -> None:
    text = RULE.replace("authentic: award.verified", "authentic: award.verified || !award.verified")
    found = hidden_certainty(checked(EXAMPLES[:1], text))
    assert found is not None
    assert (found.value, found.unknown) == (True, ("award.verified",))
    assert hidden_certainty(checked(EXAMPLES)) is None


def test_a_comparison_and_its_opposite_are_one_atom() -> None:
    text = RULE.replace(
        "authentic: award.verified", 'authentic: award.country == "FRA" || award.country != "FRA"'
    )
    assert hidden_certainty(checked(EXAMPLES[:1], text)) is not None


def test_two_values_of_one_fact_are_no_certainty() -> None:
    text = RULE.replace(
        "authentic: award.verified", 'authentic: award.country == "FRA" || award.country == "DEU"'
    )
    assert hidden_certainty(checked(EXAMPLES[:1], text)) is None


def conflicting() -> RuleSet:
    mine = checked(EXAMPLES)
    refusal = replace(
        mine.rule, id="other", effect=replace(mine.rule.effect, act="partial", favour=50), hash="0" * 64
    )
    return RuleSet(VOCABULARY_READ, [mine, replace(mine, rule=refusal)], parameters=[PARTIES_READ])


def test_rules_of_different_effect_that_hold_together_are_found_with_a_case() -> None:
    law = conflicting().compile(DAY, DAY)
    slot = law.slots["recognition.outcome"]
    (meeting,) = meetings(slot, make_cases(slot, 3_000, seed=1).on(law.day))
    assert (meeting.rule, meeting.other) == ("lrc.vi.1", "other")
    assert meeting.cases == meeting.conflicts > 0
    assert law.decide(meeting.example, slot.name).state == "conflict"


def test_made_up_cases_reach_every_value_of_a_rule_and_the_evaluators_agree_on_them() -> None:
    law = conflicting().compile(DAY, DAY)
    slot = law.slots["recognition.outcome"]
    cases = make_cases(slot, 1_000, seed=2).on(epoch_day(DAY))
    agreement = compare(slot, cases)
    assert agreement.differences == ()
    assert agreement.evaluations == 2_000
    values = {law.values(cases.facts(case), slot.name)["other"] for case in range(cases.rows)}
    assert values == {True, False, None}
