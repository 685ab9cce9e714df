"""National policy may give more than the treaties, never less: proven, or shown by a case in which it does.

A national rule is one whose instrument has the tier ``national``; it says for which State it is made. Take a
slot with complete facts, and the treaty rule that carries its outcome without the national rules:

- nothing that defeats it gives less (checked for every national rule above a treaty rule, transitively, and
  a national rule above a treaty's defeater is never accepted), so the best effect that stands is no worse;
- no rule of the same rank gives another effect (that would be a conflict), so the outcome stays settled;
- a less favourable national rule yields to it, being of another instrument.

Hence the layered outcome is at least as favourable. With facts missing nothing is ever settled that complete
facts could unsettle, so what is settled then is no worse either. Where one of these conditions fails, two
rules that can never hold together do no harm; that is looked for over the atoms of both.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from shared.rules.batch.bitmaps import unpacked
from shared.rules.batch.columns import FactColumns
from shared.rules.batch.outcome import NO_ACT
from shared.rules.batch.program import Program
from shared.rules.checked import CheckedRule
from shared.rules.documents.rule import Strength
from shared.rules.evaluate.order import Precedence
from shared.rules.evaluate.resolution import State
from shared.rules.evaluate.slot import CompiledSlot
from shared.rules.language.syntax import (
    And,
    Choice,
    Compare,
    Condition,
    FactRef,
    Literal,
    Member,
    Not,
    Or,
)
from shared.rules.release import RuleSet

NATIONAL = "national"
HOST = "host.state"
ATOMS = 14
"""The most atoms over which two rules are tried together: two to the power of it."""


@dataclass(frozen=True, slots=True)
class Breach:
    """A case in which a national rule leaves the holder with less than the treaties give."""

    slot: str
    facts: dict[str, object]
    treaty: str
    layered: str


def is_national(checked: CheckedRule) -> bool:
    """Say whether a rule is national policy."""
    return checked.rule.instrument.tier == NATIONAL


def without_national(release: RuleSet) -> RuleSet:
    """Give the treaties alone."""
    kept = [it for it in release.rules if not is_national(it)]
    return RuleSet(
        release.vocabulary,
        kept,
        parameters=release.parameters,
        published=release.published,
        precedence=dict[str, Precedence](release.precedence),
        previous=release.previous,
    )


def made_for_a_state(checked: CheckedRule) -> bool:
    """Say whether a rule can hold only where the host is one of the States that it names."""
    return any(_names_hosts(it) for it in _conjuncts(checked.tree))


def doubts(slot: CompiledSlot) -> Iterator[tuple[str, str]]:
    """Yield (national rule, why it is not proven never to give less). Nothing: it is proven for the slot."""
    rules, order = slot.rules, slot.order
    for number, one in enumerate(rules):
        if not is_national(one):
            continue
        for other, that in enumerate(rules):
            if other == number or never_together(one, that):
                continue
            defeats = bool(order.above[other] >> number & 1)
            defeated = bool(order.above[number] >> other & 1)
            said = _doubt(one, that, defeats=defeats, defeated=defeated)
            if said:
                yield one.rule.id, f"{said} {that.rule.id}"


def _doubt(one: CheckedRule, that: CheckedRule, *, defeats: bool, defeated: bool) -> str | None:
    mine, theirs = one.rule, that.rule
    same_instrument = mine.instrument.id == theirs.instrument.id
    gives = mine.strength is not Strength.DEFEATER and theirs.strength is not Strength.DEFEATER
    other_act = gives and mine.effect.act != theirs.effect.act
    if not is_national(that):
        if same_instrument:
            return "it is of the same instrument as"
        if defeats and theirs.strength is Strength.DEFEATER:
            return "it defeats the exception"
        if defeats and (not gives or mine.effect.favour < theirs.effect.favour):
            return "it defeats the more favourable"
    if defeats or defeated or not other_act:
        return None
    if same_instrument or mine.effect.favour == theirs.effect.favour:
        return "it is on a par, with another effect, with"
    return None


def never_together(one: CheckedRule, other: CheckedRule) -> bool:
    """Say whether no values of their atoms make both rules true. False too where there are too many."""
    atoms = list(dict.fromkeys((*_atoms(one.tree), *_atoms(other.tree))))
    if len(atoms) > ATOMS:
        return False
    for values in product((True, False), repeat=len(atoms)):
        assigned = dict(zip(atoms, values, strict=True))
        if _holds(one.tree, assigned) and _holds(other.tree, assigned):
            return False
    return True


def breaches(base: CompiledSlot, layered: CompiledSlot, cases: FactColumns) -> Iterator[Breach]:
    """Look for cases settled by the treaties in which the layered outcome is worse, or a conflict."""
    treaty, national = (it.outcome for it in Program.of(base, layered).run(cases))
    given = _favours(base, treaty.acts)[treaty.act_codes]
    left = _favours(layered, national.acts)[national.act_codes]
    settled = treaty.act_codes != NO_ACT
    worse = settled & (national.act_codes != NO_ACT) & (left < given)
    clash = settled & unpacked(national.state[State.CONFLICT], cases.rows)
    for row in np.flatnonzero(worse | clash):
        act = treaty.acts[int(treaty.act_codes[row])]
        code = int(national.act_codes[row])
        yield Breach(
            base.name,
            cases.facts(int(row)),
            act,
            national.acts[code] if code != NO_ACT else State.CONFLICT.value,
        )


def _favours(slot: CompiledSlot, acts: tuple[str, ...]) -> NDArray[np.int64]:
    """Rank the acts by their codes; the last place is for "none settled", whose code is -1."""
    ranks = {it.rule.effect.act: it.rule.effect.favour for it in slot.rules}
    return np.array([*(ranks[it] for it in acts), 0], np.int64)


def _conjuncts(node: Condition) -> Iterator[Condition]:
    if isinstance(node, And):
        for it in node.operands:
            yield from _conjuncts(it)
    else:
        yield node


def _names_hosts(node: Condition) -> bool:
    match node:
        case Compare("==", FactRef(name), Literal()) | Compare("==", Literal(), FactRef(name)):
            return name == HOST
        case Member(FactRef(name), Choice()):
            return name == HOST
    return False


def _atoms(node: Condition) -> Iterator[Condition]:
    match node:
        case Not(operand):
            yield from _atoms(operand)
        case And(operands) | Or(operands):
            for it in operands:
                yield from _atoms(it)
        case _:
            yield node


def _holds(node: Condition, assigned: Mapping[Condition, bool]) -> bool:
    match node:
        case Not(operand):
            return not _holds(operand, assigned)
        case And(operands):
            return all(_holds(it, assigned) for it in operands)
        case Or(operands):
            return any(_holds(it, assigned) for it in operands)
        case _:
            return assigned[node]
