"""Do the evaluators agree? The compiled functions, the tracing closures and the batch, on the same cases."""

from dataclasses import dataclass

from shared.rules.batch.columns import FactColumns
from shared.rules.batch.program import Program
from shared.rules.documents.vocabulary import LEGAL_DAY
from shared.rules.evaluate.slot import CompiledSlot


@dataclass(frozen=True, slots=True)
class Difference:
    """A rule on which evaluators differ: an error of this program, never of an author."""

    slot: str
    rule: str
    facts: dict[str, object]
    values: dict[str, bool | None]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How many evaluations of rules were compared, by which evaluators, and the first differences."""

    evaluations: int
    evaluators: tuple[str, ...]
    differences: tuple[Difference, ...]


SHOWN = 20


def compare(slot: CompiledSlot, cases: FactColumns) -> Agreement:
    """Evaluate every rule of a slot in every case by all evaluators; `cases` have their legal day."""
    (answers,) = Program.of(slot).run(cases)
    differences: list[Difference] = []
    for case in range(cases.rows):
        facts = cases.facts(case)
        day = facts.pop(LEGAL_DAY)
        compiled = slot.evaluate(facts, int(str(day)))
        batch = answers.bits(case)
        traced = _traced(slot, {**facts, LEGAL_DAY: day})
        if not compiled == batch == traced and len(differences) < SHOWN:
            found = {"compiled": compiled, "batch": batch, "traced": traced}
            differences += [
                Difference(slot.name, it.rule.id, facts, values)
                for index, it in enumerate(slot.rules)
                if len(set((values := _values(found, index)).values())) > 1
            ]
    return Agreement(cases.rows * len(slot.rules), ("compiled", "batch", "traced"), tuple(differences))


def _traced(slot: CompiledSlot, facts: dict[str, object]) -> tuple[int, int]:
    true = unknown = 0
    for index in range(len(slot.rules)):
        value = slot.trace_values(index, facts)
        true |= (value is True) << index
        unknown |= (value is None) << index
    return true, unknown


def _values(found: dict[str, tuple[int, int]], index: int) -> dict[str, bool | None]:
    return {
        name: True if true >> index & 1 else (None if unknown >> index & 1 else False)
        for name, (true, unknown) in found.items()
    }
