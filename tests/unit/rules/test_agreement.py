"""Four evaluators, random rules, random facts with holes: one answer. And what an answer means stays put."""

from random import Random
from typing import Any

import pytest

from shared.rules.batch.reading import from_facts
from shared.rules.compiled import CompiledRelease
from shared.rules.documents.vocabulary import Scalar
from shared.rules.gate.agreement import compare
from shared.rules.gate.oracle import Oracle
from shared.rules.language.cel_front import FrontEnd
from tests.support import random_rules
from tests.support.random_rules import DAY, SLOT

RULES, CASES = 10, 500


def law_and_cases(seed: int) -> tuple[CompiledRelease, list[dict[str, Any]]]:
    random = Random(seed)
    law = random_rules.release(random, RULES).compile(DAY, DAY)
    return law, [random_rules.facts(random, random.choice((0.0, 0.15, 0.3, 0.6))) for _ in range(CASES)]


@pytest.mark.parametrize("seed", range(10))
def test_four_evaluators_give_one_answer(seed: int) -> None:
    law, cases = law_and_cases(seed)
    slot, columns = law.slots[SLOT], from_facts(cases, law.segment.vocabulary).on(law.day)
    oracle = Oracle(slot)
    agreement = compare(slot, columns, oracle.answers)
    assert agreement.differences == ()
    assert agreement.evaluations == RULES * CASES
    assert agreement.judged == (RULES - oracle.left_out) * CASES > 0


def test_an_error_of_cel_is_never_taken_for_a_yes() -> None:
    front = FrontEnd({"a": Scalar.BOOL, "b": Scalar.BOOL})
    program = front.program("a && b")
    assert program.evaluate(front.given({"a": True})) is None
    assert program.evaluate(front.given({"a": False})) is False
    assert program.evaluate(front.given({"a": True, "b": True})) is True
