"""The index over all names: which names hold a token, and how much a token tells."""

import math
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, chain, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from services.credentials.domain.reconciliation.places import COUNTRY_NAMES, KIN
from services.credentials.domain.reconciliation.spelling import Spellings
from services.credentials.domain.reconciliation.text import fold, romanise, tokens
from services.credentials.domain.reconciliation.vocabulary import WEIGHTLESS
from services.credentials.domain.register.institution import Existence, Institution, NameKind, Relation

COMMON_SHARE = 0.05
"""A token in more than this share of institutions finds no candidates by itself; scores still use it."""

ENOUGH = 0.45
"""The share of what a name's rare words tell that must be in the text."""

RAREST = 9.5
"""What a word tells that no name holds; the same in a small register as in one of 13,000 institutions."""

UNHEARD = RAREST + 0.1

MAY_BE_A_SLIP = 2
FUZZY_MEMORY = 50_000
_PLACE_BEHIND = re.compile("\\s*(?:,|\\s[-\u2013\u2014]\\s|\\()[^,()\u2013\u2014]+\\)?$")
Pairs = dict[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class IndexedName:
    """One name as tokens; `mass` is the sum of what its tokens tell."""

    institution: int
    words: tuple[str, ...]
    weights: tuple[float, ...]
    mass: float
    kind: NameKind
    short: bool
    """The register has a place behind the name, which is left out here ("Anna University, Chennai")."""
    text: str

    @property
    def acronym(self) -> bool:
        """Say whether it is an acronym."""
        return self.kind is NameKind.ACRONYM


@dataclass(frozen=True, slots=True)
class Profile:
    """What the index holds of one institution for comparing."""

    id: str
    name: str
    countries: tuple[str, ...]
    cities: tuple[tuple[str, ...], ...]
    regions: tuple[tuple[str, ...], ...]
    own: tuple[str, ...]
    """The words of its cities and regions."""
    active: bool
    first_year: int | None
    last_year: int | None
    kin: frozenset[str]
    """Identifiers of parents and children: a part and its whole are no rivals."""
    parts: frozenset[str]
    wholes: frozenset[str]


class NameIndex:
    """Built once for a state of the register, and never changed."""

    def __init__(self, institutions: Sequence[Institution]) -> None:
        living = [it for it in institutions if it.existence is not Existence.WITHDRAWN]
        self.profiles = [_profile(it) for it in living]
        worded = [_worded(it, profile.own) for it, profile in zip(living, self.profiles, strict=True)]
        self._df: dict[str, int] = defaultdict(int)
        for names in worded:
            for word in {word for it in names for word in it.words}:
                self._df[word] += 1
        self.count = max(len(living), 2)
        scale = RAREST / math.log(self.count + 1)
        self._weights = {
            word: 0.1 - math.log((df + 1) / (self.count + 1)) * scale for word, df in self._df.items()
        }
        self._weights |= dict.fromkeys(WEIGHTLESS, 0.0)
        self.names = [
            IndexedName(
                number,
                it.words,
                weights := tuple(map(self.weight, it.words)),
                sum(weights),
                it.kind,
                it.short,
                it.text,
            )
            for number, names in enumerate(worded)
            for it in names
        ]
        self.exact: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for number, name in enumerate(self.names):
            self.exact[name.words].append(number)
        self._neighbours, self._openings = _neighbours(living)
        self.place_words = frozenset(word for it in self.profiles for word in it.own)
        self._spans, self._postings, self._rare_mass = self._post()
        self.nearest = lru_cache(FUZZY_MEMORY)(Spellings(self._df).nearest)

    def doubtful(self, word: str) -> bool:
        """Say whether the word may be a slip: hardly any name holds it."""
        return self._df.get(word, 0) <= MAY_BE_A_SLIP

    def weight(self, word: str) -> float:
        """Tell how much a word says: its inverse document frequency, scaled; 0 for joining words."""
        return self._weights.get(word, UNHEARD)

    def rare(self, word: str) -> bool:
        """Say whether the word may find candidates."""
        return word not in WEIGHTLESS and self._df.get(word, 0) <= max(20, COMMON_SHARE * self.count)

    def neighbours(self, one: str, other: str, *, opening: bool = False) -> bool:
        """Say whether names often have `one` directly before `other` ("medical university"), or open so."""
        return (self._openings if opening else self._neighbours).get((one, other), 0) >= 2

    def phrases(self, words: Sequence[str], longest: int = 12) -> list[int]:
        """Give the numbers of the names that stand in `words` as they are, joining words aside."""
        content = [it for it in words if it not in WEIGHTLESS]
        return [
            number
            for start in range(len(content))
            for end in range(start + 1, min(start + longest, len(content)) + 1)
            for number in self.exact.get(tuple(content[start:end]), ())
        ]

    def candidates(self, words: Iterable[str], most: int) -> list[int]:
        """Give the numbers of the names that share the most with `words`, the best first."""
        found = [(self._posting(it), self.weight(it)) for it in set(words) if it in self._spans]
        if not found:
            return []
        places = np.concatenate([posting for posting, _ in found])
        weights = np.repeat([weight for _, weight in found], [len(posting) for posting, _ in found])
        numbers, inverse = np.unique(places, return_inverse=True)
        shared = np.bincount(inverse, weights=weights)
        share = shared / self._rare_mass[numbers]
        enough = share >= ENOUGH
        numbers, rank = numbers[enough], (shared * share * share)[enough]
        best = np.argsort(-rank, kind="stable")[:most]
        return [int(it) for it in numbers[best]]

    def holding(self, words: Sequence[str]) -> list[int]:
        """Give the numbers of the institutions that have a name with all of `words`, in their order."""
        content = [it for it in words if it not in WEIGHTLESS]
        rare = [it for it in content if self.rare(it)]
        if any(it not in self._spans for it in rare):
            return []
        pools = sorted((self._posting(it) for it in rare), key=len)
        numbers = pools[0].tolist() if pools else range(len(self.names))
        wanted = set(content)
        return sorted({self.names[it].institution for it in numbers if wanted.issubset(self.names[it].words)})

    def namesakes(self, words: tuple[str, ...]) -> set[int]:
        """Give the institutions that have a name of just these words."""
        return {self.names[number].institution for number in self.exact.get(words, ())}

    def _posting(self, word: str) -> NDArray[np.int32]:
        start, end = self._spans[word]
        return self._postings[start:end]

    def _post(self) -> tuple[dict[str, tuple[int, int]], NDArray[np.int32], NDArray[np.float64]]:
        """Lay the lists of names of all rare words one behind the other; tell where each begins and ends."""
        lists: dict[str, list[int]] = defaultdict(list)
        mass = np.full(len(self.names), 1e-9)
        for number, name in enumerate(self.names):
            for word in set(name.words):
                if self.rare(word):
                    lists[word].append(number)
                    mass[number] += self.weight(word)
        ends = list(accumulate((len(numbers) for numbers in lists.values()), initial=0))
        postings = np.fromiter(chain.from_iterable(lists.values()), dtype=np.int32, count=ends[-1])
        return dict(zip(lists, pairwise(ends), strict=True)), postings, mass


def _neighbours(institutions: Sequence[Institution]) -> tuple[Pairs, Pairs]:
    """Count the pairs of words side by side, and those that open a name, once an institution."""
    counts: tuple[Pairs, Pairs] = defaultdict(int), defaultdict(int)
    for institution in institutions:
        pairs: set[tuple[str, str]] = set()
        openings: set[tuple[str, str]] = set()
        for name in institution.names:
            words = list(pairwise(map(sys.intern, tokens(fold(name.text)))))
            pairs.update(words)
            openings.update(words[:1])
        for count, found in zip(counts, (pairs, openings), strict=True):
            for pair in found:
                count[pair] += 1
    every, opening = ({pair: times for pair, times in it.items() if times > 1} for it in counts)
    return every, opening


class _Worded(NamedTuple):
    words: tuple[str, ...]
    kind: NameKind
    text: str
    short: bool = False


def _worded(institution: Institution, own: tuple[str, ...]) -> list[_Worded]:
    """Give each sequence of words that names the institution, once."""
    found: dict[tuple[str, ...], _Worded] = {}
    for name in institution.names:
        for words in _words(name.text):
            if name.kind is NameKind.ACRONYM and words in COUNTRY_NAMES:
                continue  # "USA" after a city is never the University of South Alabama
            found.setdefault(words, _Worded(words, name.kind, name.text))
    for name in institution.names:
        for words in _without_place(name.text, own):
            found.setdefault(words, _Worded(words, name.kind, name.text, short=True))
    return [it for it in found.values() if it.words]


def _words(text: str) -> Iterable[tuple[str, ...]]:
    folded = fold(text)
    yield _content(tokens(folded))
    roman = romanise(folded)
    if roman:
        yield _content(tokens(roman))


def _without_place(text: str, own: tuple[str, ...]) -> Iterable[tuple[str, ...]]:
    """Take away the place of its own that stands behind a name: after a comma, a dash or in brackets."""
    cut = _PLACE_BEHIND.search(text)
    if cut is None:
        return
    behind = _content(tokens(fold(cut.group())))
    words = _content(tokens(fold(text[: cut.start()])))
    if len(words) > 1 and behind and all(it in own for it in behind):
        yield words


def _content(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(sys.intern(it) for it in words if it not in WEIGHTLESS)


def _linked(institution: Institution, relation: Relation) -> frozenset[str]:
    return frozenset(str(it.to) for it in institution.links if it.relation is relation)


def _profile(institution: Institution) -> Profile:
    cities = tuple({tuple(tokens(fold(it.city))): None for it in institution.seats if it.city})
    regions = tuple({tuple(tokens(fold(it.region))): None for it in institution.seats if it.region})
    countries = institution.countries
    return Profile(
        id=institution.id,
        name=institution.name,
        countries=tuple(sorted({*countries, *(KIN[it] for it in countries if it in KIN)})),
        cities=cities,
        regions=regions,
        own=tuple({word for place in (*cities, *regions) for word in place}),
        active=institution.existence is Existence.ACTIVE,
        first_year=institution.established,
        last_year=institution.ceased,
        kin=frozenset(str(it.to) for it in institution.links),
        parts=_linked(institution, Relation.CHILD),
        wholes=_linked(institution, Relation.PARENT),
    )
