"""National policy gives more than the treaties or the same, never less: proven, or a case is shown."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.conventions.domain.lifecycle.document import read_document
from services.conventions.domain.lifecycle.examine import examine
from services.conventions.domain.lifecycle.floor import (
    Breach,
    breaches,
    doubts,
    made_for_a_state,
    without_national,
)
from services.conventions.domain.lifecycle.release import Entry, assemble, next_release
from services.conventions.domain.lifecycle.replayed import Evidence, Waiver
from shared.rules.documents.findings import Refused
from shared.rules.documents.plain import epoch_day
from shared.rules.gate.cases import make_cases
from shared.rules.release import RuleSet
from tests.support.rules import DOCUMENTS

SLOT = "recognition.outcome"
DAY = date(2024, 5, 1)
TREATIES = [text.replace("host.country", "host.state") for _, text in DOCUMENTS]

PARTIAL = """
kind: rule/1
id: lrc.vi.1.partial
version: 1
title: Recognise a part where a grave difference is shown
instrument: {id: lrc_1997, name: Lisbon, tier: treaty, concluded: 1997-04-11}
cite: [{article: "VI.1"}]
slot: recognition.outcome
valid: {from: 1999-02-01, to: null}
params: {parties: {ref: lrc.parties, at: decision.day}}
where:
  in_scope: award.is_higher_education && award.country in p.parties && host.state in p.parties
  difference: substantial_differences.exists(d, d.grave && d.shown_by == "host_authority")
when: in_scope && difference
effect: {modality: obligation, act: partial, favour: 50}
tests: []
"""


def national(  # noqa: PLR0917
    when: str = "at_home && sought",
    act: str = "recognise",
    favour: int = 100,
    overrides: str = "",
    strength: str = "defeasible",
    instrument: str = "deu_act",
) -> str:
    """A rule of German policy for this test."""
    listed = f"[{{rule: {overrides}, reason: national policy}}]" if overrides else "[]"
    return f"""
kind: rule/1
id: deu.policy
version: 1
title: German policy
instrument: {{id: {instrument}, name: Act, tier: national}}
cite: [{{article: "1"}}]
slot: recognition.outcome
strength: {strength}
valid: {{from: 2000-01-01, to: null}}
overrides: {listed}
params: {{parties: {{ref: lrc.parties, at: decision.day}}}}
where:
  at_home: host.state == "DEU"
  sought: award.is_higher_education
  verified: award.verified
  abroad: award.country in p.parties
when: {when}
effect: {{modality: obligation, act: {act}, favour: {favour}}}
tests: []
"""


ALL = "at_home && sought && (verified || abroad)"


def release(rule: str) -> RuleSet:
    texts = [*TREATIES, PARTIAL, rule]
    return assemble([Entry(read_document(it), None) for it in texts], previous=None)


def proven(rules: RuleSet) -> bool:
    return not list(doubts(rules.compile(DAY, DAY).slots[SLOT]))


def found(rules: RuleSet, count: int = 3_000) -> list[Breach]:
    layered = rules.compile(DAY, DAY).slots[SLOT]
    base = without_national(rules).compile(DAY, DAY).slots[SLOT]
    cases = make_cases(layered, count, 1, missing=0.0).on(epoch_day(DAY))
    return list(breaches(base, layered, cases))


def used(when: str) -> str:
    """`when` with every condition named, as publication wants it."""
    rest = [it for it in ("at_home", "sought", "verified", "abroad") if it not in when]
    return " && ".join([when, *(f"({it} || !{it})" for it in rest)])


def test_a_more_generous_rule_is_proven() -> None:
    rules = release(national(ALL))
    assert proven(rules)
    assert found(rules) == []


def test_a_less_generous_rule_that_defeats_nothing_is_proven_for_it_yields() -> None:
    rules = release(national(ALL, act="consider", favour=20))
    assert proven(rules)
    assert found(rules) == []


def test_a_rule_that_overrides_the_treaty_with_less_is_shown_by_a_case() -> None:
    rules = release(national(ALL, act="refuse", favour=0, overrides="lrc.vi.1"))
    assert not proven(rules)
    breach = found(rules)[0]
    assert (breach.treaty, breach.layered) == ("recognise", "refuse")
    assert breach.facts["host.state"] == "DEU"


def test_a_defeater_of_the_treaty_is_not_proven() -> None:
    assert not proven(release(national(ALL, strength="defeater", overrides="lrc.vi.1")))


def test_a_rule_on_a_par_with_another_effect_would_be_a_conflict() -> None:
    rules = release(national(ALL, act="compare", favour=100))
    assert not proven(rules)
    assert {it.layered for it in found(rules)} == {"conflict"}


def test_a_rule_of_the_treaty_s_own_instrument_is_not_national_policy() -> None:
    assert not proven(release(national(ALL, act="consider", favour=20, instrument="lrc_1997")))


def test_an_override_that_can_never_meet_the_treaty_does_no_harm() -> None:
    rule = national("at_home && (verified || abroad) && !sought", "consider", 20, "lrc.vi.1").replace(
        "sought: award.is_higher_education", "sought: award.is_higher_education"
    )
    rules = release(rule)
    assert proven(rules)
    assert found(rules) == []


def test_a_national_rule_says_for_which_state_it_is_made() -> None:
    (made,) = [it for it in release(national(ALL)).rules if it.rule.id == "deu.policy"]
    (not_made,) = [
        it
        for it in release(national("at_home && sought || verified || abroad")).rules
        if it.rule.id == "deu.policy"
    ]
    assert made_for_a_state(made)
    assert not made_for_a_state(not_made)


CONDITIONS = [
    "at_home && sought",
    "at_home && verified",
    "at_home && !verified",
    "at_home && !sought",
    "at_home",
]


@settings(max_examples=20, deadline=None)
@given(
    when=st.sampled_from(CONDITIONS),
    effect=st.sampled_from(
        [("recognise", 100), ("partial", 50), ("refuse", 0), ("other", 100), ("least", 1)]
    ),
    overrides=st.sampled_from(["", "lrc.vi.1", "lrc.vi.1.partial"]),
    strength=st.sampled_from(["strict", "defeasible", "defeater"]),
)
def test_what_is_proven_has_no_counter_example(
    when: str, effect: tuple[str, int], overrides: str, strength: str
) -> None:
    act, favour = effect
    rules = release(national(used(when), act, favour, overrides, strength))
    if proven(rules):
        assert found(rules, 500) == []


@pytest.mark.parametrize(("favour", "passes"), [(100, True), (0, False)])
def test_the_gate_lets_no_undercutting_rule_pass_whatever_is_waived(favour: int, passes: bool) -> None:
    act = "recognise" if favour else "refuse"
    entries = [Entry(read_document(it), None) for it in [*TREATIES, PARTIAL]]
    rule = Entry(read_document(national(ALL, act, favour, "lrc.vi.1")), None)
    candidate = next_release(entries, [rule], previous=None, number=2)
    nothing_to_replay = Evidence(waiver=Waiver("the first release of all", "norway/author"))
    first = examine(candidate, DAY, cases=300, evidence=nothing_to_replay)
    waived = frozenset(it.name for it in first.findings)
    report = examine(candidate, DAY, cases=300, waivers=waived, evidence=nothing_to_replay)
    assert [it.check for it in report.findings] == ([] if passes else ["floor"])
    assert report.measures["national_slots"] >= 1
    if not passes:
        assert "refuse instead of recognise" in report.findings[0].message


def test_two_rules_never_make_an_unsound_release() -> None:
    with pytest.raises(Refused):
        release(national(ALL, favour=90))  # one act has one rank
