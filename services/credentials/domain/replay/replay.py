"""A draft release over decided cases: what would come out otherwise, by which rule, through which condition.

Both releases decide every case on its own legal date, as known today. What flips is counted by outcome before
and after; a flip is put down to the rules that answer otherwise in it, and there to the conditions that do.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from services.credentials.domain.replay.cases import GROUPS, Cases, concluded_columns
from shared.rules.batch.answers import SlotAnswers
from shared.rules.batch.bitmaps import Truths, everything, unpacked
from shared.rules.batch.columns import FactColumns
from shared.rules.batch.comparison import outcome_codes
from shared.rules.batch.program import Program
from shared.rules.compiled import CompiledRelease
from shared.rules.documents.plain import day_of, epoch_day
from shared.rules.evaluate.resolution import State
from shared.rules.release import RuleSet

Flags = NDArray[np.bool_]
ADDED, REMOVED, ANSWERS = "added", "removed", "answers otherwise"


@dataclass
class Replay:
    """Counts of one replay. `add` takes cases in pieces; the counts add up."""

    base: RuleSet
    draft: RuleSet
    slot: str
    known: date
    cases: int = 0
    matrix: Counter[tuple[str, str]] = field(default_factory=Counter)
    reasons: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    undecidable: Counter[str] = field(default_factory=Counter)
    in_group: dict[str, Counter[str]] = field(default_factory=lambda: {it: Counter() for it in GROUPS})
    flipped_in_group: dict[str, Counter[str]] = field(
        default_factory=lambda: {it: Counter() for it in GROUPS}
    )

    def add(self, cases: Cases) -> None:
        """Decide more cases by both releases, and count."""
        for rows, laws in self._stretches(cases.days):
            columns = cases.columns.take(rows).on(cases.days[rows])
            before, after = (
                _answers(release, law, self.slot, columns)
                for release, law in zip((self.base, self.draft), laws, strict=True)
            )
            old, new = (_words(it, len(rows)) for it in (before, after))
            flipped = old != new
            self.cases += len(rows)
            self.matrix.update(zip(old.tolist(), new.tolist(), strict=True))
            self._reasons(before, after, flipped)
            self._undecidable(after, (new == State.NEEDS.value) & (old != State.NEEDS.value))
            for name in GROUPS:
                values = cases.groups[name][rows]
                self.in_group[name].update(values.tolist())
                self.flipped_in_group[name].update(values[flipped].tolist())

    @property
    def flips(self) -> int:
        """Count the cases that come out otherwise."""
        return sum(count for (old, new), count in self.matrix.items() if old != new)

    def _stretches(
        self, days: NDArray[np.int64]
    ) -> Iterator[tuple[NDArray[np.intp], tuple[CompiledRelease, CompiledRelease]]]:
        """Give the cases of each stretch in which neither release's law changes, with both laws."""
        changes = sorted({epoch_day(it) for release in (self.base, self.draft) for it in release.legal_days})
        places = np.searchsorted(np.array(changes, np.int64), days, side="right")
        for place in np.unique(places):
            rows = np.flatnonzero(places == place)
            day = day_of(int(days[rows[0]]))
            yield rows, (self.base.compile(day, self.known), self.draft.compile(day, self.known))

    def _reasons(self, before: SlotAnswers | None, after: SlotAnswers | None, flipped: Flags) -> None:
        """Put each flip down to the rules that answer otherwise, and to their conditions that do."""
        if not flipped.any():
            return
        old, new = _by_rule(before), _by_rule(after)
        for name in old.keys() | new.keys():
            if name not in new:
                self._count(name, "", REMOVED, flipped & _true(before, old[name], len(flipped)))
            elif name not in old:
                self._count(name, "", ADDED, flipped & _true(after, new[name], len(flipped)))
            elif before is not None and after is not None:
                one, other = old[name], new[name]
                changed = flipped & _differ(before.rule(one), after.rule(other), len(flipped))
                self._count(name, "", ANSWERS, changed)
                for condition in before.conditions[one].keys() | after.conditions[other].keys():
                    self._condition(name, condition, (before, one), (after, other), changed)

    def _condition(
        self,
        rule: str,
        name: str,
        old: tuple[SlotAnswers, int],
        new: tuple[SlotAnswers, int],
        changed: Flags,
    ) -> None:
        (before, one), (after, other) = old, new
        if name not in after.conditions[other]:
            self._count(rule, name, REMOVED, changed)
        elif name not in before.conditions[one]:
            self._count(rule, name, ADDED, changed)
        else:
            differ = _differ(before.condition(one, name), after.condition(other, name), len(changed))
            self._count(rule, name, ANSWERS, changed & differ)

    def _count(self, rule: str, condition: str, how: str, cases: Flags) -> None:
        number = int(cases.sum())
        if number:
            self.reasons[rule, condition, how] += number

    def _undecidable(self, after: SlotAnswers | None, opened: Flags) -> None:
        """Name the facts for want of which the draft cannot decide what the release could: never recorded."""
        if after is None or not opened.any():
            return
        decisions = after.decisions(np.flatnonzero(opened))
        for case in range(len(decisions)):
            self.undecidable.update({it.fact.partition("[")[0] for it in decisions[case].needs})


def _answers(release: RuleSet, law: CompiledRelease, slot: str, columns: FactColumns) -> SlotAnswers | None:
    if slot not in law.slots:
        return None
    whole = concluded_columns(release, law, columns)
    (answers,) = Program.of(law.slots[slot]).run(whole)
    return answers


def _words(answers: SlotAnswers | None, rows: int) -> NDArray[np.str_]:
    if answers is None:
        return np.full(rows, State.OUT_OF_SCOPE.value, np.dtype("U40"))
    codes, words = outcome_codes(answers.outcome)
    return np.array(words, np.dtype("U40"))[codes]


def _by_rule(answers: SlotAnswers | None) -> dict[str, int]:
    return {} if answers is None else {it.rule.id: i for i, it in enumerate(answers.slot.rules)}


def _true(answers: SlotAnswers | None, index: int, rows: int) -> Flags:
    assert answers is not None  # noqa: S101 - the rule's number came from these answers
    return unpacked(answers.rule(index).true, rows)


def _differ(one: Truths, other: Truths, rows: int) -> Flags:
    return unpacked(((one.true ^ other.true) | (one.false ^ other.false)) & everything(rows), rows)
