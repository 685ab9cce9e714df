"""More facts settle what is open and never turn what is settled; and the facts asked for suffice."""

from random import Random

import pytest

from shared.rules.evaluate.resolution import CONFLICT, State
from tests.support import random_rules
from tests.support.partial_knowledge import always_open, complete, supplied, with_holes
from tests.support.random_rules import DAY, SLOT


@pytest.mark.parametrize("seed", range(20))
def test_more_facts_never_turn_what_is_settled(seed: int) -> None:
    random = Random(seed)
    law = random_rules.release(random, 8, gaps=False, silence=False).compile(DAY, DAY)
    settled, growing = 0, always_open(law)
    for _ in range(200):
        whole = complete(random)
        part = with_holes(random, whole, growing)
        fewer, more = law.values(part, SLOT), law.values(whole, SLOT)
        known = {name: value for name, value in fewer.items() if value is not None}
        settled += len(known)
        assert {name: more[name] for name in known} == known
        early, late = law.decide(part, SLOT), law.decide(whole, SLOT)
        if early.state is not State.NEEDS:
            assert (early.state, early.act) == (late.state, late.act)
        assert set(late.possible) - {CONFLICT} <= set(early.possible)
    assert settled > 0


@pytest.mark.parametrize("seed", range(5))
def test_the_facts_asked_for_settle_the_outcome_as_all_facts_do(seed: int) -> None:
    random = Random(1_000 + seed)
    open_ = 0
    for _ in range(4):
        law = random_rules.release(random, 8, gaps=False, silence=False).compile(DAY, DAY)
        growing = always_open(law)
        for _ in range(200):
            whole = complete(random)
            part = with_holes(random, whole, growing)
            decision = law.decide(part, SLOT)
            if decision.state is State.NEEDS:
                open_ += 1
                answered = law.decide(supplied(part, whole, decision), SLOT)
                expected = law.decide(whole, SLOT)
                assert (answered.state, answered.act) == (expected.state, expected.act)
    assert open_ > 0
