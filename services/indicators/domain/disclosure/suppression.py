"""Secondary suppression: hide further cells until no hidden count can be worked out from its neighbours.

For each hidden count that is not yet uncertain enough, one linear program moves it as far as required and
lets shown cells move along at a cost, their counts; the cells that had to move are hidden. The moved table is
then itself a witness. Cheap cells are small ones, so what users need most stays visible.
Source: Kelly, Golden and Assad, "Cell suppression: disclosure protection for sensitive tabular data",
Networks 22 (1992) 397; Robertson, "Improving Statistics Canada's cell suppression software" (COMPSTAT 2000).
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csc_array, hstack

from services.indicators.domain.disclosure.attack import FAR, WHOLE, Attacker
from services.indicators.domain.disclosure.knowledge import Knowledge


class NoPattern(Exception):
    """Hiding every cell that may be hidden does not protect some count: earlier publications tell it."""


@dataclass(frozen=True, slots=True)
class Move:
    """A table that an attacker would have to think possible, were the cells `new` hidden as well."""

    new: np.ndarray
    table: np.ndarray
    reach: int


def suppress(knowledge: Knowledge, required: np.ndarray) -> tuple[np.ndarray, list[np.ndarray]]:
    """Hide cells of the last publication until all hidden counts reach their `required` widths.

    Gives the mask of the unknowns hidden in addition, and the tables that prove the widths. Raises NoPattern.
    """
    attacker = Attacker(knowledge)
    queue = sorted(np.flatnonzero(knowledge.hidden).tolist(), key=lambda it: -int(knowledge.truth[it]))
    for unknown in queue:  # grows while it is walked through
        while not (interval := attacker.squeeze(unknown, int(required[unknown]))).protected:
            known = attacker.known
            moves = _cover(known, unknown, interval.required - interval.width, interval.proved)
            new = np.unique(np.concatenate([it.new for it in moves]))
            if not len(new):
                raise NoPattern("a hidden count stays too closely known in whole numbers")
            queue.extend(new.tolist())
            wider = Attacker(known.hide(new))
            wider.learn(attacker.tables)
            for it in moves:
                wider.witness(it.table)
            attacker = wider
    added: np.ndarray = knowledge.hideable & ~attacker.known.hideable
    return added, attacker.tables


def _cover(known: Knowledge, unknown: int, lacking: int, proved: tuple[int, int]) -> list[Move]:
    """Find the cheapest cells to hide so that what is proved of `unknown` gets wider by `lacking`.

    One way up or down is enough where it goes that far; else both together. Raises NoPattern.
    """
    least, largest = proved
    up = _move(known, unknown, largest + lacking)
    risen = up.reach - largest
    if risen >= lacking:
        return [up]
    down = _move(known, unknown, max(least - lacking, 0))
    fallen = least - down.reach
    if fallen >= lacking:
        return [down]
    if risen + fallen < lacking:
        raise NoPattern("a hidden count stays too closely known whatever else is hidden: it was told before")
    return [up, down]


def _move(known: Knowledge, unknown: int, target: int) -> Move:
    """Move `unknown` towards `target` as far as it goes when everything that may be hidden is."""
    others = known.hideable.copy()
    others[unknown] = False  # it is moved itself, and would undo that
    truth, places = known.truth, np.flatnonzero(others)
    free = np.column_stack((known.lower - truth, known.upper - truth))
    free[unknown] = sorted((0, target - truth[unknown]))
    up = np.column_stack((np.zeros(len(places)), np.full(len(places), known.ceiling)))
    down = np.column_stack((np.zeros(len(places)), known.lower[places] - 1))
    equations = known.equations.tocsc()
    movable = csc_array(equations[:, places])
    cost = np.concatenate((np.zeros(len(truth)), *(2 * [truth[places] / truth.max()])))
    cost[unknown] = FAR * np.sign(target - truth[unknown])
    moves = linprog(
        cost,
        A_eq=hstack((equations, movable, -movable), format="csc"),
        b_eq=np.zeros(equations.shape[0]),
        bounds=np.vstack((free, up, down)),
        method="highs",
    )
    if moves.x is None:  # not to move at all is always a solution
        raise ArithmeticError(f"the linear program was not solved: {moves.message}")
    own, rise, fall = np.split(moves.x, (len(truth), len(truth) + len(places)))
    table = truth + own
    table[places] += rise - fall
    new = places[(rise > WHOLE) | (fall > WHOLE)]
    if known.hideable[unknown]:
        new = np.append(new, unknown)
    reach = np.floor(table[unknown] + WHOLE) if target > truth[unknown] else np.ceil(table[unknown] - WHOLE)
    return Move(new, table, int(reach))
