"""The attacker: linear programs that squeeze each hidden count between what is published.

For each hidden count the least and the largest value that the publications allow are sought. Every solution
in whole numbers is a table that an attacker cannot tell from the true one; such witnesses prove protection,
and one solution often serves many cells. Where a linear program gives fractions, an integer program decides.
Source: Fischetti and Salazar, "Models and algorithms for the 2-dimensional cell suppression problem in
statistical disclosure control", Mathematical Programming 84 (1999) 283; solver: HiGHS.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csc_array, hstack
from scipy.sparse.csgraph import connected_components

from services.indicators.domain.disclosure.knowledge import Knowledge
from services.indicators.domain.disclosure.program import Program

WHOLE = 1e-6
"""A value this near to a whole number is one: HiGHS works to 1e-7."""
ATTEMPTS = 4
FAR = -1e4
"""The cost of moving the count that is squeezed: no price of other moves outweighs it."""


@dataclass(frozen=True, slots=True)
class Interval:
    """What is certain about one hidden count: an attacker sees `widest` at most, and at least `proved`.

    Both are (least, largest). Where they differ, the search stopped once `proved` was wide enough.
    """

    unknown: int
    value: int
    required: int
    proved: tuple[int, int]
    widest: tuple[int, int] | None

    @property
    def width(self) -> int:
        """How many cases lie between the ends that are proved to be possible."""
        return self.proved[1] - self.proved[0]

    @property
    def recovered(self) -> bool:
        """Say whether the attacker knows the count for certain."""
        return self.widest is not None and self.widest[0] == self.widest[1]

    @property
    def protected(self) -> bool:
        """Say whether the interval is as wide as it must be."""
        return self.width >= self.required


class Attacker:
    """One attack on one state of knowledge. Witnesses are kept between questions."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.known = knowledge
        self.least = knowledge.truth.copy()
        self.largest = knowledge.truth.copy()
        self.tables: list[np.ndarray] = []
        self._free = np.flatnonzero(knowledge.lower < knowledge.upper)
        self._column = np.full(len(knowledge.truth), -1)
        self._column[self._free] = np.arange(len(self._free))
        fixed = knowledge.lower == knowledge.upper
        equations = knowledge.equations.tocsc()
        right = -(equations[:, np.flatnonzero(fixed)] @ knowledge.truth[fixed])
        left = equations[:, self._free]
        used = np.diff(left.tocsr().indptr) > 0
        self._left = csc_array(left.tocsr()[np.flatnonzero(used)])
        truth = knowledge.truth[self._free]
        self._bounds = (knowledge.lower[self._free], knowledge.upper[self._free])
        self._room = np.concatenate((self._bounds[1] - truth, truth - self._bounds[0]))
        self._tables = Program(self._left, right[used])
        both = hstack((self._left, -self._left), format="csc")
        self._moves = Program(both, np.zeros(both.shape[0]))

    def learn(self, tables: Sequence[np.ndarray]) -> None:
        """Take over tables that somebody else says are possible, each after a check that it is."""
        known = self.known
        for table in tables:
            if table.shape != known.truth.shape:  # of another question
                continue
            within = (table >= known.lower).all() and (table <= known.upper).all()
            if within and not (known.equations @ table).any():
                self.witness(table)

    def witness(self, table: np.ndarray) -> bool:
        """Note a possible table over all unknowns; say whether it is in whole numbers, and so counts."""
        whole = np.rint(table).astype(np.int64)
        if np.abs(table - whole).max(initial=0.0) > WHOLE:
            return False
        if (whole < self.least).any() or (whole > self.largest).any():
            self.tables.append(whole)
            np.minimum(self.least, whole, out=self.least)
            np.maximum(self.largest, whole, out=self.largest)
        return True

    def squeeze(self, unknown: int, required: int) -> Interval:
        """Find how far the count can be told; stop as soon as the required width is proved."""
        value = int(self.known.truth[unknown])
        if self._column[unknown] < 0:  # another publication shows it
            return Interval(unknown, value, required, (value, value), (value, value))
        for up in (True, False):
            if self._width(unknown) < required:
                self._shift(unknown, required, up=up)
        if self._width(unknown) >= required:
            return Interval(unknown, value, required, self._proved(unknown), None)
        widest = self._ends(unknown)
        if self._width(unknown) < required <= widest[1] - widest[0]:
            self._search_whole(unknown, required)
        return Interval(unknown, value, required, self._proved(unknown), widest)

    def _ends(self, unknown: int) -> tuple[int, int]:
        """Give the least and the largest value that the publications allow."""
        ends = []
        for sign in (1.0, -1.0):
            found = self._tables.solve(sign * self._weights(unknown), *self._bounds)
            if found is None:  # the truth is always a solution
                raise ArithmeticError("the linear program was not solved")
            self.witness(self._whole_table(found))
            ends.append(found[self._column[unknown]])
        return int(np.ceil(ends[0] - WHOLE)), int(np.floor(ends[1] + WHOLE))

    def _weights(self, unknown: int) -> np.ndarray:
        weights = np.zeros(len(self._free))
        weights[self._column[unknown]] = 1.0
        return weights

    def _shift(self, unknown: int, most: int, *, up: bool) -> None:
        """Look for a table in which the count differs by up to `most` and as little else as possible.

        Near tables come out in whole numbers far more often than the corners of all that is possible; where
        one does not, others are tried, and in the end an integer program is stopped at the first good one.
        """
        free, column = len(self._free), self._column[unknown]
        rises, falls = column, column + free
        limits = self._room.copy()
        limits[rises] = min(limits[rises], most) if up else 0
        limits[falls] = 0 if up else min(limits[falls], most)
        draw = np.random.default_rng(unknown)
        for attempt in range(ATTEMPTS):
            cost = draw.uniform(0.2, 1.8, 2 * free) if attempt else np.ones(2 * free)
            cost[rises] = cost[falls] = FAR
            move = self._moves.solve(cost, np.zeros(2 * free), limits)
            whole = self._whole_parts(move)
            self._keep(whole)
            if move is None or whole[column]:
                return

    def _whole_parts(self, moves: np.ndarray | None) -> np.ndarray:
        """Keep the parts of a move that are in whole numbers; parts that share no equation stand alone."""
        move = np.zeros(len(self._free)) if moves is None else np.subtract(*np.split(moves, 2))
        whole: np.ndarray = np.rint(move)
        if np.abs(move - whole).max(initial=0.0) <= WHOLE:
            return whole
        moved = np.flatnonzero(np.abs(move) > WHOLE)
        touched = abs(self._left[:, moved])
        _, part = connected_components(touched.T @ touched, directed=False)
        broken = part[np.abs(move - whole)[moved] > WHOLE]
        whole[moved[np.isin(part, broken)]] = 0
        return whole

    def _keep(self, move: np.ndarray) -> None:
        self.witness(self._whole_table(self.known.truth[self._free] + move))

    def _width(self, unknown: int) -> int:
        return int(self.largest[unknown] - self.least[unknown])

    def _proved(self, unknown: int) -> tuple[int, int]:
        return int(self.least[unknown]), int(self.largest[unknown])

    def _search_whole(self, unknown: int, required: int) -> None:
        """Look for the ends in whole numbers; what is found within the time is a witness.

        The count is bounded to what would be wide enough: a search ends there and proves nothing in vain.
        """
        column = self._column[unknown]
        for sign in (1.0, -1.0):
            if self._width(unknown) >= required:
                return
            lower, upper = (it.copy() for it in self._bounds)
            lower[column] = max(lower[column], self.largest[unknown] - required)
            upper[column] = min(upper[column], self.least[unknown] + required)
            found = self._tables.solve_whole(sign * self._weights(unknown), lower, upper)
            if found is not None:
                self.witness(self._whole_table(found))

    def _whole_table(self, free: np.ndarray) -> np.ndarray:
        table = self.known.truth.astype(np.float64)
        table[self._free] = free
        return table
