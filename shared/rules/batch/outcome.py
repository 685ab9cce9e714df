"""The outcome of a slot in every case at once: `evaluate.resolution` said in bitmaps.

Each line here has its counterpart there; a property test holds the two together.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

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
        masks = set(order.yields_to)  # rules of one instrument and favour yield to the same
        yielding = {mask: self._any(mask, lambda j: self.firm[j]) for mask in masks}
        self.left = [
            none if order.defeaters >> i & 1 else self.alive[i] & ~yielding[order.yields_to[i]] for i in count
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
        meeting = self._several_acts(firm)
        if not meeting.any():
            return clash
        firm = [it & meeting for it in firm]
        unsure = [alive & ~it for alive, it in zip(self.alive, self.firm, strict=True)]
        rescued: dict[int, Bitmap] = {}
        some = [i for i, it in enumerate(firm) if it.any()]
        for i, j in combinations(some, 2):
            both = firm[i] & firm[j]
            if self._act(i) == self._act(j) or not both.any():
                continue
            rescuers = order.yields_to[i] | order.yields_to[j]
            if rescuers not in rescued:
                rescued[rescuers] = self._any(rescuers, unsure.__getitem__)
            clash |= both & ~rescued[rescuers]
        return clash

    def _several_acts(self, firm: Sequence[Bitmap]) -> Bitmap:
        """Mark the cases in which firm rules give more than one act."""
        by_act: dict[str, Bitmap] = {}
        for i, cases in enumerate(firm):
            act = self._act(i)
            by_act[act] = by_act[act] | cases if act in by_act else cases
        some, several = nothing(self.rows), nothing(self.rows)
        for cases in by_act.values():
            several |= some & cases
            some |= cases
        return several

    def _act(self, rule: int) -> str:
        return self.order.rules[rule].rule.effect.act

    def _any(self, rules: int, cases: Callable[[int], Bitmap]) -> Bitmap:
        return union((cases(i) for i in range(len(self.order.rules)) if rules >> i & 1), self.rows)
