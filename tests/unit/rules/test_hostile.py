"""What must never become a rule is refused at publication: by its name, at its place, with what to write."""

import re

import pytest

from shared.rules.documents.findings import Refused
from shared.rules.documents.parameter import load_parameter
from shared.rules.documents.rule_reading import load_rule
from shared.rules.documents.vocabulary import load_vocabulary
from shared.rules.publication import check
from tests.support.hostile_rules import CONDITIONS, DOCUMENTS, with_condition
from tests.unit.rules.lisbon import PARTIES, RULE, VOCABULARY

VOCABULARY_READ, KNOWN = load_vocabulary(VOCABULARY), [load_parameter(PARTIES)]


def refusal(text: str) -> Refused:
    with pytest.raises(Refused) as caught:
        check(load_rule(text), VOCABULARY_READ, KNOWN)
    return caught.value


def test_the_example_itself_is_accepted() -> None:
    assert check(load_rule(RULE), VOCABULARY_READ, KNOWN).rule.id == "lrc.vi.1"


@pytest.mark.parametrize("name", CONDITIONS)
def test_a_hostile_condition_is_refused_at_its_place_with_a_hint(name: str) -> None:
    text, code = CONDITIONS[name]
    findings = refusal(with_condition(text)).findings
    assert {it.code for it in findings} == {code}
    for it in findings:
        assert it.line == RULE[: RULE.index("authentic:")].count("\n") + 1
        assert it.hint
        caret = it.excerpt.splitlines()[-1]
        assert re.fullmatch(r" \| \.*\^", caret)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_hostile_document_is_refused_with_a_hint(name: str) -> None:
    text, code = DOCUMENTS[name]
    findings = refusal(text).findings
    assert code in {it.code for it in findings}
    assert all(it.hint and it.line and it.column for it in findings)


def test_the_caret_stands_under_what_is_refused() -> None:
    text = RULE.replace("authentic: award.verified", "authentic: award.verified && award.country == null")
    (finding,) = refusal(text).findings
    line = text.splitlines()[finding.line - 1]
    assert line[finding.column - 1 :].startswith("null")
    shown, caret = finding.excerpt.splitlines()
    assert shown[caret.index("^") :].startswith("null")


def test_every_fault_of_a_rule_is_named_at_once() -> None:
    text = RULE.replace("authentic: award.verified", "authentic: award.country == null || 4 / 2 == 2")
    text = text.replace(
        "difference: substantial_differences.exists", "difference: substantial_diferences.exists"
    )
    assert [it.code for it in refusal(text).findings] == ["null_literal", "division", "unknown_name"]


def test_text_that_looks_like_code_is_only_text() -> None:
    text = with_condition("award.country == \"'); __import__('os').system('x') #\" || award.verified")
    assert check(load_rule(text), VOCABULARY_READ, KNOWN).conditions.keys() == {
        "in_scope",
        "authentic",
        "difference",
    }
