"""A text to be reconciled, read once: its parts, its tokens with their places, its countries."""

import re
from dataclasses import dataclass

from services.credentials.domain.reconciliation.mending import mended
from services.credentials.domain.reconciliation.places import US_STATES, Whereabouts, whereabouts
from services.credentials.domain.reconciliation.text import MAX_CHARACTERS, fold, romanise, tokens

_PART = re.compile(r"[,;|()\[\]\n\r\t/\"“”«»،、，；]|\s[-–—]\s|-(?=Univ)|(?<=[a-z]{3})\.\s(?=[A-Z])")  # noqa: RUF001
_ACRONYM = re.compile(r"[A-Z][A-Za-z]*[A-Z]")
MAX_TOKENS = 120
TWIN = 1_000
"""A part in Cyrillic or Greek is read a second time in Latin letters, as a part with this added number."""


@dataclass(frozen=True, slots=True)
class Mention:
    """`words[i]` lies in part `part_of[i]`; `capitals[i]` says that it was written as an acronym."""

    words: tuple[str, ...]
    part_of: tuple[int, ...]
    capitals: tuple[bool, ...]
    places: Whereabouts
    regions: frozenset[tuple[str, ...]]
    line: str
    """All words, each between two spaces."""

    def twins(self, part: int) -> frozenset[int]:
        """Give the parts that say in other letters what parts beside `part` say, or `part` itself."""
        romanised = {it for it in self.part_of if it >= TWIN}
        if part >= TWIN:
            return frozenset(it - TWIN for it in romanised)
        return frozenset(romanised)


def read_mention(text: str) -> Mention:
    """Read free text; a piece beyond the limits is left unread."""
    raw_parts = [it for it in _PART.split(mended(text[:MAX_CHARACTERS])) if it and it.strip()]
    words: list[str] = []
    part_of: list[int] = []
    capitals: list[bool] = []
    parts: list[list[str]] = []
    for number, raw in enumerate(raw_parts):
        folded = fold(raw)
        part = tokens(folded)
        acronyms = {fold(it.group()) for it in _ACRONYM.finditer(raw)} if not raw.isupper() else set()
        roman = romanise(folded)
        parts.append(part)
        for token in part:
            words.append(token)
            part_of.append(number)
            capitals.append(token in acronyms or (len(part) == 1 and raw.strip().isupper()))
        for token in tokens(roman) if roman else ():
            words.append(token)
            part_of.append(number + TWIN)
            capitals.append(False)
    regions = frozenset(US_STATES[it.strip()] for it in raw_parts[1:] if it.strip() in US_STATES)
    return Mention(
        tuple(words[:MAX_TOKENS]),
        tuple(part_of[:MAX_TOKENS]),
        tuple(capitals[:MAX_TOKENS]),
        whereabouts(parts, raw_parts),
        regions,
        f" {' '.join(words[:MAX_TOKENS])} ",
    )
