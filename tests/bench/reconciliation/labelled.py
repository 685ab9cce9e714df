"""Labelled texts, split in two by hash: one half to tune on, the other to be honest with."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from services.credentials.domain.reconciliation.reconcile import Query


@dataclass(frozen=True, slots=True)
class Labelled:
    """A query, and the ids that are right; none: the right answer is "no match"."""

    query: Query
    right: frozenset[str]
    tuning: bool
    kind: str


def labelled(query: Query, right: frozenset[str], kind: str) -> Labelled:
    """Label a query; the hash of its text tells the half."""
    return Labelled(query, right, draw(query.text) % 2 == 0, kind)


def draw(text: str) -> int:
    """Give a number that depends on nothing but the text."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6], "big")


def only(cases: Sequence[Labelled], *, tuning: bool) -> list[Labelled]:
    """Give one half."""
    return [it for it in cases if it.tuning is tuning]
