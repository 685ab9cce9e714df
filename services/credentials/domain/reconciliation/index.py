"""The index over all names: which names hold a token, and how much a token tells."""

import math
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, chain, pairwise

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from services.credentials.domain.reconciliation.places import COUNTRY_NAMES, KIN
from services.credentials.domain.reconciliation.text import fold, romanise, tokens
from services.credentials.domain.reconciliation.vocabulary import SAME_WORD, WEIGHTLESS
from services.credentials.domain.register.institution import Existence, Institution, Name, NameKind

COMMON_SHARE = 0.05
"""A token in more than this share of institutions finds no candidates by itself; scores still use it."""

ENOUGH = 0.45
"""The share of what a name's rare words tell that must be in the text."""

RAREST = 9.5
"""What a word tells that no name holds; the same in a small register as in one of 13,000 institutions."""

UNHEARD = RAREST + 0.1

SHORTEST_FUZZY = 5
MAY_BE_A_SLIP = 2
FUZZY_MEMORY = 50_000


@dataclass(frozen=True, slots=True)
class IndexedName:
    """One name as tokens; `mass` is the sum of what its tokens tell."""

    institution: int
    words: tuple[str, ...]
    weights: tuple[float, ...]
    mass: float
    acronym: bool
    text: str


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


class NameIndex:
    """Built once for a state of the register, and never changed."""

    def __init__(self, institutions: Sequence[Institution]) -> None:
        living = [it for it in institutions if it.existence is not Existence.WITHDRAWN]
        self.profiles = [_profile(it) for it in living]
        worded = [_worded(it) for it in living]
        self._df: dict[str, int] = defaultdict(int)
        for names in worded:
            for word in {word for words, _, _ in names for word in words}:
                self._df[word] += 1
        self.count = max(len(living), 2)
        scale = RAREST / math.log(self.count + 1)
        self._weights = {
            word: 0.1 - math.log((df + 1) / (self.count + 1)) * scale for word, df in self._df.items()
        }
        self._weights |= dict.fromkeys(WEIGHTLESS, 0.0)
        self.names = [
            IndexedName(number, words, weights := tuple(map(self.weight, words)), sum(weights), acronym, text)
            for number, names in enumerate(worded)
            for words, acronym, text in names
        ]
        self.exact: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for number, name in enumerate(self.names):
            self.exact[name.words].append(number)
        self._neighbours = _neighbours(living)
        self._spans, self._postings, self._rare_mass = self._post()
        self._by_shape = self._shapes()
        self.nearest = lru_cache(FUZZY_MEMORY)(self._nearest)

    def doubtful(self, word: str) -> bool:
        """Say whether the word may be a slip: hardly any name holds it."""
        return self._df.get(word, 0) <= MAY_BE_A_SLIP

    def weight(self, word: str) -> float:
        """Tell how much a word says: its inverse document frequency, scaled; 0 for joining words."""
        return self._weights.get(word, UNHEARD)

    def rare(self, word: str) -> bool:
        """Say whether the word may find candidates."""
        return word not in WEIGHTLESS and self._df.get(word, 0) <= max(20, COMMON_SHARE * self.count)

    def neighbours(self, one: str, other: str) -> bool:
        """Say whether names often have `one` directly before `other` ("medical university")."""
        return self._neighbours.get((one, other), 0) >= 2

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

    def _shapes(self) -> dict[tuple[str, int], list[tuple[str, str]]]:
        """Group spellings, each with the word that it stands for, by first letter and length."""
        spellings = {word: word for word in self._df} | {
            spelling: word for spelling, word in SAME_WORD.items() if word in self._df
        }
        shapes: dict[tuple[str, int], list[tuple[str, str]]] = defaultdict(list)
        for spelling, word in spellings.items():
            if len(spelling) >= SHORTEST_FUZZY - 1 and not spelling.isdigit():
                shapes[spelling[0], len(spelling)].append((spelling, word))
        return shapes

    def _nearest(self, word: str) -> tuple[str, ...]:
        """Words that `word` may be a slip of: same first letter, one edit (two in long words)."""
        if len(word) < SHORTEST_FUZZY or word.isdigit():
            return ()
        allowed = 1 if len(word) < 9 else 2
        found = [
            other
            for length in range(len(word) - allowed, len(word) + allowed + 1)
            for spelling, other in self._by_shape.get((word[0], length), ())
            if other != word and OSA.distance(word, spelling, score_cutoff=allowed) <= allowed
        ]
        return tuple(dict.fromkeys(found))[:8]


def _neighbours(institutions: Sequence[Institution]) -> dict[tuple[str, str], int]:
    """Count the pairs of words that stand side by side, once an institution."""
    count: dict[tuple[str, str], int] = defaultdict(int)
    for institution in institutions:
        pairs: set[tuple[str, str]] = set()
        for name in institution.names:
            words = tokens(fold(name.text))
            pairs.update(pairwise(map(sys.intern, words)))
        for pair in pairs:
            count[pair] += 1
    return {pair: times for pair, times in count.items() if times > 1}


def _worded(institution: Institution) -> list[tuple[tuple[str, ...], bool, str]]:
    found: dict[tuple[str, ...], tuple[bool, str]] = {}
    for name in institution.names:
        for words in _words(name):
            if name.kind is NameKind.ACRONYM and words in COUNTRY_NAMES:
                continue  # "USA" after a city is never the University of South Alabama
            found.setdefault(words, (name.kind is NameKind.ACRONYM, name.text))
    return [(words, acronym, text) for words, (acronym, text) in found.items() if words]


def _words(name: Name) -> Iterable[tuple[str, ...]]:
    folded = fold(name.text)
    yield _content(tokens(folded))
    roman = romanise(folded)
    if roman:
        yield _content(tokens(roman))


def _content(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(sys.intern(it) for it in words if it not in WEIGHTLESS)


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
    )
