"""Cases of one stretch of law decided by two releases in one batch, what they share computed once.

First the rules of both conclude what binds; where that is the same, as in nearly every case, the slot of both
is one program. The draft's outcome is worked out anew only where it may differ.
"""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from shared.rules.batch.answers import SlotAnswers
from shared.rules.batch.bitmaps import Bitmap, Rows, everything, padded, union, unpacked
from shared.rules.batch.columns import FALSE, TRUE, FactColumns, FlagColumn
from shared.rules.batch.comparison import Words, flipped, outcomes
from shared.rules.batch.program import Program
from shared.rules.compiled import CompiledRelease
from shared.rules.evaluate.resolution import State

Laws = tuple[CompiledRelease, CompiledRelease]
"""The release in force and the draft, compiled for one stretch of days."""

Answered = tuple[SlotAnswers | None, SlotAnswers | None]
"""One slot as each of them answers it; None where no rule of it is in force."""

Conclusions = dict[str, FlagColumn]


@dataclass(frozen=True)
class Compared:
    """Some cases, decided twice. `rows` are their places among the cases given.

    `slots` are the slot asked for and those that conclude facts, by name; `concluded` are the facts that the
    two releases conclude otherwise in these cases.
    """

    rows: Rows
    old: Words
    new: Words
    flips: Bitmap
    slots: Mapping[str, Answered]
    concluded: frozenset[str]


def compare(laws: Laws, slot: str, concluding: Sequence[str], columns: FactColumns) -> Iterator[Compared]:
    """Decide a slot by both laws, over columns with the legal day; `concluding` are slots that give facts.

    Cases of which both conclude the same come apart from the others.
    """
    answers = _concluding(laws, [it for it in concluding if it not in columns.columns], columns)
    old, new = Conclusions(), Conclusions()
    for name, it in answers.items():
        before, after = _words(it, columns.rows)
        old[name] = meant(before, columns.rows)
        new[name] = old[name] if after is before else meant(after, columns.rows)
    apart = np.zeros(padded(columns.rows), np.bool_)
    concluded = set()
    for name in answers:
        if new[name] is not old[name] and (differs := old[name].codes != new[name].codes).any():
            apart |= differs
            concluded.add(name)
    apart = apart[: columns.rows]
    if apart.any() and not apart.all():
        for rows in (np.flatnonzero(~apart), np.flatnonzero(apart)):
            for part in compare(laws, slot, concluding, columns.take(rows)):
                yield dataclasses.replace(part, rows=rows[part.rows])
        return
    answered = _answered(laws, slot, columns, (old, new))
    words = _words(answered, columns.rows)
    yield Compared(
        np.arange(columns.rows),
        *words,
        flipped(*words, columns.rows),
        {slot: answered, **answers},
        frozenset(concluded),
    )


def _concluding(laws: Laws, names: Sequence[str], columns: FactColumns) -> dict[str, Answered]:
    """Answer the concluding slots of both releases in one program."""
    asked = [(name, side) for name in names for side, law in enumerate(laws) if name in law.slots]
    program = Program.of(*(laws[side].slots[name] for name, side in asked))
    found = dict(zip(asked, program.run(columns), strict=True))
    return {name: (found.get((name, 0)), found.get((name, 1))) for name in names}


def meant(words: Words, rows: int) -> FlagColumn:
    """Give what a slot concludes by its outcomes, as `conclusions.concluded` does for one case."""
    open_ = {State.NEEDS.value, State.CONFLICT.value, State.OUT_OF_SCOPE.value}
    settled = union((it for word, it in words.items() if word not in open_), rows)
    codes = np.zeros(padded(rows), np.uint8)
    codes[:rows] = unpacked(settled, rows).view(np.uint8) * TRUE
    codes[:rows] += unpacked(words[State.OUT_OF_SCOPE.value], rows).view(np.uint8) * FALSE
    return FlagColumn(codes)


def _answered(
    laws: Laws, slot: str, columns: FactColumns, conclusions: tuple[Conclusions, Conclusions]
) -> Answered:
    """Answer the slot: in one program where both conclude the same."""
    old, new = (
        FactColumns(columns.vocabulary, columns.rows, {**columns.columns, **it}) for it in conclusions
    )
    held = [law.slots.get(slot) for law in laws]
    if held[0] is not None and held[1] is not None and _same(*conclusions):
        before, after = Program.of(held[0], held[1]).run(old)
        return before, after
    one, other = (
        None if it is None else Program.of(it).run(side)[0] for it, side in zip(held, (old, new), strict=True)
    )
    return one, other


def _same(one: Conclusions, other: Conclusions) -> bool:
    return all(np.array_equal(it.codes, other[name].codes) for name, it in one.items())


def _words(answered: Answered, rows: int) -> tuple[Words, Words]:
    before, after = answered
    if before is not None and after is not None:
        return outcomes(before, after)
    old, new = (
        {State.OUT_OF_SCOPE.value: everything(rows)} if it is None else it.outcome.words for it in answered
    )
    return old, new
