"""The attacker: linear programs that squeeze each hidden count between what is published.

For each hidden count the least and the largest value that the publications allow are sought. Every solution
in whole numbers is a table that an attacker cannot tell from the true one; such witnesses prove protection,
and one solution often serves many cells. Where a linear program gives fractions, an integer program decides.
Source: Fischetti and Salazar, "Models and algorithms for the 2-dimensional cell suppression problem in
statistical disclosure control", Mathematical Programming 84 (1999) 283; solver: HiGHS.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csc_array, hstack

from services.indicators.domain.disclosure.knowledge import Knowledge

WHOLE = 1e-6
"""A value this near to a whole number is one: HiGHS works to 1e-7."""
DIRECTIONS = 8
SECONDS = 10.0
"""How long one integer program may search; what it has not proved by then does not count as protection."""


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
        self._free = np.flatnonzero(knowledge.lower < knowledge.upper)
        self._column = np.full(len(knowledge.truth), -1)
        self._column[self._free] = np.arange(len(self._free))
        fixed = knowledge.lower == knowledge.upper
        equations = knowledge.equations.tocsc()
        right = -(equations[:, np.flatnonzero(fixed)] @ knowledge.truth[fixed])
        left = equations[:, self._free]
        used = np.diff(left.tocsr().indptr) > 0
        self._left = csc_array(left.tocsr()[np.flatnonzero(used)])
        self._right = right[used]
        self._bounds = np.column_stack((knowledge.lower[self._free], knowledge.upper[self._free]))

    def learn(self, other: "Attacker") -> None:
        """Take over the witnesses of an attack that knew more: its tables are possible here, too."""
        np.minimum(self.least, other.least, out=self.least)
        np.maximum(self.largest, other.largest, out=self.largest)

    def witness(self, table: np.ndarray) -> bool:
        """Note a possible table over all unknowns; say whether it is in whole numbers, and so counts."""
        whole = np.rint(table)
        if np.abs(table - whole).max(initial=0.0) > WHOLE:
            return False
        np.minimum(self.least, whole.astype(np.int64), out=self.least)
        np.maximum(self.largest, whole.astype(np.int64), out=self.largest)
        return True

    def sweep(self, unknowns: np.ndarray, required: np.ndarray) -> None:
        """Move as many of `unknowns` as will go, each by what it requires, at once: cheap witnesses."""
        draw = np.random.default_rng(0)
        for _ in range(DIRECTIONS):
            lacking = (self.largest - self.least)[unknowns] < required[unknowns]
            open_ones = unknowns[lacking & (self._column[unknowns] >= 0)]
            if not len(open_ones):
                return
            places = self._column[open_ones]
            signs = draw.choice((-1, 1), len(open_ones))
            cost = np.full((2, len(self._free)), 0.01)
            cost[(1 - signs) // 2, places] = -1.0
            limit = np.full(len(self._free), self.known.ceiling)
            limit[places] = required[open_ones]
            self._near(cost, np.zeros_like(cost), np.vstack((limit, limit)))

    def squeeze(self, unknown: int, required: int) -> Interval:
        """Find how far the count can be told; stop as soon as the required width is proved."""
        value = int(self.known.truth[unknown])
        if self._column[unknown] < 0:  # another publication shows it
            return Interval(unknown, value, required, (value, value), (value, value))
        for direction in (1, -1):
            if self._width(unknown) < required:
                self._shift(unknown, direction * required)
        if self._width(unknown) >= required:
            return Interval(unknown, value, required, self._proved(unknown), None)
        ends = []
        for sign in (1.0, -1.0):
            table = self._solve(sign * self._weights(unknown))
            self.witness(table)
            ends.append(table[unknown])
        widest = (int(np.ceil(ends[0] - WHOLE)), int(np.floor(ends[1] + WHOLE)))
        if self._width(unknown) < required <= widest[1] - widest[0]:
            self._search_whole(unknown, required)
        return Interval(unknown, value, required, self._proved(unknown), widest)

    def _weights(self, unknown: int) -> np.ndarray:
        weights = np.zeros(len(self._free))
        weights[self._column[unknown]] = 1.0
        return weights

    def _shift(self, unknown: int, by: int) -> None:
        """Look for a table in which the count differs by `by` and as little else as possible."""
        place = self._column[unknown]
        least = np.zeros((2, len(self._free)))
        most = np.full(least.shape, self.known.ceiling)
        least[:, place] = most[:, place] = max(by, 0), max(-by, 0)
        self._near(np.ones_like(least), least, most)

    def _near(self, cost: np.ndarray, least: np.ndarray, most: np.ndarray) -> None:
        """Look for a table near the true one: every count rises (row 0) and falls (row 1) within limits.

        Such tables come out in whole numbers far more often than the corners of all that is possible. Where
        they do not, an integer program is stopped at the first good one.
        """
        truth = self.known.truth[self._free]
        room = np.vstack((self._bounds[:, 1] - truth, truth - self._bounds[:, 0]))
        if (least > room).any():
            return
        least, most = least.ravel(), np.minimum(room, most).ravel()
        both = hstack((self._left, -self._left), format="csc")
        balance = np.zeros(self._left.shape[0])
        found = linprog(
            cost.ravel(), A_eq=both, b_eq=balance, bounds=np.column_stack((least, most)), method="highs"
        )
        if found.status != 0 or self._moved(found.x):
            return
        found = milp(
            cost.ravel(),
            constraints=LinearConstraint(both, balance, balance),
            bounds=Bounds(least, most),
            integrality=np.ones(len(most)),
            options={"time_limit": SECONDS, "mip_rel_gap": 0.3},
        )
        if found.x is not None:
            self._moved(np.rint(found.x))

    def _moved(self, moves: np.ndarray) -> bool:
        rise, fall = moves.reshape(2, -1)
        return self.witness(self._whole_table(self.known.truth[self._free] + rise - fall))

    def _width(self, unknown: int) -> int:
        return int(self.largest[unknown] - self.least[unknown])

    def _proved(self, unknown: int) -> tuple[int, int]:
        return int(self.least[unknown]), int(self.largest[unknown])

    def _solve(self, weights: np.ndarray) -> np.ndarray:
        found = linprog(weights, A_eq=self._left, b_eq=self._right, bounds=self._bounds, method="highs")
        if found.x is None:  # the truth is always a solution
            raise ArithmeticError(f"the linear program was not solved: {found.message}")
        return self._whole_table(found.x)

    def _search_whole(self, unknown: int, required: int) -> None:
        """Look for the ends in whole numbers; what is found within the time is a witness."""
        for sign in (1.0, -1.0):
            if self._width(unknown) >= required:
                return
            found = milp(
                sign * self._weights(unknown),
                constraints=LinearConstraint(self._left, self._right, self._right),
                bounds=Bounds(self._bounds[:, 0], self._bounds[:, 1]),
                integrality=np.ones(len(self._free)),
                options={"time_limit": SECONDS},
            )
            if found.x is not None:
                self.witness(self._whole_table(np.rint(found.x)))

    def _whole_table(self, free: np.ndarray) -> np.ndarray:
        table = self.known.truth.astype(np.float64)
        table[self._free] = free
        return table
