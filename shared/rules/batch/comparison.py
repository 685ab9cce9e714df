"""Two versions of a slot over the same cases: which rules answer otherwise, and which outcomes change."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from shared.rules.batch.answers import SlotAnswers
from shared.rules.batch.bitmaps import Bitmap, Truths, count, everything
from shared.rules.batch.outcome import NO_ACT, STATES, Outcome
from shared.rules.batch.signatures import Codes
from shared.rules.evaluate.closures import Truth3


@dataclass(frozen=True, slots=True)
class RuleChange:
    """A rule that answers otherwise in the cases `changed`; `moves` counts them by (value before, after)."""

    rule: str
    changed: Bitmap
    moves: Mapping[tuple[Truth3, Truth3], int]


def rule_changes(before: SlotAnswers, after: SlotAnswers) -> tuple[RuleChange, ...]:
    """Compare the rules that both versions have, by id; rules that nowhere answer otherwise are left out."""
    places = {it.rule.id: index for index, it in enumerate(after.slot.rules)}
    found = []
    for index, it in enumerate(before.slot.rules):
        if it.rule.id in places:
            change = _change(it.rule.id, before.rule(index), after.rule(places[it.rule.id]), before.rows)
            found += [change] if change.moves else []
    return tuple(found)


def transitions(before: Outcome, after: Outcome) -> dict[tuple[str, str], int]:
    """Count the cases by (outcome before, outcome after): the act where settled, else the state."""
    old, old_words = outcome_codes(before)
    new, new_words = outcome_codes(after)
    pairs, counts = np.unique(old * len(new_words) + new, return_counts=True)
    return {
        (old_words[pair // len(new_words)], new_words[pair % len(new_words)]): amount
        for pair, amount in zip(pairs.tolist(), counts.tolist(), strict=True)
    }


def outcome_codes(outcome: Outcome) -> tuple[Codes, tuple[str, ...]]:
    """Give each case's outcome in one word (see `Decision.outcome`) as a code, and the words."""
    acts = outcome.act_codes.astype(np.int64)
    states = outcome.states.astype(np.int64)
    words = (*outcome.acts, *(it.value for it in STATES))
    return np.where(acts == NO_ACT, states + len(outcome.acts), acts), words


def _change(rule: str, old: Truths, new: Truths, rows: int) -> RuleChange:
    changed = (old.true ^ new.true) | (old.false ^ new.false)
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
