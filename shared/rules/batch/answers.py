"""What a program answers for one slot: rules, named conditions, outcomes; whole decisions where wanted."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from shared.rules.batch.bitmaps import Rows, Truths, at
from shared.rules.batch.compiling import Steps
from shared.rules.batch.frames import Frame, Ref
from shared.rules.batch.outcome import Outcome, resolve_all
from shared.rules.batch.signatures import Codes, alike, numbered
from shared.rules.decision import Decision
from shared.rules.evaluate.slot import CompiledSlot


@dataclass(frozen=True)
class Decisions:
    """Whole decisions, each distinct one once: case i has `distinct[codes[i]]`."""

    codes: Codes
    distinct: tuple[Decision, ...]

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, case: int) -> Decision:
        return self.distinct[int(self.codes[case])]


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

    def decisions(self, cases: Rows | None = None) -> Decisions:
        """Give whole decisions, needs included, of the named cases (default: all), just as `decide` does.

        Cases that agree on everything a decision depends on are decided once, by the tracing evaluator.
        """
        chosen = np.arange(self.rows) if cases is None else np.asarray(cases, np.int64)
        patterns, first = self._patterns(chosen)
        distinct: dict[Decision, int] = {}
        found = np.zeros(len(first), np.int64)
        for number, place in enumerate(first):
            _, decision = self.slot.resolve(*self.bits(int(chosen[place])))
            found[number] = -1 if decision is None else distinct.setdefault(decision, len(distinct))
        codes = found[patterns]
        open_ = np.flatnonzero(codes < 0)
        facts = frozenset().union(*(it.facts for it in self.slot.rules))
        groups, leaders = alike(self.frame, self.steps, facts, chosen[open_], patterns[open_])
        needing = [self._decided(int(chosen[open_[it]])) for it in leaders]
        numbers = np.array([distinct.setdefault(it, len(distinct)) for it in needing], np.int64)
        if len(open_):
            codes[open_] = numbers[groups]
        return Decisions(codes, tuple(distinct))

    def _decided(self, case: int) -> Decision:
        facts = self.frame.columns.facts(case)
        resolution, _ = self.slot.resolve(*self.bits(case))
        return self.slot.decision(resolution, self.slot.needs(resolution, facts))

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

    def _patterns(self, cases: Rows) -> tuple[Codes, Codes]:
        """Number the cases by which rules are true and which unknown; and give a case of each number."""
        answers = [self.rule(i) for i in range(len(self.rules))]
        bits = [at(it, cases) for found in answers for it in (found.true, found.false)]
        return numbered(bits, np.zeros(len(cases), np.int64))
