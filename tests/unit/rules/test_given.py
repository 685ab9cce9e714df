"""Small things of the documents: facts given to every test, and stretches that an unknown end leaves open."""

from datetime import date

import pytest

from shared.rules.documents.findings import Refused
from shared.rules.documents.parameter import Members, load_parameter
from shared.rules.documents.rule import Supposition
from shared.rules.documents.rule_reading import load_rule
from shared.rules.documents.vocabulary import load_vocabulary
from shared.rules.evaluate.law import Law
from shared.rules.facts import flatten
from shared.rules.publication import check
from tests.unit.rules.lisbon import PARTIES, RULE, VOCABULARY

GIVEN = RULE.replace(
    "tests:",
    "given: {award.country: FRA, award.verified: true}\ntests:\n"
    "  - {name: another country, as_of: 2024-05-01, expect: false, facts: {award.country: USA}}\n"
    "  - {name: not verified, as_of: 2024-05-01, expect: unknown, facts: {award.verified: null}}\n"
    "  - {name: as given, as_of: 2024-05-01, expect: true}",
)

UNSURE = """
kind: parameter/1
id: pact.parties
version: 1
type: membership
values:
  MCO:
    - {from: 2019-01-12, to: unknown, cite: chart}
    - {from: 2024-09-13, to: %s, cite: chart}
"""


def test_what_is_given_holds_in_every_test_that_does_not_say_otherwise() -> None:
    first, second, third, _ = load_rule(GIVEN).examples
    assert flatten(first.facts) == {"award.country": "USA", "award.verified": True}
    assert flatten(second.facts) == {"award.country": "FRA"}
    assert flatten(third.facts) == {"award.country": "FRA", "award.verified": True}


def test_a_test_may_suppose_members_that_nobody_has_on_record() -> None:
    text = RULE.replace("assessment.closed: true}}", "assessment.closed: true}, suppose: {parties: [XAA]}}")
    (example,) = load_rule(text).examples
    assert example.suppose == (Supposition("lrc.parties", ("XAA",)),)


def test_a_test_may_suppose_nothing_of_a_parameter_that_the_rule_does_not_read() -> None:
    text = RULE.replace("assessment.closed: true}}", "assessment.closed: true}, suppose: {parteis: [XAA]}}")
    with pytest.raises(Refused, match="no parameter 'parteis'"):
        load_rule(text)


def test_a_value_has_no_members_that_a_test_could_suppose() -> None:
    text = RULE.replace("params:\n", "params:\n  limit: {ref: lrc.limit}\n")
    text = text.replace("assessment.closed: true}}", "assessment.closed: true}, suppose: {limit: [XAA]}}")
    limit = load_parameter(
        "kind: parameter/1\nid: lrc.limit\ntype: int\nvalues: [{from: null, to: null, cite: x, value: 4}]"
    )
    with pytest.raises(Refused) as refused:
        check(load_rule(text), load_vocabulary(VOCABULARY), [load_parameter(PARTIES), limit])
    assert [(it.code, it.pointer) for it in refused.value.findings] == [
        ("not_a_membership", "/tests/0/suppose")
    ]


def test_what_is_supposed_of_a_doubtful_member_is_no_longer_in_doubt() -> None:
    law = Law.on(date(2020, 1, 1), [load_parameter(UNSURE % "null")])
    members = law.supposing([Supposition("pact.parties", ("MCO", "XAA"))]).members["pact.parties"]
    assert members == Members(frozenset({"MCO", "XAA"}), frozenset())
    assert law.members["pact.parties"].unknown == {"MCO"}


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2019, 1, 11), False),
        (date(2019, 1, 12), None),
        (date(2024, 9, 12), None),
        (date(2024, 9, 13), True),
    ],
)
def test_between_two_known_days_a_membership_is_unknown(day: date, expected: bool | None) -> None:
    members = load_parameter(UNSURE % "null").members(day)
    found = True if "MCO" in members.known else None if "MCO" in members.unknown else False
    assert found is expected


def test_stretches_that_overlap_for_certain_are_still_refused() -> None:
    overlapping = (UNSURE % "null").replace("to: unknown", "to: 2025-01-01")
    with pytest.raises(Refused, match="overlap"):
        load_parameter(overlapping)
