"""What an attacker knows: everything published so far, as one system of unknown counts.

Each cell that is not shown to be zero is an unknown with bounds; each family of codes gives equations (a
total is the sum of its parts). Tables that count the same population are tied together: a cell with the same
codes, the same count and the same cell key is the same unknown wherever it appears, in an earlier release or
under another breakdown. Where it has changed since an earlier release, the change is an unknown of its own:
the attacker is taken to know whether cases were added or, after an appeal or a correction, taken away, and
must not learn that few were. So one attack covers the table, its margins, linked tables and differencing in
time at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from scipy.sparse import csr_array, vstack

from services.indicators.domain.disclosure.axes import TOTAL
from services.indicators.domain.disclosure.counts import Counts

Codes = tuple[str, frozenset[tuple[str, str]]]
Identity = tuple[Codes, int, int]


@dataclass(frozen=True)
class Publication:
    """A table as published: `shown` holds the published counts, which mean nothing where `hidden`.

    `primary` marks what is hidden for its own sake, `grouped` what is hidden for the sake of a small group,
    together with the zeros beside it: there a hidden count may be zero, elsewhere not. The true count of a
    shown cell lies between `lower` and `upper`, and everybody knows it. Counts below `thresholds` are small.
    """

    counts: Counts
    primary: np.ndarray
    grouped: np.ndarray
    hidden: np.ndarray
    shown: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    thresholds: np.ndarray


@dataclass(frozen=True)
class Knowledge:
    """The system `equations @ x = 0` with `lower <= x <= upper`, which the `truth` satisfies.

    `hidden` marks the unknowns that must stay uncertain, `primary` those among them that are hidden for their
    own sake, and `hideable` those that the last publication shows
    and no earlier one does: hiding them there helps. `last` gives the unknown of each cell of the last
    publication (-1 for a zero that is shown). `ceiling` stands for no upper bound.
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
class _Unknowns:
    """The unknowns as they are met: a number for each identity, and the true count of each.

    `steps` says where a cell has changed from one publication to the next: (smaller, larger, few).
    """

    numbers: dict[Identity, int] = field(default_factory=dict)
    truth: list[int] = field(default_factory=list)
    steps: list[tuple[int, int, bool]] = field(default_factory=list)
    _latest: dict[Codes, int] = field(default_factory=dict)

    def place(self, published: Publication, open_zeros: np.ndarray) -> np.ndarray:
        """Give the unknown of each cell, -1 for zeros that are known."""
        table = published.counts
        unknown = np.full(table.values.shape, -1, dtype=np.int64)
        for at in map(tuple, np.argwhere((table.values > 0) | open_zeros)):
            codes, value = _codes(table, at), int(table.values[at])
            unknown[at] = number = self._number((codes, value, int(table.keys[at])), value)
            if value:
                self._follow(codes, number, int(published.thresholds[at]))
        return unknown

    def _number(self, identity: Identity, value: int) -> int:
        if identity not in self.numbers:
            self.numbers[identity] = len(self.truth)
            self.truth.append(value)
        return self.numbers[identity]

    def _follow(self, codes: Codes, now: int, threshold: int) -> None:
        before = self._latest.get(codes, now)
        self._latest[codes] = now
        if before != now:
            smaller, larger = sorted((before, now), key=lambda it: self.truth[it])
            change = self.truth[larger] - self.truth[smaller]
            self.steps.append((smaller, larger, 0 < change < threshold))


def gather(publications: Sequence[Publication]) -> Knowledge:
    """Put publications together. Raises ValueError where a published count contradicts the true one.

    A zero that was hidden for the sake of a small group stays one unknown until a later publication shows it,
    as told of a group that has grown; from then on the attacker knows it everywhere. What is hidden for that
    sake only is asked for in a table by itself: over time, that nothing else has changed may tell it.
    """
    alone, unknowns = len(publications) == 1, _Unknowns()
    zeros = _open_zeros(publications)
    places = [unknowns.place(it, unknown) for it, unknown in zip(publications, zeros, strict=True)]
    smaller, larger = (np.array([it[at] for it in unknowns.steps], dtype=np.int64) for at in (0, 1))
    few = np.array([it[2] for it in unknowns.steps], dtype=bool)
    counts = np.array(unknowns.truth, dtype=np.int64)
    truth = np.concatenate((counts, counts[larger] - counts[smaller]))
    ceiling = 4 * int(truth.max(initial=0)) + 1000
    lower = np.zeros(len(truth), np.int64)
    upper = np.full(len(truth), ceiling, np.int64)
    changed = np.concatenate((np.zeros(len(counts), dtype=bool), few))
    hidden, primary, hideable = changed.copy(), changed.copy(), np.zeros(len(truth), dtype=bool)
    for it, unknown in zip(publications, places, strict=True):
        named = unknown >= 0
        seen, unseen = named & ~it.hidden, named & it.hidden
        at = unknown[seen]
        np.maximum.at(lower, at, it.lower[seen])
        np.minimum.at(upper, at, it.upper[seen])
        np.maximum.at(lower, unknown[unseen], (~it.grouped[unseen]).astype(np.int64))
        hidden[unknown[unseen & (alone | it.primary | ~it.grouped)]] = True
        primary[unknown[it.primary]] = True
        hideable[at] = it is publications[-1]
    for it, unknown in zip(publications[:-1], places, strict=False):
        hideable[unknown[(unknown >= 0) & ~it.hidden]] = False
    if (lower > truth).any() or (upper < truth).any():
        raise ValueError("a published count is not within its stated error of the true one")
    equations = [
        _equations(it.counts, unknown, len(truth)) for it, unknown in zip(publications, places, strict=True)
    ]
    equations.append(_changes(smaller, larger, len(counts), len(truth)))
    whole = vstack(equations, format="csr")
    return Knowledge(truth, lower, upper, hidden, primary, hideable, whole, places[-1], ceiling)


def _open_zeros(publications: Sequence[Publication]) -> list[np.ndarray]:
    """Mark for each publication the zeros that it hides and that no later one shows of the same codes."""
    told, opened = set[Codes](), list[np.ndarray]()
    for it in reversed(publications):
        hidden = it.hidden & (it.counts.values == 0)
        for at in map(tuple, np.argwhere(hidden)):
            hidden[at] = _codes(it.counts, at) not in told
        opened.insert(0, hidden)
        for at in map(tuple, np.argwhere(~it.hidden & (it.counts.values == 0))):
            if not _is_of_empty_group(it.counts, at):
                told.add(_codes(it.counts, at))
    return opened


def _is_of_empty_group(table: Counts, at: tuple[int, ...]) -> bool:
    parents = [(place, axis.parents[at[place]]) for place, axis in enumerate(table.axes)]
    return any(
        parent is not None and table.values[(*at[:place], parent, *at[place + 1 :])] == 0
        for place, parent in parents
    )


def _codes(table: Counts, at: tuple[int, ...]) -> Codes:
    """Name the cell by its codes: the same cell in every table of the population."""
    pairs = zip(table.axes, table.codes(at), strict=True)
    return table.population, frozenset((axis.name, code) for axis, code in pairs if code != TOTAL)


def _changes(smaller: np.ndarray, larger: np.ndarray, first: int, unknowns: int) -> csr_array:
    """Write each larger count as the smaller one and the change, which are unknowns from `first` on."""
    rows = np.arange(len(smaller))
    entries = (
        np.repeat((1, -1, -1), len(rows)),
        (np.tile(rows, 3), np.concatenate((larger, smaller, first + rows))),
    )
    return csr_array(entries, shape=(len(rows), unknowns), dtype=np.int64)


def _equations(table: Counts, unknown: np.ndarray, unknowns: int) -> csr_array:
    """Write each total as the sum of its parts; zeros that are shown are left out."""
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
