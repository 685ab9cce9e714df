"""The outcome of a slot in every case at once: `evaluate.resolution` said in bitmaps.

Each line here has its counterpart there; a property test holds the two together.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shared.rules.batch.bitmaps import WORD, Bitmap, Truths, everything, nothing, union, unpacked
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
    def words(self) -> dict[str, Bitmap]:
        """Give the cases of each outcome in one word (see `Decision.outcome`); every case is in just one."""
        states = {it.value: cases for it, cases in self.state.items() if it is not State.SETTLED}
        return {**self.settled, **states}

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
    some, several = several_of(giving.values(), rows)
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


def several_of(sets: Iterable[Bitmap], rows: int) -> tuple[Bitmap, Bitmap]:
    """Give the cases that are in any of the sets, and those in more than one."""
    some, several = nothing(rows), nothing(rows)
    for cases in sets:
        several |= some & cases
        some |= cases
    return some, several


class _Resolving:
    """The intermediate sets of `resolve`, as bitmaps for each rule."""

    def __init__(self, order: Order, answers: Sequence[Truths], rows: int) -> None:
        self.order, self.rows = order, rows
        every = everything(rows)
        self.true = [it.true for it in answers]
        unknown = [every & ~it.known for it in answers]
        true_among = _Among(self.true)
        self.alive = [
            true_among.without(mask, it | maybe)
            for mask, it, maybe in zip(order.above, self.true, unknown, strict=True)
        ]
        self.unsure = [alive & maybe for alive, maybe in zip(self.alive, unknown, strict=True)]
        self.unsure_among = _Among(self.unsure)
        none = nothing(rows)
        self.firm = [
            none
            if order.defeaters >> i & 1
            else self.unsure_among.without(mask, self.true[i] & self.alive[i])
            for i, mask in enumerate(order.above)
        ]
        firm_among = _Among(self.firm)
        self.left = [
            none if order.defeaters >> i & 1 else firm_among.without(mask, self.alive[i])
            for i, mask in enumerate(order.yields_to)
        ]

    def surely_applies(self) -> Bitmap:
        """See `resolution._surely_applies`."""
        order = self.order
        return union(
            (
                self.unsure_among.without(above & order.defeaters, self.true[i] & self.alive[i])
                for i, above in enumerate(order.above)
                if not order.defeaters >> i & 1
            ),
            self.rows,
        )

    def surely_clash(self) -> Bitmap:
        """See `resolution._surely_clash`."""
        unsure = _Among([alive & ~it for alive, it in zip(self.alive, self.firm, strict=True)])
        by_act: dict[str, Bitmap] = {}
        for i, mask in enumerate(self.order.yields_to):
            cases = unsure.without(mask, self.left[i] & self.firm[i])
            act = self.order.rules[i].rule.effect.act
            by_act[act] = by_act[act] | cases if act in by_act else cases
        return several_of(by_act.values(), self.rows)[1]


class _Among:
    """The cases of any of several rules. Rules of one instrument share masks, so each mask is joined once."""

    def __init__(self, cases: Sequence[Bitmap]) -> None:
        self._cases = cases
        self._outside: dict[int, Bitmap] = {}

    def without(self, rules: int, cases: Bitmap) -> Bitmap:
        """Give `cases` without those of any of the `rules`, a bit each."""
        if not rules:
            return cases
        outside = self._outside.get(rules)
        if outside is None:
            chosen = (it for i, it in enumerate(self._cases) if rules >> i & 1)
            outside = self._outside[rules] = ~union(chosen, len(cases) * WORD)
        return cases & outside
