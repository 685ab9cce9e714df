"""One spelling for many: how the name of a qualification is compared with what a diploma says."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz import fuzz, process

MAX_LENGTH = 300

# Letters that no Unicode decomposition takes apart, as people without that keyboard write them, and the
# apostrophes of many scripts, by number where they look alike.
_LETTERS: dict[int, str | None] = {
    **{ord(it): plain for it, plain in zip("łøđðþæœə", "l o d d th ae oe e".split(), strict=True)},
    0x131: "i",
    **dict.fromkeys([0x27, 0x60, 0xB4, 0x2018, 0x2019, 0x2BB, 0x2BC, 0x640]),
}
_BETWEEN_LETTERS = re.compile(r"(?<=\w)\.(?=\w)")
# Marks over Latin, Greek, Cyrillic, Hebrew and Arabic letters; in Indic scripts marks are vowels and stay.
_ACCENTS = re.compile("[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670]")


@lru_cache(maxsize=65_536)
def spelling(text: str) -> str:
    """Give the spelling by which names are compared: no case, no accents, no dots, single spaces.

    ``B.Sc.`` and ``BSc`` agree, and so do ``Licență`` and ``licenta``; scripts are not transliterated:
    systems list their names in each script in use.
    """
    plain = unicodedata.normalize("NFKD", text[:MAX_LENGTH]).casefold()  # letters in disguise have a case
    folded = unicodedata.normalize("NFKD", plain).translate(_LETTERS)
    bare = _BETWEEN_LETTERS.sub("", _ACCENTS.sub("", folded))
    words = "".join(it if _is_written(it) else " " for it in bare).split()
    return " ".join(words)[:MAX_LENGTH].rstrip()


def _is_written(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character).startswith("M")


def leading(words: str, longest: int) -> list[str]:
    """List the beginnings of a spelling by whole words, longest first, at most `longest` words long."""
    parts = words.split(" ")
    return [" ".join(parts[:count]) for count in range(min(longest, len(parts)), 0, -1)]


_SHORTEST = 3
_MOST = 8
_CLOSE = 80  # of 100: two slips in ten letters still count as alike


def alike(words: str, names: Sequence[str]) -> list[str]:
    """List the names that begin with these words, then those a few letters or the word order away."""
    if len(words) < _SHORTEST:
        return []
    beginning = sorted((it for it in names if it.startswith(words)), key=len)
    close = process.extract(words, names, scorer=fuzz.token_sort_ratio, score_cutoff=_CLOSE, limit=_MOST)
    return beginning + [name for name, _, _ in close if name not in beginning]


def nearly(name: str, words: str, *, after: int) -> bool:
    """Say whether `words`, after so many letters, goes on as `name` does, but for slips of the pen."""
    rest = name[after:]
    written = " ".join(words[after:].split(" ")[: rest.count(" ") + 1])
    return len(rest) > _SHORTEST and fuzz.ratio(rest, written) >= _CLOSE


_PAPERS = frozenset("associate certificate degree diploma diplome diplomi higher titulo titolo".split())
_OF_A_FIELD = ("in", "en", "em", "i")


def begins_with(words: str, name: str) -> bool:
    """Say whether a title that begins with `name` may be read as that name and a field of study.

    A word that only says what kind of paper it is (Diploma, Certificate) names nothing by itself: a
    "Diploma of secondary education" is no diploma of higher education. "Diploma in Nursing" is one.
    """
    following = words[len(name) :].split(" ", 2)
    return name not in _PAPERS or (len(following) > 1 and following[1] in _OF_A_FIELD)
