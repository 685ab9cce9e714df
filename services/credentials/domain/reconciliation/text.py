"""Free text as comparable tokens: one case, no Latin accents, one word for the generic words of languages.

Names in other scripts stay in their script, for registers hold them so: Cyrillic and Greek lose their
accents, Arabic its vowel signs and the variants of alef, yeh and teh marbuta. Chinese and Japanese have no
spaces; a run of their characters becomes overlapping pairs. Cyrillic and Greek are romanised beside it, so
that a name meets its Latin spelling where the register has no other.
"""

import re
import unicodedata
from collections.abc import Iterator

from services.credentials.domain.reconciliation.vocabulary import SAME_WORD, WEIGHTLESS

MAX_CHARACTERS = 1_000
"""What lies beyond is not read: no name of an institution is longer."""

ARABIC_ARTICLE = "ال"
KOREAN_UNIVERSITY = "대학교"

_LETTERS = str.maketrans(
    {
        **dict(zip("ßøłđðþæœıħŋ", ("ss", "o", "l", "d", "d", "th", "ae", "oe", "i", "h", "n"), strict=True)),
        **dict.fromkeys("'’‘ʼʻ`´′ʹ״׳", ""),  # noqa: RUF001 - the apostrophes are what it is about
        **dict.fromkeys("أإآٱ", "ا"),  # noqa: RUF001 - four forms of one letter
        "ى": "ي",
        "ة": "ه",  # noqa: RUF001 - a letter of Arabic
        "ـ": "",
        "&": " and ",
    }
)
_COMBINING = re.compile("[\u0300-\u036f\u0591-\u05c7\u064b-\u0652\u0670]")
_WORD = re.compile(
    r"[^\W_]+(?:(?<=[^\W\d_])[?\ufffd]+(?=[^\W\d_])[^\W_]+|[\u0900-\u0dff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]+[^\W_]*)*"
)
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff]+")
_CYRILLIC = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґђјљњћџѓќѕў",
        "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch  y  e iu ia i i ie g"
        " dj j lj nj c dz gj kj dz u".split(" "),
        strict=True,
    )
)
_GREEK = dict(
    zip(
        "αβγδεζηθικλμνξοπρσςτυφχψω",
        "a v g d e z i th i k l m n x o p r s s t y f ch ps o".split(),
        strict=True,
    )
)
_ROMAN = str.maketrans(_CYRILLIC | _GREEK)
_ROMANISED = re.compile("[\u0370-\u03ff\u0400-\u04ff]")


def fold(text: str) -> str:
    """Give the letters of `text` in one case, composed alike and without accents; punctuation stays."""
    lowered = text[:MAX_CHARACTERS].casefold().translate(_LETTERS)
    if lowered.isascii():
        return lowered
    stripped = _COMBINING.sub("", unicodedata.normalize("NFKD", lowered))
    return unicodedata.normalize("NFC", stripped).translate(_LETTERS)


def romanise(folded: str) -> str | None:
    """Write folded Cyrillic or Greek in Latin letters; None where there is none."""
    return folded.translate(_ROMAN) if _ROMANISED.search(folded) else None


def tokens(folded: str) -> list[str]:
    """Cut folded text into tokens; generic words of other languages become the English one."""
    return [token for word in _WORD.findall(folded) for token in _split(word)]


def _split(word: str) -> Iterator[str]:
    if word.isascii():
        yield SAME_WORD.get(word, word)
    elif _CJK.search(word):
        for run in _CJK.findall(word):
            yield from (run[at : at + 2] for at in range(max(1, len(run) - 1)))
        rest = _CJK.sub("", word)
        if rest:
            yield SAME_WORD.get(rest, rest)
    else:
        yield from _without_affixes(word)


def _without_affixes(word: str) -> Iterator[str]:
    """Take off the Arabic article, and the Korean word for university that is written with the name."""
    if word.endswith(KOREAN_UNIVERSITY) and word != KOREAN_UNIVERSITY:
        yield word.removesuffix(KOREAN_UNIVERSITY)
        yield "university"
        return
    bare = word.removeprefix(ARABIC_ARTICLE) if len(word) > 4 else word
    yield SAME_WORD.get(bare, bare)


def comparable(text: str) -> str:
    """Give a name in the form in which two names are the same name, whatever the order of their words."""
    return " ".join(sorted(it for it in tokens(fold(text)) if it not in WEIGHTLESS))
