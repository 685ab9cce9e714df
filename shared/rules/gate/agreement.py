"""Whether the evaluators agree: compiled functions, tracing closures, batch and, where given, cel-cpp."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from shared.rules.batch.columns import FactColumns
from shared.rules.batch.program import Program
from shared.rules.documents.vocabulary import LEGAL_DAY
from shared.rules.evaluate.closures import Truth3
from shared.rules.evaluate.slot import CompiledSlot

Judge = Callable[[Mapping[str, object]], Mapping[int, Truth3]]
"""Gives the values of rules by their number, as far as it can (`Oracle.answers`)."""

SHOWN = 20
"""Differences that are kept."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A rule on which evaluators differ: an error of this program, never of an author."""

    slot: str
    rule: str
    facts: dict[str, object]
    values: dict[str, Truth3]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How many evaluations of rules were compared; how many of them the judge took part in; what differed."""

    evaluations: int
    judged: int
    differences: tuple[Difference, ...]


def compare(slot: CompiledSlot, cases: FactColumns, judge: Judge | None = None) -> Agreement:
    """Evaluate every rule of a slot in every case by all evaluators; `cases` have their legal day."""
    (answers,) = Program.of(slot).run(cases)
    differences: list[Difference] = []
    judged = 0
    for case in range(cases.rows):
        facts = cases.facts(case)
        compiled = slot.evaluate(facts, int(str(facts[LEGAL_DAY])))
        batch, traced = answers.bits(case), _traced(slot, facts)
        verdicts = judge(facts) if judge is not None else {}
        judged += len(verdicts)
        if compiled == batch == traced and _confirmed(traced, verdicts):
            continue
        found = {"compiled": compiled, "batch": batch, "traced": traced}
        for index, it in enumerate(slot.rules):
            values = {name: _value(bits, index) for name, bits in found.items()}
            values |= {"judge": verdicts[index]} if index in verdicts else {}
            if len(set(values.values())) > 1 and len(differences) < SHOWN:
                differences.append(Difference(slot.name, it.rule.id, facts, values))
    return Agreement(cases.rows * len(slot.rules), judged, tuple(differences))


def _traced(slot: CompiledSlot, facts: Mapping[str, object]) -> tuple[int, int]:
    true = unknown = 0
    for index, value in enumerate(slot.trace_all(facts)):
        true |= (value is True) << index
        unknown |= (value is None) << index
    return true, unknown


def _confirmed(bits: tuple[int, int], verdicts: Mapping[int, Truth3]) -> bool:
    return all(_value(bits, index) is value for index, value in verdicts.items())


def _value(bits: tuple[int, int], index: int) -> Truth3:
    true, unknown = bits
    return True if true >> index & 1 else (None if unknown >> index & 1 else False)
