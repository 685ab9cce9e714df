"""What an attacker knows: everything published so far, as one system of unknown counts.

Each cell that is not a true zero is an unknown with bounds; each family of codes gives equations (a total is
the sum of its parts). Tables that count the same population are tied together: a cell with the same codes,
the same count and the same cell key is the same unknown wherever it appears, in an earlier release or under
another breakdown. Where it has grown since an earlier release, the growth is an unknown of its own: the
attacker knows that cases are added, not removed, and must not learn a small number of added ones either. So
one attack covers the table, its margins, linked tables and differencing in time at once.
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

    `primary` marks what is hidden for its own sake. The true count of a shown cell lies between `lower` and
    `upper`, and everybody knows it. Counts below `thresholds` are small.
    """

    counts: Counts
    primary: np.ndarray
    hidden: np.ndarray
    shown: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    thresholds: np.ndarray


@dataclass(frozen=True)
class Knowledge:
    """The system `equations @ x = 0` with `lower <= x <= upper`, which the `truth` satisfies.

    `hidden` marks the unknowns that some publication hides, `primary` those among them that are hidden for
    their own sake, and `hideable` those that the last publication shows
    and no earlier one does: hiding them there helps. `last` gives the unknown of each cell of the last
    publication (-1 for a true zero). `ceiling` stands for no upper bound.
    """

    truth: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    hidden: np.ndarray
    primary: np.ndarray
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


@dataclass
class _Growth:
    """Where a cell has grown from one publication to the next: (before, after, small), unknowns by number."""

    steps: list[tuple[int, int, bool]]
    latest: dict[tuple[str, frozenset[tuple[str, str]]], tuple[int, int]]


def gather(publications: Sequence[Publication]) -> Knowledge:
    """Put publications together. Raises ValueError where a published count contradicts the true one."""
    names: dict[Identity, int] = {}
    growth = _Growth([], {})
    places = [_name(it, names, growth) for it in publications]
    before, after = (np.array([it[at] for it in growth.steps], dtype=np.int64) for at in (0, 1))
    small = np.array([it[2] for it in growth.steps], dtype=bool)
    counts = np.array([it[2] for it in names], dtype=np.int64)
    truth = np.concatenate((counts, counts[after] - counts[before]))
    ceiling = 4 * int(truth.max(initial=0)) + 1000
    lower = np.repeat((1, 0), (len(names), len(before)))
    upper = np.full(len(truth), ceiling, np.int64)
    grown = np.concatenate((np.zeros(len(names), dtype=bool), small))
    hidden, primary, hideable = grown.copy(), grown.copy(), np.zeros(len(truth), dtype=bool)
    for it, unknown in zip(publications, places, strict=True):
        seen = (unknown >= 0) & ~it.hidden
        at = unknown[seen]
        np.maximum.at(lower, at, it.lower[seen])
        np.minimum.at(upper, at, it.upper[seen])
        hidden[unknown[it.hidden]] = True
        primary[unknown[it.primary]] = True
        hideable[at] = it is publications[-1]
    for it, unknown in zip(publications[:-1], places, strict=False):
        hideable[unknown[(unknown >= 0) & ~it.hidden]] = False
    if (lower > truth).any() or (upper < truth).any():
        raise ValueError("a published count is not within its stated error of the true one")
    equations = [
        _equations(it.counts, unknown, len(truth)) for it, unknown in zip(publications, places, strict=True)
    ]
    equations.append(_grown(before, after, len(names), len(truth)))
    whole = vstack(equations, format="csr")
    return Knowledge(truth, lower, upper, hidden, primary, hideable, whole, places[-1], ceiling)


def _grown(before: np.ndarray, after: np.ndarray, first: int, unknowns: int) -> csr_array:
    """Write each later count as the earlier one and its growth, which are unknowns from `first` on."""
    rows = np.arange(len(before))
    entries = (
        np.repeat((1, -1, -1), len(rows)),
        (np.tile(rows, 3), np.concatenate((after, before, first + rows))),
    )
    return csr_array(entries, shape=(len(rows), unknowns), dtype=np.int64)


def _name(published: Publication, names: dict[Identity, int], growth: _Growth) -> np.ndarray:
    table = published.counts
    unknown = np.full(table.values.shape, -1, dtype=np.int64)
    for place in np.argwhere(table.values > 0):
        at = tuple(place)
        pairs = frozenset(
            (axis.name, code) for axis, code in zip(table.axes, table.codes(at), strict=True) if code != TOTAL
        )
        value = int(table.values[at])
        identity = (table.population, pairs, value, int(table.keys[at]))
        unknown[at] = names.setdefault(identity, len(names))
        before = growth.latest.get((table.population, pairs))
        growth.latest[table.population, pairs] = int(unknown[at]), value
        if before is not None and before[0] != unknown[at] and before[1] <= value:
            small = 0 < value - before[1] < published.thresholds[at]
            growth.steps.append((before[0], int(unknown[at]), bool(small)))
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
