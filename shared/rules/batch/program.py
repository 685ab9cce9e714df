"""The batch evaluator: the rules of slots over columns of facts, every shared part computed once.

    columns = from_arrow(table, vocabulary).on(day)
    answers, = Program.of(release.slots[name]).run(columns)
    answers.outcome.states

Several slots, of one release or of two, may go into one program: what they share is computed once. That is
how a draft is replayed against the release before it.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from shared.rules.batch.answers import SlotAnswers
from shared.rules.batch.bitmaps import Truths
from shared.rules.batch.columns import FactColumns
from shared.rules.batch.compiling import Compiling, Steps
from shared.rules.batch.frames import Frame, Ref
from shared.rules.checked import CheckedRule
from shared.rules.documents.vocabulary import LEGAL_DAY
from shared.rules.evaluate.law import Law
from shared.rules.evaluate.slot import CompiledSlot
from shared.rules.language.syntax import Condition


@dataclass(frozen=True, slots=True)
class Program:
    """Slots compiled to steps over columns. Immutable once made; make it with `of`."""

    steps: Steps
    slots: tuple[CompiledSlot, ...]
    rules: tuple[tuple[Ref, ...], ...]
    conditions: tuple[tuple[Mapping[str, Ref], ...], ...]
    facts: frozenset[str]
    """The facts that any of the slots reads."""

    @classmethod
    def of(cls, *slots: CompiledSlot) -> "Program":
        """Compile slots together."""
        steps = Steps()
        known: dict[Hashable, _Rule] = {}
        made = [tuple(_compiled(rule, slot, steps, known) for rule in slot.rules) for slot in slots]
        return cls(
            steps,
            slots,
            tuple(tuple(it.ref for it in rules) for rules in made),
            tuple(tuple(it.conditions for it in rules) for rules in made),
            frozenset(fact for slot in slots for rule in slot.rules for fact in rule.facts),
        )

    def run(self, columns: FactColumns) -> tuple[SlotAnswers, ...]:
        """Evaluate over columns that hold the legal day (`FactColumns.on`); the answers in the slots' order.

        Raises ValueError when the legal day is not set.
        """
        frame = computed(self.steps, columns)
        return tuple(
            SlotAnswers(slot, frame, self.steps, self.rules[i], self.conditions[i])
            for i, slot in enumerate(self.slots)
        )


class _Rule(NamedTuple):
    """A compiled rule: the step that answers it, and those of its named conditions."""

    ref: Ref
    conditions: Mapping[str, Ref]


def _compiled(checked: CheckedRule, slot: CompiledSlot, steps: Steps, known: dict[Hashable, _Rule]) -> _Rule:
    """Compile a rule; one that another release has as well, under the same law, was compiled already."""
    law = slot.law
    said = tuple((it, law.says(it)) for it in sorted(checked.parameters))
    key = (checked.rule.hash, slot.vocabulary.hash, said)
    found = known.get(key)
    if found is None:
        compiling = Compiling(law, steps)
        named = {name: compiling.condition(it) for name, it in checked.conditions.items()}
        found = known[key] = _Rule(compiling.when(checked.when, named), named)
    return found


def evaluate(conditions: Mapping[str, Condition], law: Law, columns: FactColumns) -> dict[str, Truths]:
    """Evaluate single conditions over columns, by any names."""
    steps = Steps()
    compiling = Compiling(law, steps)
    refs = {name: compiling.condition(it) for name, it in conditions.items()}
    frame = computed(steps, columns)
    return {name: frame.answer(ref) for name, ref in refs.items()}


def computed(steps: Steps, columns: FactColumns) -> Frame:
    """Run the steps; those over elements run when the first quantifier asks for them."""
    if LEGAL_DAY not in columns.columns:
        raise ValueError("the legal day is not set: use FactColumns.on")
    made: dict[str, tuple[Frame, Frame]] = {}

    def elements(name: str) -> tuple[Frame, Frame]:
        if name not in made:
            made[name] = _frames_of(name, steps.lists[name], columns)
        return made[name]

    frame = Frame(columns.rows, columns, {}, None, elements)
    frame.run(steps.steps)
    return frame


def _frames_of(name: str, steps: Steps, columns: FactColumns) -> tuple[Frame, Frame]:
    """Evaluate the bodies over the elements of a list, and over a blank element for each case."""
    root = Frame(columns.rows, columns, {}, None)
    blank = Frame(columns.rows, columns, {}, None)
    blank.run(steps.steps)
    column = root.listed(name)
    if column is None:
        return blank, blank
    layers = column.layers
    inner = Frame(column.size, columns, layers.elements, layers.parents)
    inner.run(steps.steps)
    return inner, blank
