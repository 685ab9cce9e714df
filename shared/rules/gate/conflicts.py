"""Which rules of a slot meet: true in one case with different effects; and whether one of them then wins."""

from dataclasses import dataclass

from shared.rules.batch.bitmaps import count, rows_in
from shared.rules.batch.columns import FactColumns
from shared.rules.batch.program import Program
from shared.rules.evaluate.resolution import State
from shared.rules.evaluate.slot import CompiledSlot


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two rules that give different effects in `cases` of the cases tried; in `conflicts` nothing decides.

    `example` are the facts of one such case: a conflict where there is one.
    """

    slot: str
    rule: str
    other: str
    cases: int
    conflicts: int
    example: dict[str, object]


def meetings(slot: CompiledSlot, cases: FactColumns) -> tuple[Meeting, ...]:
    """Find the pairs of rules of different effect that hold together; `cases` have their legal day."""
    (answers,) = Program.of(slot).run(cases)
    outcome = answers.outcome
    conflict = outcome.state[State.CONFLICT]
    found = []
    for i, one in enumerate(slot.rules):
        for j, other in enumerate(slot.rules[:i]):
            both = answers.rule(i).true & answers.rule(j).true
            if one.rule.effect.act == other.rule.effect.act or not both.any():
                continue
            clash = both & conflict & outcome.standing[i] & outcome.standing[j]
            shown = int(rows_in(clash if clash.any() else both, cases.rows)[0])
            pair = (other.rule.id, one.rule.id)
            found.append(Meeting(slot.name, *pair, count(both), count(clash), cases.facts(shown)))
    return tuple(found)
