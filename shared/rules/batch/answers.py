"""What a program answers for one slot: rules, named conditions, outcomes."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from shared.rules.batch.bitmaps import Truths
from shared.rules.batch.compiling import Steps
from shared.rules.batch.frames import Frame, Ref
from shared.rules.batch.outcome import Outcome, resolve_all
from shared.rules.evaluate.slot import CompiledSlot


@dataclass(frozen=True)
class SlotAnswers:
    """The answers of one slot over the cases of one run, rules numbered as in the slot's order."""

    slot: CompiledSlot
    frame: Frame
    steps: Steps
    rules: tuple[Ref, ...]
    conditions: tuple[Mapping[str, Ref], ...]

    @property
    def rows(self) -> int:
        """Count the cases."""
        return self.frame.rows

    def rule(self, index: int) -> Truths:
        """Give the answers of a rule."""
        return self.frame.answer(self.rules[index])

    def condition(self, index: int, name: str) -> Truths:
        """Give the answers of a named condition of a rule."""
        return self.frame.answer(self.conditions[index][name])

    @cached_property
    def outcome(self) -> Outcome:
        """Resolve the slot in every case."""
        return resolve_all(self.slot.order, [self.rule(i) for i in range(len(self.rules))], self.rows)

    def bits(self, case: int) -> tuple[int, int]:
        """Give one case as the compiled rules answer it: a bit a rule, which are true and which unknown."""
        word, bit = divmod(case, 64)
        true = unknown = 0
        for index, ref in enumerate(self.rules):
            found = self.frame.answer(ref)
            yes, no = int(found.true[word]) >> bit & 1, int(found.false[word]) >> bit & 1
            true |= yes << index
            unknown |= (1 - (yes | no)) << index
        return true, unknown
