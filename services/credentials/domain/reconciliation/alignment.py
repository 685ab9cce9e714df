"""Where in a text a name stands: the window that holds most of it, and what disturbs the reading."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from services.credentials.domain.reconciliation.index import IndexedName, NameIndex
from services.credentials.domain.reconciliation.mention import Mention
from services.credentials.domain.reconciliation.places import COUNTRY_NAMES
from services.credentials.domain.reconciliation.vocabulary import HEADS, SUBUNIT, UNIT_HEADS, WEIGHTLESS

SLACK = 3
"""How many words more than the name has may lie between its first and its last word."""

OCCURRENCES = 4

LONGEST_UNIT = 9
"""How many words before a name are looked at for the head of a unit ("Department of ... ")."""

CROWDED = 8
"""A part of so many words has lost its commas."""

LONGEST_UNIT_AFTER = 4
LONGEST_ADDRESS = 7

ROUNDING = 1e-6

NEAT = 1 - ROUNDING
"""The neatness from which no other window can be a neater one."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """A name found in a text, from word `first` to word `last`.

    `covered` is the share of the name's mass that was found, `found` the mass itself; `foreign` the mass of
    other words inside the window; `left` and `right` that of a word which touches the window and seems to
    belong to a longer name, `run` that of a word before it in a text without commas; `goes_on` says
    that "of" or "and" goes on; `head` that its head word was found; `swapped` that only the head word
    stands elsewhere ("Oslo University"); `crossings` counts the borders of parts inside the window.
    """

    name: IndexedName
    first: int
    last: int
    covered: float
    found: float
    foreign: float
    left: float
    run: float
    right: float
    goes_on: bool
    head: bool
    crossings: int
    disorder: int
    swapped: bool
    slips: int
    capitals: bool
    places: tuple[int, ...]

    @property
    def disturbance(self) -> float:
        """How far the words are from being the name letter by letter; 0 where they are."""
        return self.slips + self.disorder + self.swapped + self.foreign + (1.0 - min(self.covered, 1.0))


class Reading:
    """A mention prepared for the index: which word of the text stands for which word of a name."""

    def __init__(self, mention: Mention, index: NameIndex) -> None:
        self.mention = mention
        self.index = index
        self.weights = [index.weight(it) for it in mention.words]
        self.places: dict[str, list[tuple[int, bool]]] = {}
        for at, word in enumerate(mention.words):
            self.places.setdefault(word, []).append((at, False))
            if index.doubtful(word):
                for other in index.nearest(word):
                    self.places.setdefault(other, []).append((at, True))

    def align(self, name: IndexedName, own_places: tuple[str, ...]) -> Alignment | None:
        """Find the best window for `name`; None where nothing of it is there."""
        present = [order for order, word in enumerate(name.words) if word in self.places]
        if not present:
            return None
        present.sort(key=lambda order: -name.weights[order])
        anchors = (
            (order, at, slip)
            for order in present[:2]
            for at, slip in self.places[name.words[order]][:OCCURRENCES]
        )
        best: _Window | None = None
        for order, at, slip in anchors:
            tried = self._around(name, order, at, slip)
            if best is None or tried.neatness > best.neatness:
                best = tried
            if best.neatness >= NEAT:
                break
        return self._measured(name, best, own_places) if best else None

    def _around(self, name: IndexedName, anchor: int, start: int, slip: bool) -> "_Window":  # noqa: FBT001
        """Walk outwards from the anchor, each next word at its nearest place; then fill what is left."""
        taken = {start: anchor}
        slips = int(slip)
        for step in (-1, 1):
            edge = start
            order = anchor + step
            while 0 <= order < len(name.words):
                low, high = (edge - SLACK - 1, edge - 1) if step < 0 else (edge + 1, edge + SLACK + 1)
                at, slip = self._next(name.words[order], taken, low, high, edge)
                if at is not None:
                    taken[at], edge = order, at
                    slips += slip
                order += step
        if len(taken) < len(name.words):
            reach = len(name.words) + SLACK
            for order in set(range(len(name.words))).difference(taken.values()):
                at, slip = self._next(name.words[order], taken, start - reach, start + reach, start)
                if at is not None:
                    taken[at] = order
                    slips += slip
        return self._weighed(name, taken, slips)

    def _next(
        self, word: str, taken: dict[int, int], low: int, high: int, near: int
    ) -> tuple[int | None, bool]:
        best: int | None = None
        slipped = False
        for at, slip in self.places.get(word, ()):
            if low <= at <= high and at not in taken and (best is None or abs(at - near) < abs(best - near)):
                best, slipped = at, slip
        return best, slipped

    def _weighed(self, name: IndexedName, taken: dict[int, int], slips: int) -> "_Window":
        places = sorted(taken)
        found = sum([name.weights[order] for order in taken.values()])
        inside = sum(self.weights[places[0] : places[-1] + 1])
        foreign = max(0.0, inside - sum([self.weights[at] for at in places]))
        orders = [taken[at] for at in places]
        disorder, swapped = 0, False
        if orders != sorted(orders):
            disorder = _inversions([order for order in orders if name.words[order] not in HEADS])
            swapped = disorder == 0
        crossings = self.mention.part_of[places[-1]] - self.mention.part_of[places[0]]
        covered = found / name.mass if name.mass else 0.0
        neatness = covered - foreign / 30 - (2 * disorder + swapped) / 20 - crossings / 20 - slips / 20
        return _Window(neatness, taken, places, found, covered, foreign, disorder, swapped, crossings, slips)

    def _measured(self, name: IndexedName, it: "_Window", own: tuple[str, ...]) -> Alignment:
        first, last = it.places[0], it.places[-1]
        left, run = self._before(first, own)
        right, goes_on = self._after(last, own)
        return Alignment(
            name=name,
            first=first,
            last=last,
            covered=it.covered,
            found=it.found,
            foreign=it.foreign if it.foreign > ROUNDING else 0.0,
            left=left,
            run=run,
            right=right,
            goes_on=goes_on,
            head=any(name.words[order] in HEADS for order in it.taken.values()),
            crossings=it.crossings,
            disorder=it.disorder,
            swapped=it.swapped,
            slips=it.slips,
            capitals=self.mention.capitals[first],
            places=tuple(it.places),
        )

    def _before(self, first: int, own: tuple[str, ...]) -> tuple[float, float]:
        words, parts = self.mention.words, self.mention.part_of
        at = first - 1
        if at < 0 or parts[at] != parts[first] or words[at] in WEIGHTLESS:
            return 0.0, 0.0
        if self.mention.capitals[at]:
            return 0.0, 0.0  # an acronym beside the name
        unit = self._unit_before(at)
        crowded = parts.count(parts[at]) >= CROWDED
        if self.index.neighbours(words[at], words[first], opening=unit or crowded):
            return self.weights[at], 0.0
        if unit or words[at] in SUBUNIT or words[at] in own or words[at].isdigit():
            return 0.0, 0.0
        weight = 0.6 * self.weights[at]
        return (0.0, weight) if crowded else (weight, 0.0)

    def _unit_before(self, at: int) -> bool:
        """Say whether a part of an institution stands there: "Department of Chemistry" before its name."""
        words, parts = self.mention.words, self.mention.part_of
        for back in range(at, max(at - LONGEST_UNIT, -1), -1):
            if parts[back] != parts[at] or words[back] in {"university", "polytechnic"}:
                return False
            if words[back] in UNIT_HEADS:
                named_of = words[at + 1] in HEADS and words[at + 2 : at + 3] == ("of",)
                return back == at or words[back + 1] in WEIGHTLESS or named_of
        return False

    def _after(self, last: int, own: tuple[str, ...]) -> tuple[float, bool]:
        words, parts = self.mention.words, self.mention.part_of
        at = last + 1
        if at >= len(words) or parts[at] != parts[last]:
            return 0.0, False
        if self.mention.capitals[at]:
            return 0.0, False
        joined = words[at] in {"of", "and"}
        while at < len(words) - 1 and words[at] in WEIGHTLESS:
            at += 1
        if parts[at] != parts[last] or words[at] in own or words[at] in WEIGHTLESS:
            return 0.0, False
        if joined:
            return 0.0, True
        if words[at] in SUBUNIT or self._something_else_after(last, at):
            return 0.0, False
        return self.weights[at], False

    def _something_else_after(self, last: int, at: int) -> bool:
        """Say whether an address or a unit begins at `at`, and not the rest of a longer name."""
        words, parts = self.mention.words, self.mention.part_of
        if self.index.neighbours(words[last], words[at]):
            return False
        rest = [words[it] for it in range(at, len(words)) if parts[it] == parts[last]]
        if words[at] in self.index.place_words or (words[at],) in COUNTRY_NAMES or words[at].isdigit():
            return True
        if not UNIT_HEADS.isdisjoint(rest[1:LONGEST_UNIT_AFTER]):
            return True
        ends = words[last] in HEADS or words[last] in self.index.place_words
        return ends and len(rest) <= LONGEST_ADDRESS and (rest[-1],) in COUNTRY_NAMES


class _Window(NamedTuple):
    """A way to lay a name over the text: which word of the name stands where, and how neat that is."""

    neatness: float
    taken: dict[int, int]
    places: list[int]
    found: float
    covered: float
    foreign: float
    disorder: int
    swapped: bool
    crossings: int
    slips: int


def _inversions(orders: Sequence[int]) -> int:
    return sum([two < one for one, two in pairwise(orders)])
