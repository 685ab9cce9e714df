"""The example of the rule language: Lisbon VI.1 with the facts that it reads, small enough to think about."""

from shared.rules.documents.parameter import load_parameter
from shared.rules.documents.rule_reading import load_rule
from shared.rules.documents.vocabulary import load_vocabulary
from shared.rules.publication import check
from shared.rules.release import RuleSet

VOCABULARY = """
kind: vocabulary/1
id: example
version: 1
facts:
  award.is_higher_education: {type: bool, owed_by: applicant}
  award.country: {type: str, owed_by: applicant}
  host.country: {type: str, owed_by: authority}
  award.verified: {type: bool, owed_by: applicant, evidence: [issuer_reply]}
  assessment.closed: {type: bool, owed_by: authority}
  substantial_differences:
    type: records
    fields: {grave: bool, shown_by: str}
    owed_by: authority
"""

PARTIES = """
kind: parameter/1
id: lrc.parties
version: 1
title: States in which the convention is in force
type: membership
values:
  FRA: [{from: 1999-12-01, to: null, cite: "CETS 165"}]
  DEU: [{from: 2007-10-01, to: null, cite: "CETS 165"}]
  XXX: [{from: unknown, to: null, cite: "not confirmed"}]
"""

RULE = """
kind: rule/1
id: lrc.vi.1
version: 1
title: Recognise a qualification unless a substantial difference is shown
instrument: {id: lrc_1997, name: Lisbon, tier: treaty, concluded: 1997-04-11}
cite:
  - {article: "VI.1", role: norm}
  - {article: "III.3(5)", role: burden, covers: [difference]}
slot: recognition.outcome
strength: defeasible
valid: {from: 1999-02-01, to: null, tested_on: decision.day}
params:
  parties: {ref: lrc.parties, at: decision.day}
where:
  in_scope: award.is_higher_education && award.country in p.parties && host.country in p.parties
  authentic: award.verified
  difference: substantial_differences.exists(d, d.grave && d.shown_by == "host_authority")
when: in_scope && authentic && !difference
effect: {modality: obligation, on: host.authority, act: recognise, favour: 100}
burden:
  authentic: {on: applicant, evidence: [diploma, issuer_reply], silence: unknown}
  difference:
    {on: host.authority, open_list: substantial_differences, closed_by: assessment.closed, silence: not_shown}
tests:
  - {name: no difference, as_of: 2024-05-01, expect: "true", facts: {assessment.closed: true}}
"""


def release(*rules: str) -> RuleSet:
    """The example released, with further rules where given."""
    vocabulary, parties = load_vocabulary(VOCABULARY), load_parameter(PARTIES)
    checked = [check(load_rule(text), vocabulary, [parties]) for text in (RULE, *rules)]
    return RuleSet(vocabulary, checked, parameters=[parties])
