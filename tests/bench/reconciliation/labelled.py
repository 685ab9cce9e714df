"""Labelled texts for reconciliation, split in two by hash: one half to tune on, the other to be honest with.

Two kinds. *Affiliations*: free text from papers with the ROR ids that people assigned (third party, may be
absent). *Names*: names of a sample of the register's own institutions, as they are, with the country told,
and with one slip of the keyboard; the right answer is the institution that the name was taken from.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from services.credentials.adapters.register.streams import objects
from services.credentials.domain.reconciliation.reconcile import Query
from services.credentials.domain.register.institution import Existence, NameKind, Record
from services.credentials.domain.register.register import Register
from services.credentials.domain.register.sources import ror
from services.credentials.domain.register.sources.outcome import Release

RELEASE = Release("benchmark", "https://ror.org", date(2026, 1, 1))
ONE_IN = 12


@dataclass(frozen=True, slots=True)
class Labelled:
    """A query, and the ids that are right; none: the right answer is "no match"."""

    query: Query
    right: frozenset[str]
    tuning: bool
    kind: str


def read_records(path: Path) -> list[Record]:
    """Read the ROR records of a file."""
    return [it for it in ror.read(objects(path), RELEASE) if isinstance(it, Record)]


def affiliations(path: Path) -> list[Labelled]:
    """Read labelled affiliations: ``[{"affiliation": ..., "ror_ids": [...]}]``."""
    return [
        Labelled(
            Query(entry["affiliation"]),
            frozenset("ror:" + it.rpartition("/")[2] for it in entry["ror_ids"]),
            _draw(entry["affiliation"]) % 2 == 0,
            "affiliation",
        )
        for entry in json.loads(path.read_text(encoding="utf-8"))
    ]


def names(register: Register) -> Iterator[Labelled]:
    """Draw names from the register."""
    for institution in register.institutions:
        draw = _draw(institution.id)
        if draw % ONE_IN or institution.existence is not Existence.ACTIVE:
            continue
        proper = [it.text for it in institution.names if it.kind is not NameKind.ACRONYM]
        name = proper[draw // ONE_IN % len(proper)]
        right, tuning = frozenset({institution.id}), _draw(name) % 2 == 0
        country = min(institution.countries)
        yield Labelled(Query(name), right, tuning, "name")
        yield Labelled(Query(name, country), right, tuning, "name, country told")
        yield Labelled(Query(_slip(name, draw), country), right, tuning, "name with a slip, country told")
        turned = _turned(name)
        if turned is not None and not register.search(name=turned, country=country)[1:]:
            yield Labelled(Query(turned, country), right, tuning, "name turned round, country told")


def _slip(name: str, draw: int) -> str:
    """Exchange two neighbouring letters somewhere in the longest word."""
    word = max(name.split(), key=len)
    if len(word) < 6:
        return name
    at = 1 + draw % (len(word) - 3)
    return name.replace(word, word[:at] + word[at + 1] + word[at] + word[at + 2 :], 1)


def _turned(name: str) -> str | None:
    """Say "Oslo University" for "University of Oslo", and the other way round, as many do."""
    match = re.fullmatch(r"(?:The )?University of (\w+)|(\w+) University", name)
    if match is None:
        return None
    return f"{match[1]} University" if match[1] else f"University of {match[2]}"


def _draw(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6], "big")


def only(cases: Sequence[Labelled], *, tuning: bool) -> list[Labelled]:
    """Give one half."""
    return [it for it in cases if it.tuning is tuning]
