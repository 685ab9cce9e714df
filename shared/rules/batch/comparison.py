"""Two versions of a slot over the same cases: which rules answer otherwise, and which outcomes change.

The second version is resolved anew only in the cases in which it may come out otherwise at all: where a rule
answers otherwise, or where one that is not false has another effect or another place in the order.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from shared.rules.batch.answers import SlotAnswers
from shared.rules.batch.bitmaps import (
    Bitmap,
    Truths,
    count,
    everything,
    marked,
    nothing,
    rows_in,
    taken,
    unpacked,
)
from shared.rules.batch.outcome import resolve_all
from shared.rules.evaluate.closures import Truth3
from shared.rules.evaluate.slot import CompiledSlot

Words = Mapping[str, Bitmap]
"""The cases of each outcome in one word (`Outcome.words`)."""

FEW = 4
"""Up to a quarter of the cases, resolving them alone is faster than resolving all."""


@dataclass(frozen=True, slots=True)
class RuleChange:
    """A rule that answers otherwise in the cases `changed`; `moves` counts them by (value before, after)."""

    rule: str
    changed: Bitmap
    moves: Mapping[tuple[Truth3, Truth3], int]


def rule_changes(before: SlotAnswers, after: SlotAnswers) -> tuple[RuleChange, ...]:
    """Compare the rules that both versions have, by id; rules that nowhere answer otherwise are left out."""
    found = []
    for name, (index, place) in _in_both(before.slot, after.slot).items():
        change = _change(name, before.rule(index), after.rule(place), before.rows)
        found += [change] if change.moves else []
    return tuple(found)


def outcomes(before: SlotAnswers, after: SlotAnswers) -> tuple[Words, Words]:
    """Give the outcomes of both versions, over the same cases in the same order."""
    old = before.outcome.words
    touched = _touched(before, after)
    rows = rows_in(touched, before.rows)
    if len(rows) * FEW > before.rows:
        return old, after.outcome.words
    if not len(rows):
        return old, old
    answers = [taken(after.rule(i), rows) for i in range(len(after.rules))]
    anew = resolve_all(after.slot.order, answers, len(rows)).words
    kept = ~touched
    new = {word: cases & kept for word, cases in old.items()}
    for word, cases in anew.items():
        placed = marked(rows[unpacked(cases, len(rows))], before.rows)
        new[word] = new[word] | placed if word in new else placed
    return old, new


def flipped(old: Words, new: Words, rows: int) -> Bitmap:
    """Give the cases that come out otherwise."""
    same = nothing(rows)
    for word in old.keys() & new.keys():
        same |= old[word] & new[word]
    return everything(rows) & ~same


def transitions(old: Words, new: Words) -> dict[tuple[str, str], int]:
    """Count the cases by (outcome before, outcome after)."""
    found: dict[tuple[str, str], int] = {}
    for one, mine in old.items():
        if mine.any():
            found |= {(one, other): count(mine & theirs) for other, theirs in new.items()}
    return {move: amount for move, amount in found.items() if amount}


def differ(one: Truths, other: Truths) -> Bitmap:
    """Give the cases in which two conditions have different values."""
    return (one.true ^ other.true) | (one.false ^ other.false)


def _touched(before: SlotAnswers, after: SlotAnswers) -> Bitmap:
    """Give the cases in which the outcome may differ: elsewhere the same rules hold in the same order."""
    places = _in_both(before.slot, after.slot)
    moved = set(_moved(before.slot, after.slot, places))
    found = nothing(before.rows)
    together = before.frame is after.frame
    for name, (index, place) in places.items():
        if not together or before.rules[index] != after.rules[place]:
            found |= differ(before.rule(index), after.rule(place))
        if name in moved:
            found |= ~before.rule(index).false | ~after.rule(place).false
    for answers in (before, after):
        for index, it in enumerate(answers.slot.rules):
            if it.rule.id not in places:
                found |= ~answers.rule(index).false
    return found & everything(before.rows)


def _moved(before: CompiledSlot, after: CompiledSlot, places: Mapping[str, tuple[int, int]]) -> Iterator[str]:
    """Name the rules of both versions that have another effect, or stand otherwise to another of them."""
    old, new = before.order, after.order
    same_order = len(old.rules) == len(new.rules) == len(places) and (
        (old.above, old.yields_to, old.defeaters) == (new.above, new.yields_to, new.defeaters)
        and all(index == place for index, place in places.values())
    )
    for name, (index, place) in places.items():
        if old.rules[index].rule.effect.act != new.rules[place].rule.effect.act or (
            not same_order and _relations(before, index, places) != _relations(after, place, places)
        ):
            yield name


def _relations(slot: CompiledSlot, index: int, among: Mapping[str, object]) -> tuple[object, ...]:
    order = slot.order
    return (
        order.defeaters >> index & 1,
        *(
            {it.rule.id for i, it in enumerate(order.rules) if mask >> i & 1 and it.rule.id in among}
            for mask in (order.above[index], order.yields_to[index])
        ),
    )


def _in_both(before: CompiledSlot, after: CompiledSlot) -> dict[str, tuple[int, int]]:
    """Give the rules of both versions with their numbers in each."""
    numbers = {it.rule.id: number for number, it in enumerate(after.rules)}
    return {
        it.rule.id: (number, numbers[it.rule.id])
        for number, it in enumerate(before.rules)
        if it.rule.id in numbers
    }


def _change(rule: str, old: Truths, new: Truths, rows: int) -> RuleChange:
    changed = differ(old, new)
    if not changed.any():
        return RuleChange(rule, changed, {})
    every = everything(rows)
    moves = {
        (one, other): count(mine & theirs)
        for one, mine in _by_value(old, every).items()
        for other, theirs in _by_value(new, every).items()
        if one is not other
    }
    return RuleChange(rule, changed, {move: amount for move, amount in moves.items() if amount})


def _by_value(answer: Truths, every: Bitmap) -> dict[Truth3, Bitmap]:
    return {True: answer.true, False: answer.false, None: every & ~answer.known}
