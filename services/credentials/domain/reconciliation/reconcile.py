"""Free text in, scored candidates out, each with the evidence of its score; or, plainly, no match."""

import math
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.credentials.domain.reconciliation.alignment import Alignment, Reading
from services.credentials.domain.reconciliation.calibration import BIAS, MARGIN, THRESHOLD, WEIGHTS
from services.credentials.domain.reconciliation.evidence import (
    Candidate,
    Circumstances,
    compare,
    preliminary,
    weigh,
)
from services.credentials.domain.reconciliation.index import NameIndex
from services.credentials.domain.reconciliation.mention import Mention, read_mention
from services.credentials.domain.reconciliation.text import fold, tokens

NAMES_CONSIDERED = 25
LEAST_COVERED = 0.5
WORTH_SHOWING = 0.02


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for; `country` is alpha-3, `on` a day on which the institution existed."""

    text: str
    country: str | None = None
    city: str | None = None
    on: date | None = None


class NoMatch(StrEnum):
    """Why nothing was matched."""

    NOTHING_ALIKE = "nothing_alike"
    SCORE_TOO_LOW = "score_too_low"
    AMBIGUOUS = "ambiguous"


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of evidence: how much of it there is, and what it adds to the score (in log-odds)."""

    kind: str
    value: float
    adds: float


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate; `score` is the calibrated probability that it is the right one."""

    id: str
    name: str
    score: float
    by_name: str
    """The name that was found in the text."""
    evidence: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The candidates, the best first. Exactly one of `match` and `no_match` is set."""

    candidates: tuple[Scored, ...]
    match: Scored | None
    no_match: NoMatch | None


class Reconciler:
    """Reconciles against one state of the register. Safe to share: it changes nothing."""

    def __init__(self, index: NameIndex) -> None:
        self._index = index

    def reconcile(self, query: Query, *, most: int = 5) -> Reconciliation:
        """Find the institution that `query` speaks of."""
        weighed = [(_score(it), it) for it in self.candidates(query)]
        weighed.sort(key=lambda it: (-it[0], it[1].profile.id))
        shown = tuple(_scored(score, it) for score, it in weighed[:most] if score >= WORTH_SHOWING)
        reason = _refusal([score for score, _ in weighed])
        return Reconciliation(shown, None if reason else shown[0], reason)

    def candidates(self, query: Query) -> list[Candidate]:
        """Give the institutions that share enough with the text, with all evidence."""
        found = self.collect(query)
        compare(found)
        return found

    def collect(self, query: Query) -> list[Candidate]:
        """Collect the candidates, each with the evidence for it alone."""
        index = self._index
        mention = read_mention(query.text)
        reading = Reading(mention, index)
        alike = index.candidates(reading.places, NAMES_CONSIDERED)
        best: dict[int, Alignment] = {}
        for number in dict.fromkeys([*index.phrases(mention.words), *alike]):
            name = index.names[number]
            own = index.profiles[name.institution].own
            found = reading.align(name, own)
            if found is None or found.covered < LEAST_COVERED or _is_only_a_place(found, mention, own):
                continue
            other = best.get(name.institution)
            if other is None or preliminary(found) > preliminary(other):
                best[name.institution] = found
        said = Circumstances(
            query.country,
            tuple(tokens(fold(query.city))) if query.city else (),
            query.on.year if query.on else None,
        )
        return [
            Candidate(
                it, index.profiles[it], aligned, weigh(aligned, index.profiles[it], mention, said, index)
            )
            for it, aligned in best.items()
        ]


def _is_only_a_place(it: Alignment, mention: Mention, own: tuple[str, ...]) -> bool:
    """Say whether all that was found is where the institution sits: "Oxford, UK" names no university."""
    return not it.head and all(mention.words[at] in own for at in it.places)


def _score(candidate: Candidate) -> float:
    odds = BIAS + sum(WEIGHTS[kind] * value for kind, value in candidate.evidence.items() if value)
    return 1 / (1 + math.exp(-max(min(odds, 60.0), -60.0)))


def _scored(score: float, it: Candidate) -> Scored:
    evidence = tuple(
        Piece(kind, round(value, 3), round(WEIGHTS[kind] * value, 2))
        for kind, value in it.evidence.items()
        if value
    )
    return Scored(it.profile.id, it.profile.name, round(score, 4), it.alignment.name.text, evidence)


def _refusal(scores: list[float]) -> NoMatch | None:
    if not scores or scores[0] < WORTH_SHOWING:
        return NoMatch.NOTHING_ALIKE
    if scores[0] < THRESHOLD:
        return NoMatch.SCORE_TOO_LOW
    if len(scores) > 1 and scores[0] - scores[1] < MARGIN:
        return NoMatch.AMBIGUOUS
    return None
