"""The batch evaluator says of every case what deciding it alone says: rules, outcome, needs."""

from random import Random

import numpy as np
import pytest

from shared.rules.batch.bitmaps import unpacked
from shared.rules.batch.deciding import decisions
from shared.rules.batch.outcome import STATES
from shared.rules.batch.program import Program
from shared.rules.batch.reading import from_facts
from shared.rules.batch.segments import decide_all
from shared.rules.documents.plain import day_of, epoch_day
from shared.rules.documents.vocabulary import LEGAL_DAY
from tests.support import random_rules
from tests.support.random_rules import DAY, SLOT


@pytest.mark.parametrize("seed", range(8))
def test_a_batch_decides_as_each_case_alone(seed: int) -> None:
    random = Random(seed)
    law = random_rules.release(random, 10).compile(DAY, DAY)
    slot = law.slots[SLOT]
    cases = [random_rules.facts(random, random.choice((0.05, 0.25, 0.6))) for _ in range(200)]
    columns = from_facts(cases, law.segment.vocabulary).on(law.day)
    (answers,) = Program.of(slot).run(columns)
    for index, it in enumerate(slot.rules):
        found = answers.rule(index)
        yes, no = unpacked(found.true, len(cases)), unpacked(found.false, len(cases))
        for case, facts in enumerate(cases):
            alone = law.values(facts, SLOT)[it.rule.id]
            assert (True if yes[case] else False if no[case] else None) is alone, (it.rule.where, facts)
    decided, outcome = decisions(answers), answers.outcome
    states, acts = outcome.states, outcome.act_codes
    for case, facts in enumerate(cases):
        alone_decision = law.decide(facts, SLOT)
        assert decided[case] == alone_decision
        assert STATES[states[case]] is alone_decision.state
        assert (outcome.acts[acts[case]] if acts[case] >= 0 else None) == alone_decision.act
        standing = {
            it.rule.id for i, it in enumerate(slot.rules) if unpacked(outcome.standing[i], len(cases))[case]
        }
        possible = {name for name, it in outcome.possible.items() if unpacked(it, len(cases))[case]}
        assert standing >= set(alone_decision.rules)
        assert possible == set(alone_decision.possible)
    assert len(set(decided.codes)) == len(decided.distinct)


@pytest.mark.parametrize("seed", range(6))
def test_cases_that_differ_only_in_what_is_missing_are_never_taken_for_alike(seed: int) -> None:
    random = Random(seed)
    law = random_rules.release(random, 3).compile(DAY, DAY)
    whole = random_rules.facts(random, missing=0.0)
    cases = [{name: value for name, value in whole.items() if random.random() < 0.7} for _ in range(400)]
    (answers,) = Program.of(law.slots[SLOT]).run(from_facts(cases, law.segment.vocabulary).on(law.day))
    decided = decisions(answers)
    assert [decided[case] for case in range(len(cases))] == [law.decide(it, SLOT) for it in cases]


@pytest.mark.parametrize("seed", range(6))
def test_cases_that_lack_the_same_facts_but_differ_in_the_others_are_never_taken_for_alike(seed: int) -> None:
    random = Random(100 + seed)
    law = random_rules.release(random, 2).compile(DAY, DAY)
    read = sorted(frozenset().union(*(it.facts for it in law.slots[SLOT].rules)) - {LEGAL_DAY})
    hidden = set(random.sample(read, len(read) // 3))
    cases = [
        {name: value for name, value in random_rules.facts(random, 0.1).items() if name not in hidden}
        for _ in range(600)
    ]
    (answers,) = Program.of(law.slots[SLOT]).run(from_facts(cases, law.segment.vocabulary).on(law.day))
    decided = decisions(answers)
    assert [decided[case] for case in range(len(cases))] == [law.decide(it, SLOT) for it in cases]


def test_every_case_is_decided_on_its_own_day_of_law() -> None:
    random = Random(11)
    release = random_rules.release(random, 6)
    cases = [random_rules.facts(random) for _ in range(120)]
    days = np.array([epoch_day(DAY) + random.choice((-12_000, -9_300, 0, 1, 2_500)) for _ in cases])
    found = decide_all(release, SLOT, from_facts(cases, release.vocabulary), days, DAY)
    for case, facts in enumerate(cases):
        law = release.compile(day_of(int(days[case])), DAY)
        assert found[case] == law.decide(facts, SLOT)


def test_columns_give_back_the_facts_they_were_made_of() -> None:
    random = Random(7)
    cases = [random_rules.facts(random) for _ in range(200)]
    columns = from_facts(cases, random_rules.vocabulary())
    backwards = columns.take(np.arange(len(cases))[::-1])
    assert [columns.facts(it) for it in range(200)] == cases
    assert [backwards.facts(199 - it) for it in range(200)] == cases
