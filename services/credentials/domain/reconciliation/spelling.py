"""Which known words a word may be a slip of, or what a wrong encoding has left of them."""

import re
from collections import defaultdict
from collections.abc import Iterable

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from services.credentials.domain.reconciliation.vocabulary import SAME_WORD

SHORTEST_FUZZY = 5
SHORTEST_LOST = 3
LONG = 9
"""A word of so many letters may have two slips."""

MOST = 8
_LOST = re.compile("[?\ufffd]+")


class Spellings:
    """The words of an index with their other spellings, by first letter and length."""

    def __init__(self, words: Iterable[str]) -> None:
        self._stands_for = {word: word for word in words}
        self._stands_for |= {it: word for it, word in SAME_WORD.items() if word in self._stands_for}
        self._by_shape: dict[tuple[str, int], list[str]] = defaultdict(list)
        for spelling in self._stands_for:
            if len(spelling) >= SHORTEST_LOST and not spelling.isdigit():
                self._by_shape[spelling[0], len(spelling)].append(spelling)

    def nearest(self, word: str) -> tuple[str, ...]:
        """Give the words that `word` may be a slip of: same first letter, one edit (two in long words)."""
        if not word.isalnum():
            return self._lost_letters(word)
        if len(word) < SHORTEST_FUZZY or word.isdigit():
            return ()
        allowed = 1 if len(word) < LONG else 2
        found = [
            other
            for length in range(len(word) - allowed, len(word) + allowed + 1)
            for spelling, _, _ in extract(
                word, self._shape(word, length), scorer=OSA.distance, score_cutoff=allowed, limit=None
            )
            if (other := self._stands_for[spelling]) != word
        ]
        return tuple(dict.fromkeys(found))[:MOST]

    def _lost_letters(self, word: str) -> tuple[str, ...]:
        """Give the words that `word` was before an encoding put ? or U+FFFD for some of its letters."""
        pattern = re.compile("(.{1,2})".join(map(re.escape, _LOST.split(word))))
        found = [
            self._stands_for[spelling]
            for length in range(len(word) - 1, len(word) + 2)
            for spelling in self._shape(word, length)
            if pattern.fullmatch(spelling)
        ]
        return tuple(dict.fromkeys(found))[:MOST]

    def _shape(self, word: str, length: int) -> list[str]:
        return self._by_shape.get((word[0], length), [])
