"""What an attacker knows: everything published so far, as one system of unknown counts.

Each cell that is not a true zero is an unknown with bounds; each family of codes gives equations (a total is
the sum of its parts). Tables that count the same population are tied together: a cell with the same codes,
the same count and the same cell key is the same unknown wherever it appears, in an earlier release or under
another breakdown. So one attack covers the table, its margins, linked tables and differencing at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array, vstack

from services.indicators.domain.disclosure.axes import TOTAL
from services.indicators.domain.disclosure.counts import Counts

Identity = tuple[str, frozenset[tuple[str, str]], int, int]


@dataclass(frozen=True)
class Publication:
    """A table as published: `shown` holds the published counts, which mean nothing where `hidden`.

    A shown count is within `error` of the true one and not below `thresholds`; both are public.
    """

    counts: Counts
    hidden: np.ndarray
    shown: np.ndarray
    thresholds: np.ndarray
    error: int


@dataclass(frozen=True)
class Knowledge:
    """The system `equations @ x = 0` with `lower <= x <= upper`, which the `truth` satisfies.

    `hidden` marks the unknowns that some publication hides, `hideable` those that the last publication shows
    and no earlier one does: hiding them there helps. `last` gives the unknown of each cell of the last
    publication (-1 for a true zero). `ceiling` stands for no upper bound.
    """

    truth: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    hidden: np.ndarray
    hideable: np.ndarray
    equations: csr_array
    last: np.ndarray
    ceiling: int

    def hide(self, unknowns: np.ndarray) -> "Knowledge":
        """Give what is known when these unknowns are hidden as well."""
        lower, upper = self.lower.copy(), self.upper.copy()
        hidden, hideable = self.hidden.copy(), self.hideable.copy()
        lower[unknowns], upper[unknowns] = 1, self.ceiling
        hidden[unknowns], hideable[unknowns] = True, False
        return replace(self, lower=lower, upper=upper, hidden=hidden, hideable=hideable)


def gather(publications: Sequence[Publication]) -> Knowledge:
    """Put publications together. Raises ValueError where a published count contradicts the true one."""
    names: dict[Identity, int] = {}
    places = [_name(it.counts, names) for it in publications]
    truth = np.array([it[2] for it in names], dtype=np.int64)
    ceiling = 4 * int(truth.max(initial=0)) + 1000
    lower, upper = np.ones(len(names), np.int64), np.full(len(names), ceiling, np.int64)
    hidden, hideable = np.zeros(len(names), dtype=bool), np.zeros(len(names), dtype=bool)
    for it, unknown in zip(publications, places, strict=True):
        seen = (unknown >= 0) & ~it.hidden
        at = unknown[seen]
        np.maximum.at(lower, at, np.maximum(it.shown[seen] - it.error, it.thresholds[seen]))
        np.minimum.at(upper, at, it.shown[seen] + it.error)
        hidden[unknown[it.hidden]] = True
        hideable[at] = it is publications[-1]
    for it, unknown in zip(publications[:-1], places, strict=False):
        hideable[unknown[(unknown >= 0) & ~it.hidden]] = False
    if (lower > truth).any() or (upper < truth).any():
        raise ValueError("a published count is not within its stated error of the true one")
    equations = vstack(
        [
            _equations(it.counts, unknown, len(names))
            for it, unknown in zip(publications, places, strict=True)
        ],
        format="csr",
    )
    return Knowledge(truth, lower, upper, hidden, hideable, equations, places[-1], ceiling)


def _name(table: Counts, names: dict[Identity, int]) -> np.ndarray:
    unknown = np.full(table.values.shape, -1, dtype=np.int64)
    for place in np.argwhere(table.values > 0):
        at = tuple(place)
        pairs = frozenset(
            (axis.name, code) for axis, code in zip(table.axes, table.codes(at), strict=True) if code != TOTAL
        )
        identity = (table.population, pairs, int(table.values[at]), int(table.keys[at]))
        unknown[at] = names.setdefault(identity, len(names))
    return unknown


def _equations(table: Counts, unknown: np.ndarray, unknowns: int) -> csr_array:
    """Write each total as the sum of its parts; true zeros are left out."""
    rows: list[np.ndarray] = []
    columns: list[np.ndarray] = []
    signs: list[np.ndarray] = []
    count = 0
    for place, axis in enumerate(table.axes):
        slices = np.moveaxis(unknown, place, 0).reshape(len(axis.codes), -1)
        for parent, children in axis.families:
            others = np.flatnonzero(slices[parent] >= 0)
            numbers = count + np.arange(len(others))
            count += len(others)
            for code, sign in ((parent, 1), *((child, -1) for child in children)):
                known = slices[code][others]
                some = known >= 0
                rows.append(numbers[some])
                columns.append(known[some])
                signs.append(np.full(int(some.sum()), sign))
    if not rows:
        return csr_array((0, unknowns), dtype=np.int64)
    entries = (np.concatenate(signs), (np.concatenate(rows), np.concatenate(columns)))
    return csr_array(entries, shape=(count, unknowns), dtype=np.int64)
