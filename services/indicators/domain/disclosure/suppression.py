"""Secondary suppression: hide further cells until no hidden count can be worked out from its neighbours.

For each hidden count that is not yet uncertain enough, one linear program moves it as far as required and
lets shown cells move along at a cost, their counts; the cells that had to move are hidden. The moved table is
then itself a witness. Cheap cells are small ones, so what users need most stays visible.
Source: Kelly, Golden and Assad, "Cell suppression: disclosure protection for sensitive tabular data",
Networks 22 (1992) 397; Robertson, "Improving Statistics Canada's cell suppression software" (COMPSTAT 2000).
"""

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csc_array, hstack

from services.indicators.domain.disclosure.attack import WHOLE, Attacker
from services.indicators.domain.disclosure.knowledge import Knowledge


class NoPattern(Exception):
    """Hiding every cell that may be hidden does not protect some count: earlier publications tell it."""


def suppress(knowledge: Knowledge, required: np.ndarray) -> np.ndarray:
    """Hide cells of the last publication until all hidden counts reach their `required` widths.

    Gives the mask of the unknowns hidden in addition. Raises NoPattern.
    """
    attacker = Attacker(knowledge)
    queue = sorted(np.flatnonzero(knowledge.hidden).tolist(), key=lambda it: -int(knowledge.truth[it]))
    attacker.sweep(np.array(queue, dtype=np.int64), required)
    for unknown in queue:  # grows while it is walked through
        interval = attacker.squeeze(unknown, int(required[unknown]))
        if interval.protected:
            continue
        known = attacker.known
        new, table = _cover(known, unknown, interval.required, interval.proved)
        queue.extend(new.tolist())
        wider = Attacker(known.hide(new))
        wider.learn(attacker)
        wider.witness(table)
        attacker = wider
    added: np.ndarray = knowledge.hideable & ~attacker.known.hideable
    return added


def _cover(
    known: Knowledge, unknown: int, required: int, proved: tuple[int, int]
) -> tuple[np.ndarray, np.ndarray]:
    """Find the cheapest cells to hide so that `unknown` reaches its width, and the table that shows it."""
    lacking = required - (proved[1] - proved[0])
    for target in (proved[1] + lacking, proved[0] - lacking):
        if target >= 1:
            found = _move(known, unknown, target)
            if found is not None:
                return found
    raise NoPattern("a hidden count stays too closely known whatever else is hidden: it was told before")


def _move(known: Knowledge, unknown: int, target: int) -> tuple[np.ndarray, np.ndarray] | None:
    truth, places = known.truth, np.flatnonzero(known.hideable)
    free = np.column_stack((known.lower - truth, known.upper - truth))
    free[unknown] = target - truth[unknown]
    up = np.column_stack((np.zeros(len(places)), np.full(len(places), known.ceiling)))
    down = np.column_stack((np.zeros(len(places)), known.lower[places] - 1))
    equations = known.equations.tocsc()
    movable = csc_array(equations[:, places])
    cost = np.concatenate((np.zeros(len(truth)), *(2 * [truth[places].astype(float)])))
    moves = linprog(
        cost,
        A_eq=hstack((equations, movable, -movable), format="csc"),
        b_eq=np.zeros(equations.shape[0]),
        bounds=np.vstack((free, up, down)),
        method="highs",
    )
    if moves.x is None or moves.status != 0:
        return None
    own, rise, fall = np.split(moves.x, (len(truth), len(truth) + len(places)))
    table = truth + own
    table[places] += rise - fall
    return places[(rise > WHOLE) | (fall > WHOLE)], table
