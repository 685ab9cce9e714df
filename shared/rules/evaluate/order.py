"""Which rule of a slot defeats which: explicit overrides, and tier or date where a release says so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from shared.rules.checked import CheckedRule
from shared.rules.documents.rule import Strength


class Principle(StrEnum):
    """What decided between rules."""

    OVERRIDE = "override"
    TIER = "tier"
    LATER = "later"
    MOST_FAVOURABLE = "most_favourable"


@dataclass(frozen=True, slots=True)
class Precedence:
    """How a slot settles between instruments, beyond explicit overrides. National law decides, so it is data.

    `tiers` lists tiers from the highest; between rules of different listed tiers the higher defeats the lower
    (lex superior). With `later` the more recently concluded instrument of one tier defeats the older (lex
    posterior). Without either, between instruments the effect most favourable to the holder prevails
    (Lisbon Convention II.3).
    """

    tiers: tuple[str, ...] = ()
    later: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """The rules of one slot as bits: `above[i]` are the rules that defeat rule i, transitively."""

    rules: tuple[CheckedRule, ...]
    above: tuple[int, ...]
    yields_to: tuple[int, ...]
    """For rule i: the rules of other instruments that are more favourable and not defeated by it."""
    defeaters: int


def order(rules: Sequence[CheckedRule], precedence: Precedence) -> Order:
    """Work out who defeats whom. The overrides must be without cycle (checked when a release is made).

    What overrides say goes before tier, and tier before date: a defeat that would close a circle with what
    already holds is left out, or rules that are all true could defeat each other and leave nothing.
    """
    index = {it.rule.id: number for number, it in enumerate(rules)}
    closed = [0] * len(rules)
    for number, it in enumerate(rules):
        for override in it.rule.overrides:
            if override.rule in index:
                _defeat(closed, number, index[override.rule])
    for prevails in (_by_tier, _by_date):
        for number, it in enumerate(rules):
            for other, that in enumerate(rules):
                if prevails(it, that, precedence) and that.rule.strength is not Strength.STRICT:
                    _defeat(closed, number, other)
    yields_to = tuple(
        sum(
            1 << other
            for other, that in enumerate(rules)
            if that.rule.instrument.id != it.rule.instrument.id
            and that.rule.strength is not Strength.DEFEATER
            and that.rule.effect.favour > it.rule.effect.favour
            and not closed[other] >> number & 1
        )
        for number, it in enumerate(rules)
    )
    defeaters = sum(1 << i for i, it in enumerate(rules) if it.rule.strength is Strength.DEFEATER)
    return Order(tuple(rules), tuple(closed), yields_to, defeaters)


def cycle(overrides: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Find rules that defeat each other in a circle; empty when there are none."""
    for start in overrides:
        path, waiting = [start], [iter(overrides[start])]
        while waiting:
            following = next(waiting[-1], None)
            if following is None:
                waiting.pop()
                path.pop()
            elif following == start:
                return (*path, start)
            elif following not in path and following in overrides:
                path.append(following)
                waiting.append(iter(overrides[following]))
    return ()


def _by_tier(one: CheckedRule, other: CheckedRule, precedence: Precedence) -> bool:
    mine, theirs = one.rule.instrument, other.rule.instrument
    if mine.id == theirs.id or mine.tier == theirs.tier:
        return False
    listed = precedence.tiers
    return {mine.tier, theirs.tier} <= set(listed) and listed.index(mine.tier) < listed.index(theirs.tier)


def _by_date(one: CheckedRule, other: CheckedRule, precedence: Precedence) -> bool:
    mine, theirs = one.rule.instrument, other.rule.instrument
    if not precedence.later or mine.id == theirs.id or mine.tier != theirs.tier:
        return False
    return bool(mine.concluded and theirs.concluded and mine.concluded > theirs.concluded)


def _defeat(above: list[int], winner: int, loser: int) -> None:
    """Let one rule defeat another, and what that one defeats: an exception to an exception stands over both.

    Nothing changes where the loser stands above the winner already.
    """
    if winner == loser or above[winner] >> loser & 1:
        return
    gained = above[winner] | 1 << winner
    for number, over in enumerate(above):
        if number == loser or over >> loser & 1:
            above[number] = over | gained
