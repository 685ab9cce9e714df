"""A slot that bears the name of a fact concludes it: true, false, or still missing."""

from datetime import date

import pytest

from shared.rules.conclusions import concluded, concluding_slots, traces_of
from shared.rules.documents.rule_reading import load_rule
from shared.rules.documents.vocabulary import load_vocabulary
from shared.rules.publication import check
from shared.rules.release import RuleSet
from tests.unit.rules.lisbon import VOCABULARY

DAY = date(2024, 5, 1)
BINDS = """
kind: rule/1
id: pact.binding
version: 1
title: The pact binds the two States
instrument: {id: pact, name: Pact, tier: treaty}
cite: [{article: "1", role: norm}]
slot: binding.pact
valid: {from: 2000-01-01, to: null}
where: {french: award.country == "FRA"}
when: french
effect: {modality: status, on: host.authority, act: binds, favour: 50}
tests: []
"""


@pytest.fixture(scope="module")
def release() -> RuleSet:
    vocabulary = load_vocabulary(VOCABULARY + "  binding.pact: {type: bool, owed_by: authority}\n")
    return RuleSet(vocabulary, [check(load_rule(BINDS), vocabulary, [])])


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"award.country": "FRA"}, True),
        ({"award.country": "USA"}, False),
        ({}, None),
    ],
    ids=["holds", "does not hold", "cannot be told"],
)
def test_a_fact_is_concluded(release: RuleSet, facts: dict[str, object], expected: bool | None) -> None:
    law, slots = release.compile(DAY, DAY), concluding_slots(release)
    assert slots == ("binding.pact",)
    assert concluded(law, slots, facts).get("binding.pact") is expected


def test_on_a_day_without_such_a_rule_the_fact_is_false(release: RuleSet) -> None:
    law = release.compile(date(1999, 1, 1), DAY)
    assert concluded(law, concluding_slots(release), {"award.country": "FRA"})["binding.pact"] is False
    assert traces_of(law, concluding_slots(release), {}) == ()


def test_a_fact_that_is_given_is_left_alone_and_not_traced(release: RuleSet) -> None:
    law, slots = release.compile(DAY, DAY), concluding_slots(release)
    given: dict[str, object] = {"award.country": "FRA", "binding.pact": False}
    assert concluded(law, slots, given) == given
    assert traces_of(law, slots, given) == ()
    assert [it.document["slot"] for it in traces_of(law, slots, {"award.country": "FRA"})] == ["binding.pact"]
