"""Where a rule is unknown although every completion of the facts would give one answer: `x || !x`.

Strong Kleene cannot see it; an author who writes it asks for facts that change nothing. The search tries
every assignment of true, false and unknown to the atoms of a rule, up to twelve of them.
"""

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
"""The most atoms of a rule that are enumerated: 3**12 assignments."""

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


def atoms_of(checked: CheckedRule) -> tuple[Condition, ...]:
    """Give the distinct atoms of a rule; a comparison and its opposite are one."""
    return tuple(dict.fromkeys(_plain(atom)[0] for atom in _atoms(checked.tree)))


def hidden_certainty(checked: CheckedRule) -> HiddenCertainty | None:
    """Find the smallest set of unknown facts that leaves a settled rule unknown; None when there is none.

    None too for a rule of more than `ATOMS` atoms (see `atoms_of`). Atoms that read one and the same fact are
    unknown together.
    """
    atoms = atoms_of(checked)
    if not atoms or len(atoms) > ATOMS:
        return None
    axes = {atom: axis for axis, atom in enumerate(atoms)}
    kleene = _values(checked.tree, axes)
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
        case Not(operand):
            return -_values(operand, axes)
        case And(operands):
            return reduce(np.minimum, (_values(it, axes) for it in operands))
        case Or(operands):
            return reduce(np.maximum, (_values(it, axes) for it in operands))
        case _:
            atom, opposite = _plain(node)
            shape = [1] * len(axes)
            shape[axes[atom]] = 3
            values = np.array([FALSE, UNKNOWN, TRUE], np.int8) * (-1 if opposite else 1)
            return np.broadcast_to(values.reshape(shape), (3,) * len(axes))


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
    by_fact: dict[str, list[int]] = {}
    for axis, atom in enumerate(atoms):
        facts = facts_of(atom)
        alone = isinstance(atom, Truth | Compare | Member) and len(facts) == 1
        certain = not any(isinstance(it, ParamSet | ParamRef | ListRef) for it in walk(atom))
        if alone and certain:
            by_fact.setdefault(min(facts), []).append(axis)
    places = np.indices(found.shape, sparse=True)
    for first, *others in by_fact.values():
        for axis in others:
            found &= (places[first] == 1) == (places[axis] == 1)
    return found
