"""Where in a text a name stands: the window that holds most of it, and what disturbs the reading."""

from dataclasses import dataclass, replace
from itertools import pairwise

from services.credentials.domain.reconciliation.index import IndexedName, NameIndex
from services.credentials.domain.reconciliation.mention import Mention
from services.credentials.domain.reconciliation.vocabulary import HEADS, SUBUNIT, WEIGHTLESS

SLACK = 3
"""How many words more than the name has may lie between its first and its last word."""

OCCURRENCES = 4


@dataclass(frozen=True, slots=True)
class Alignment:
    """A name found in a text, from word `first` to word `last`.

    `covered` is the share of the name's mass that was found, `found` the mass itself; `foreign` the mass of
    other words inside the window; `left` and `right` that of a word which touches the window and seems to
    belong to a longer name; `goes_on` says that "of" or "and" continues it; `head` that its head word was
    found; `crossings` counts the borders of parts inside the window.
    """

    name: IndexedName
    first: int
    last: int
    covered: float
    found: float
    foreign: float
    left: float
    right: float
    goes_on: bool
    head: bool
    crossings: int
    disorder: int
    slips: int
    capitals: bool
    places: frozenset[int]


class Reading:
    """A mention prepared for the index: which word of the text stands for which word of a name."""

    def __init__(self, mention: Mention, index: NameIndex) -> None:
        self.mention = mention
        self.index = index
        self.weights = [index.weight(it) for it in mention.words]
        self.places: dict[str, list[tuple[int, bool]]] = {}
        for at, word in enumerate(mention.words):
            self.places.setdefault(word, []).append((at, False))
            if not index.knows(word):
                for other in index.nearest(word):
                    self.places.setdefault(other, []).append((at, True))

    def align(self, name: IndexedName, own_places: frozenset[str]) -> Alignment | None:
        """Find the best window for `name`; None where nothing of it is there."""
        present = [order for order, word in enumerate(name.words) if word in self.places]
        if not present:
            return None
        present.sort(key=lambda order: -self.index.weight(name.words[order]))
        tried = [
            self._around(name, order, at, slip)
            for order in present[:2]
            for at, slip in self.places[name.words[order]][:OCCURRENCES]
        ]
        best = max(tried, key=_neatness)
        return self._with_neighbours(best, own_places)

    def _around(self, name: IndexedName, anchor: int, start: int, slip: bool) -> Alignment:  # noqa: FBT001
        """Walk outwards from the anchor, each next word at its nearest place; then fill what is left."""
        taken = {start: anchor}
        slips = int(slip)
        edge = start
        for order in range(anchor - 1, -1, -1):
            at, slip = self._next(name.words[order], taken, edge - SLACK - 1, edge - 1, edge)
            if at is not None:
                taken[at], edge = order, at
                slips += slip
        edge = start
        for order in range(anchor + 1, len(name.words)):
            at, slip = self._next(name.words[order], taken, edge + 1, edge + SLACK + 1, edge)
            if at is not None:
                taken[at], edge = order, at
                slips += slip
        reach = len(name.words) + SLACK
        missing = set(range(len(name.words))) - set(taken.values())
        for order in missing:
            at, slip = self._next(name.words[order], taken, start - reach, start + reach, start)
            if at is not None:
                taken[at] = order
                slips += slip
        return self._measured(name, taken, slips)

    def _next(
        self, word: str, taken: dict[int, int], low: int, high: int, near: int
    ) -> tuple[int | None, bool]:
        found: tuple[int | None, bool] = (None, False)
        for at, slip in self.places.get(word, ()):
            if (
                low <= at <= high
                and at not in taken
                and (found[0] is None or abs(at - near) < abs(found[0] - near))
            ):
                found = (at, slip)
        return found

    def _measured(self, name: IndexedName, taken: dict[int, int], slips: int) -> Alignment:
        first, last = min(taken), max(taken)
        parts = self.mention.part_of
        found = sum(self.index.weight(name.words[order]) for order in taken.values())
        orders = [taken[at] for at in sorted(taken)]
        return Alignment(
            name=name,
            first=first,
            last=last,
            covered=found / name.mass if name.mass else 0.0,
            found=found,
            foreign=sum(self.weights[at] for at in range(first, last + 1) if at not in taken),
            left=0.0,
            right=0.0,
            goes_on=False,
            head=any(name.words[order] in HEADS for order in taken.values()),
            crossings=parts[last] - parts[first],
            disorder=sum(1 for one, two in pairwise(orders) if two < one),
            slips=slips,
            capitals=self.mention.capitals[first],
            places=frozenset(taken),
        )

    def _with_neighbours(self, it: Alignment, own: frozenset[str]) -> Alignment:
        words, parts = self.mention.words, self.mention.part_of
        left = right = 0.0
        goes_on = False
        before = it.first - 1
        if before >= 0 and parts[before] == parts[it.first] and words[before] not in WEIGHTLESS:
            known = self.index.neighbours(words[before], words[it.first])
            if known or words[before] not in SUBUNIT | own:
                left = self.weights[before] * (1.0 if known else 0.6)
        after = it.last + 1
        if after < len(words) and parts[after] == parts[it.last]:
            joined = words[after] in {"of", "and"}
            while after < len(words) - 1 and words[after] in WEIGHTLESS:
                after += 1
            if parts[after] == parts[it.last] and words[after] not in own and words[after] not in WEIGHTLESS:
                goes_on = joined
                if not joined and words[after] not in SUBUNIT:
                    right = self.weights[after]
        return replace(it, left=left, right=right, goes_on=goes_on)


def _neatness(it: Alignment) -> float:
    return it.covered - it.foreign / 30 - it.disorder / 10 - it.crossings / 20 - it.slips / 20
