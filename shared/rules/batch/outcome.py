"""The outcome of a slot in every case at once: `evaluate.resolution` said in bitmaps.

Each line here has its counterpart there; a property test holds the two together.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shared.rules.batch.bitmaps import Bitmap, Truths, everything, nothing, union, unpacked
from shared.rules.evaluate.order import Order
from shared.rules.evaluate.resolution import CONFLICT, NO_RULE, State

STATES = (State.SETTLED, State.NEEDS, State.CONFLICT, State.OUT_OF_SCOPE)
"""The states in the order of their codes."""

NO_ACT = -1
"""The code of the act where the outcome is not settled."""


@dataclass(frozen=True)
class Outcome:
    """The outcomes of `rows` cases. `acts` are the acts that the slot knows, in the order of their codes.

    `standing[i]` are the cases in which rule i carries the outcome; `possible[act]` those in which an act (or
    `none`, or `conflict`) is still possible.
    """

    rows: int
    acts: tuple[str, ...]
    state: dict[State, Bitmap]
    settled: dict[str, Bitmap]
    standing: tuple[Bitmap, ...]
    possible: dict[str, Bitmap]

    @property
    def states(self) -> NDArray[np.uint8]:
        """Give each case's state as a code: its place in `STATES`."""
        codes = np.zeros(self.rows, np.uint8)
        for code, state in enumerate(STATES):
            codes[unpacked(self.state[state], self.rows)] = code
        return codes

    @property
    def act_codes(self) -> NDArray[np.int16]:
        """Give each case's act as its place in `acts`; `NO_ACT` where none is settled."""
        codes = np.full(self.rows, NO_ACT, np.int16)
        for code, act in enumerate(self.acts):
            codes[unpacked(self.settled[act], self.rows)] = code
        return codes


def resolve_all(order: Order, answers: Sequence[Truths], rows: int) -> Outcome:
    """Resolve a slot in every case. `answers` are those of the rules, in the slot's order."""
    found = _Resolving(order, answers, rows)
    rules = [it.rule for it in order.rules]
    acts = tuple(sorted({rule.effect.act for rule in rules}))
    giving = {
        act: union((found.left[i] for i, rule in enumerate(rules) if rule.effect.act == act), rows)
        for act in acts
    }
    every = everything(rows)
    some, several = nothing(rows), nothing(rows)
    for cases in giving.values():
        several |= some & cases
        some |= cases
    none = every & ~found.surely_applies()
    conflict = found.surely_clash()
    settled = some & ~several & ~none & ~conflict
    outside = every & ~some & ~conflict
    needs = every & ~conflict & ~settled & ~outside
    return Outcome(
        rows,
        acts,
        {State.SETTLED: settled, State.NEEDS: needs, State.CONFLICT: conflict, State.OUT_OF_SCOPE: outside},
        {act: settled & cases for act, cases in giving.items()},
        tuple(left & it.true for left, it in zip(found.left, answers, strict=True)),
        {**giving, NO_RULE: none | outside, CONFLICT: conflict},
    )


class _Resolving:
    """The intermediate sets of `resolve`, as bitmaps for each rule."""

    def __init__(self, order: Order, answers: Sequence[Truths], rows: int) -> None:
        self.order, self.rows = order, rows
        every = everything(rows)
        self.true = [it.true for it in answers]
        unknown = [every & ~it.known for it in answers]
        count = range(len(answers))
        self.alive = [
            (self.true[i] | unknown[i]) & ~self._any(order.above[i], lambda j: self.true[j]) for i in count
        ]
        self.unsure = [self.alive[i] & unknown[i] for i in count]
        secure = [
            self.true[i] & self.alive[i] & ~self._any(order.above[i], lambda j: self.unsure[j]) for i in count
        ]
        none = nothing(rows)
        self.firm = [none if order.defeaters >> i & 1 else secure[i] for i in count]
        self.left = [
            none
            if order.defeaters >> i & 1
            else self.alive[i] & ~self._any(order.yields_to[i], lambda j: self.firm[j])
            for i in count
        ]

    def surely_applies(self) -> Bitmap:
        """See `resolution._surely_applies`."""
        order = self.order
        return union(
            (
                self.true[i]
                & self.alive[i]
                & ~self._any(order.above[i] & order.defeaters, lambda j: self.unsure[j])
                for i in range(len(self.alive))
                if not order.defeaters >> i & 1
            ),
            self.rows,
        )

    def surely_clash(self) -> Bitmap:
        """See `resolution._surely_clash`."""
        order = self.order
        clash = nothing(self.rows)
        firm = [left & it for left, it in zip(self.left, self.firm, strict=True)]
        for i, one in enumerate(order.rules):
            for j in range(i):
                both = firm[i] & firm[j]
                if one.rule.effect.act == order.rules[j].rule.effect.act or not both.any():
                    continue
                rescuers = order.yields_to[i] | order.yields_to[j]
                clash |= both & ~self._any(rescuers, lambda k: self.alive[k] & ~self.firm[k])
        return clash

    def _any(self, rules: int, cases: Callable[[int], Bitmap]) -> Bitmap:
        return union((cases(i) for i in range(len(self.order.rules)) if rules >> i & 1), self.rows)
