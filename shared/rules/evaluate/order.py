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
    """Work out who defeats whom. The overrides must be without cycle (checked when a release is made)."""
    index = {it.rule.id: number for number, it in enumerate(rules)}
    above = [0] * len(rules)
    for number, it in enumerate(rules):
        for override in it.rule.overrides:
            if override.rule in index:
                above[index[override.rule]] |= 1 << number
    for number, it in enumerate(rules):
        for other, that in enumerate(rules):
            defeats = _by_precedence(it, that, precedence) and not above[number] >> other & 1
            if defeats and that.rule.strength is not Strength.STRICT:
                above[other] |= 1 << number
    closed = _transitive(above)
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
    return Order(tuple(rules), closed, yields_to, defeaters)


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


def _by_precedence(one: CheckedRule, other: CheckedRule, precedence: Precedence) -> bool:
    mine, theirs = one.rule.instrument, other.rule.instrument
    if mine.id == theirs.id:
        return False
    if mine.tier != theirs.tier and {mine.tier, theirs.tier} <= set(precedence.tiers):
        return precedence.tiers.index(mine.tier) < precedence.tiers.index(theirs.tier)
    if precedence.later and mine.tier == theirs.tier and mine.concluded and theirs.concluded:
        return mine.concluded > theirs.concluded
    return False


def _transitive(above: Sequence[int]) -> tuple[int, ...]:
    """Close "defeats" under transitivity: the exception to an exception stands over the rule itself."""
    closed = list(above)
    for middle in range(len(closed)):
        for low in range(len(closed)):
            if closed[low] >> middle & 1:
                closed[low] |= closed[middle]
    return tuple(closed)
