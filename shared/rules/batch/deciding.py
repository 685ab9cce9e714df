"""Whole decisions of many cases, needs included, just as `decide` gives each: worked out by condition.

What a case needs is put together from what each condition that keeps it open lacks. So each condition is
looked at by itself, over its own few facts: cases alike in these lack the same for it, and the tracing
evaluator looks at one of them. A decision is then put together once for each combination that there is.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from shared.rules.batch.answers import SlotAnswers
from shared.rules.batch.bitmaps import Bitmap, Flags, Rows, at, marked, nothing, rows_in
from shared.rules.batch.compiling import Compiling, Steps
from shared.rules.batch.program import computed
from shared.rules.batch.reasons import kept_open_by
from shared.rules.batch.signatures import Codes, alike, joined, numbered
from shared.rules.decision import Decision
from shared.rules.documents.vocabulary import LEGAL_DAY
from shared.rules.evaluate.closures import Case, Truth3
from shared.rules.evaluate.resolution import Resolution
from shared.rules.language.syntax import Condition

UNKNOWN, FALSE, TRUE = 0, 1, 2
_TRUTHS: tuple[Truth3, ...] = (None, False, True)


@dataclass(frozen=True)
class Decisions:
    """Whole decisions, each distinct one once: case i has `distinct[codes[i]]`."""

    codes: Codes
    distinct: tuple[Decision, ...]

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, case: int) -> Decision:
        return self.distinct[int(self.codes[case])]


def decisions(answers: SlotAnswers, cases: Rows | None = None) -> Decisions:
    """Give whole decisions of the named cases; of all where none are named."""
    chosen = np.arange(answers.rows) if cases is None else np.asarray(cases, np.int64)
    rules = [answers.rule(i) for i in range(len(answers.rules))]
    true, known = [at(it.true, chosen) for it in rules], [at(it.known, chosen) for it in rules]
    patterns, first = numbered([*true, *known], np.zeros(len(chosen), np.int64))
    resolved = [
        answers.slot.resolve(*pattern)
        for pattern in zip(_masks(true, first), _masks([~it for it in known], first), strict=True)
    ]
    distinct: dict[Decision, int] = {}
    settled = [
        -1 if decision is None else distinct.setdefault(decision, len(distinct)) for _, decision in resolved
    ]
    codes = np.array(settled, np.int64)[patterns] if len(chosen) else np.zeros(0, np.int64)
    waiting = np.flatnonzero(codes < 0)
    if len(waiting):
        open_ = _Open(answers, chosen[waiting], patterns[waiting], [it for it, _ in resolved])
        groups, found = open_.decided()
        numbers = [distinct.setdefault(it, len(distinct)) for it in found]
        codes[waiting] = np.array(numbers, np.int64)[groups]
    return Decisions(codes, tuple(distinct))


def _masks(bits: Sequence[Flags], cases: Rows) -> list[int]:
    """Give for each of some cases its bits as one number, the first in the lowest place."""
    columns = np.packbits(np.array([it[cases] for it in bits]), axis=0, bitorder="little")
    return [int.from_bytes(it.tobytes(), "little") for it in columns.T]


def _lookup(
    lacks: Mapping[int, tuple[Sequence[tuple[str, ...]], list[int]]], place: int
) -> Callable[[int], tuple[str, ...]]:
    def of(number: int) -> tuple[str, ...]:
        facts, codes = lacks[number]
        return facts[codes[place]]

    return of


@dataclass(frozen=True)
class _Lacking:
    """What one condition lacks: case i lacks `facts[codes[i]]`; nothing where it keeps no rule open."""

    codes: Codes
    facts: Sequence[tuple[str, ...]]


class _Open:
    """The open cases of a slot, by their rows; the pattern of each, and the resolution of each pattern."""

    def __init__(
        self, answers: SlotAnswers, rows: Rows, patterns: Codes, resolutions: Sequence[Resolution]
    ) -> None:
        self._answers = answers
        self._rows = rows
        self._patterns = patterns
        self._resolutions = resolutions

    def decided(self) -> tuple[Codes, list[Decision]]:
        """Number the cases by their decisions, and give the decision of each number."""
        lacking = dict(self._lacking())
        codes, first = joined([self._patterns, *(it.codes for it in lacking.values())])
        lacks = {number: (it.facts, it.codes[first].tolist()) for number, it in lacking.items()}
        slot, found = self._answers.slot, []
        for place, values in enumerate(self._values(self._rows[first])):
            resolution = self._resolutions[self._patterns[first[place]]]
            needs = slot.needing.gathered(resolution.open, values, _lookup(lacks, place))
            found.append(slot.decision(resolution, needs))
        return codes, found

    def _lacking(self) -> Iterator[tuple[int, _Lacking]]:
        """Say for each condition, by its number, what every open case lacks for it."""
        places = np.zeros(self._answers.rows, np.int64)
        places[self._rows] = np.arange(len(self._rows))
        for number, (condition, cases) in self._keeping().items():
            rows = rows_in(cases, self._answers.rows)
            found, facts = self._of_condition(number, condition, rows)
            codes = np.zeros(len(self._rows), np.int64)
            codes[places[rows]] = found + 1
            yield number, _Lacking(codes, ((), *facts))

    def _keeping(self) -> dict[int, tuple[Condition, Bitmap]]:
        """Give the conditions that keep an open rule unknown, each with the cases in which it does."""
        answers, slot = self._answers, self._answers.slot
        found: dict[int, tuple[Condition, Bitmap]] = {}
        for index, rule in enumerate(slot.rules):
            waits = np.array([index in it.open for it in self._resolutions], np.bool_)
            rows = self._rows[waits[self._patterns]]
            if not len(rows):
                continue
            for name, cases in kept_open_by(answers, index, marked(rows, answers.rows)).items():
                number = slot.tracing.names[index][name]
                _, held = found.get(number, (None, nothing(answers.rows)))
                found[number] = rule.conditions[name], held | cases
        return found

    def _of_condition(
        self, number: int, condition: Condition, rows: Rows
    ) -> tuple[Codes, Sequence[tuple[str, ...]]]:
        """Number the cases by what the condition lacks in them, and say what: asked once for cases alike."""
        slot = self._answers.slot
        traced = slot.tracing.conditions[number]
        steps = Steps()
        Compiling(slot.law, steps).condition(condition)
        facts = frozenset(traced.facts)
        columns = self._answers.frame.columns.only(facts | {LEGAL_DAY}).take(rows)
        every = np.arange(len(rows))
        codes, first = alike(computed(steps, columns), steps, facts, every, np.zeros(len(rows), np.int64))
        lacks = [
            tuple(dict.fromkeys(traced.traced.missing(Case(columns.facts(int(place)))))) for place in first
        ]
        numbers = {it: number for number, it in enumerate(dict.fromkeys(lacks))}
        return np.array([numbers[it] for it in lacks], np.int64)[codes], list(numbers)

    def _values(self, rows: Rows) -> Iterator[list[Truth3]]:
        """Give the values of the slot's conditions in the order of their numbers, for each of some rows."""
        answers = self._answers
        refs = {
            number: answers.conditions[index][name]
            for index, numbers in enumerate(answers.slot.tracing.names)
            for name, number in numbers.items()
        }
        table = np.zeros((len(rows), len(refs)), np.int8)
        for number, ref in refs.items():
            truths = answers.frame.answer(ref)
            table[:, number] = at(truths.true, rows) * TRUE + at(truths.false, rows) * FALSE
        for row in table.tolist():
            yield [_TRUTHS[it] for it in row]
