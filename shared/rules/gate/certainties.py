"""Where a rule is unknown although every completion of the facts would give one answer: `x || !x`.

Strong Kleene cannot see it; an author who writes it asks for facts that change nothing. The search tries
every assignment of true, false and unknown to the parts of a rule that can hide anything.

A part whose atoms stand in the rule once, and share no fact with another, hides nothing: with all else as it
is, Kleene's value rises with that of the part, so where it is unknown it stays so for some value of the part.
Such a part counts as a single atom, however many it has.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from shared.rules.checked import CheckedRule
from shared.rules.language.syntax import (
    And,
    Compare,
    Comparison,
    Condition,
    ListRef,
    Member,
    Not,
    Or,
    ParamRef,
    ParamSet,
    Span,
    Truth,
    facts_of,
    walk,
)

ATOMS = 12
"""The most atoms and parts of a rule that are enumerated: 3**12 assignments."""

FALSE, UNKNOWN, TRUE = -1, 0, 1
OPPOSITES: Mapping[str, Comparison] = {"!=": "==", ">=": "<", ">": "<="}

Values = NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class HiddenCertainty:
    """A rule is unknown while the facts in `unknown` are, yet `value` whatever they turn out to be.

    `spans` are the places of the unknown atoms in their conditions' texts.
    """

    rule: str
    value: bool
    unknown: tuple[str, ...]
    spans: tuple[Span, ...]


def searchable(checked: CheckedRule) -> bool:
    """Say whether a rule has few enough parts that can hide anything to try every assignment."""
    return len(_parts(*_gathered(checked.tree))) <= ATOMS


def hidden_certainty(checked: CheckedRule) -> HiddenCertainty | None:
    """Find the smallest set of unknown facts that leaves a settled rule unknown; None when there is none.

    None too for a rule that is not `searchable`. Atoms that read one and the same fact are unknown together.
    """
    tree, loose = _gathered(checked.tree)
    atoms = _parts(tree, loose)
    if len(atoms) > ATOMS:
        return None
    axes = {atom: axis for axis, atom in enumerate(atoms)}
    kleene = _values(tree, axes)
    certain = _agreed(kleene, len(axes))
    hidden = (kleene == UNKNOWN) & (certain != UNKNOWN) & _possible(atoms)
    if not hidden.any():
        return None
    places = np.argwhere(hidden)
    smallest = places[np.argmin((places == 1).sum(axis=1))]
    open_ = [atom for atom, place in zip(atoms, smallest, strict=True) if place == 1]
    facts = sorted(frozenset().union(*(facts_of(it) for it in open_)))
    value = bool(certain[tuple(smallest)] == TRUE)
    return HiddenCertainty(checked.rule.id, value, tuple(facts), tuple(it.span for it in open_))


def _gathered(tree: Condition) -> tuple[Condition, frozenset[Condition]]:
    """Bring the parts that hide nothing together, as far up as they go; give the tree and those parts."""
    counted = Counter(_plain(atom)[0] for atom in _atoms(tree))
    tied = {it for atoms in _by_fact(tuple(counted)).values() if len(atoms) > 1 for it in atoms}
    hiding = frozenset(atom for atom, times in counted.items() if times > 1 or atom in tied)
    loose: set[Condition] = set()

    def gather(node: Condition) -> Condition:
        if hiding.isdisjoint(_plain(atom)[0] for atom in _atoms(node)):
            loose.add(node)
            return node
        match node:
            case Not(operand):
                return replace(node, operand=gather(operand))
            case And(operands) | Or(operands):
                free = [it for it in operands if hiding.isdisjoint(_plain(atom)[0] for atom in _atoms(it))]
                kept = [gather(it) for it in operands if it not in free]
                joined = [gather(replace(node, operands=tuple(free)))] if free else []
                return replace(node, operands=(*kept, *joined))
            case _:
                return node

    return gather(tree), frozenset(loose)


def _parts(tree: Condition, loose: frozenset[Condition]) -> tuple[Condition, ...]:
    """Give the distinct atoms of a gathered tree, a part that hides nothing as one of them."""
    if tree in loose:
        return (tree,)
    match tree:
        case Not(operand):
            return _parts(operand, loose)
        case And(operands) | Or(operands):
            return tuple(dict.fromkeys(atom for it in operands for atom in _parts(it, loose)))
        case _:
            return (_plain(tree)[0],)


def _atoms(node: Condition) -> list[Condition]:
    match node:
        case Not(operand):
            return _atoms(operand)
        case And(operands) | Or(operands):
            return [atom for it in operands for atom in _atoms(it)]
        case _:
            return [node]


def _plain(atom: Condition) -> tuple[Condition, bool]:
    """Write an atom in its plain form, and say whether it is the opposite of that."""
    if isinstance(atom, Compare) and atom.op in OPPOSITES:
        return replace(atom, op=OPPOSITES[atom.op]), True
    return atom, False


def _values(node: Condition, axes: Mapping[Condition, int]) -> Values:
    """Give the value in every assignment: one axis an atom, with false, unknown and true at 0, 1 and 2."""
    match node:
        case _ if node in axes:
            return _along(axes[node], len(axes))
        case Not(operand):
            return -_values(operand, axes)
        case And(operands):
            return reduce(np.minimum, (_values(it, axes) for it in operands))
        case Or(operands):
            return reduce(np.maximum, (_values(it, axes) for it in operands))
        case _:
            atom, opposite = _plain(node)
            values = _along(axes[atom], len(axes))
            return -values if opposite else values


def _along(axis: int, axes: int) -> Values:
    shape = [1] * axes
    shape[axis] = 3
    return np.broadcast_to(np.array([FALSE, UNKNOWN, TRUE], np.int8).reshape(shape), (3,) * axes)


def _agreed(kleene: Values, axes: int) -> Values:
    """Give for each assignment what all of its completions agree on."""
    found = kleene.copy()
    for axis in range(axes):
        view = np.moveaxis(found, axis, 0)
        view[1] = np.where(view[0] == view[2], view[0], UNKNOWN)
    return found


def _possible(atoms: Sequence[Condition]) -> NDArray[np.bool_]:
    """Mark the assignments in which atoms over one single fact are unknown together or known together."""
    found = np.ones((3,) * len(atoms), np.bool_)
    places = np.indices(found.shape, sparse=True)
    for first, *others in _by_fact(atoms).values():
        for other in others:
            found &= (places[atoms.index(first)] == 1) == (places[atoms.index(other)] == 1)
    return found


def _by_fact(atoms: Sequence[Condition]) -> Mapping[str, list[Condition]]:
    """Put together the atoms that read one and the same fact and nothing else."""
    found: dict[str, list[Condition]] = {}
    for atom in atoms:
        facts = facts_of(atom)
        alone = isinstance(atom, Truth | Compare | Member) and len(facts) == 1
        certain = not any(isinstance(it, ParamSet | ParamRef | ListRef) for it in walk(atom))
        if alone and certain:
            found.setdefault(min(facts), []).append(atom)
    return found
