"""Answers as bytes: each part is written and hashed once, an answer is its parts put side by side.

The bytes of one check are the same whether it was asked alone or in a batch, because both go through here.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson

from services.credentials.domain.equivalence import documents
from services.credentials.domain.equivalence.check import Answer
from services.credentials.domain.equivalence.request import FIELDS, Request

REMEMBERED = 4_096


@dataclass(frozen=True, slots=True)
class Part:
    """The JSON of one part, and the hash of these bytes."""

    content: bytes
    digest: bytes


@dataclass(frozen=True, slots=True)
class Parts:
    """An answer in parts; `name` names them together."""

    conclusion: bytes
    placement: bytes
    legal: bytes
    standing: bytes
    marks: bytes
    name: str


class Rendering:
    """Writes the parts of answers. Parts that come again (they are shared objects) are not written again."""

    def __init__(self, reference_data: Mapping[str, str]) -> None:
        self.reference_data = dict(reference_data)
        self.books = orjson.dumps(self.reference_data)
        self._seen: dict[int, tuple[object, Part]] = {}

    def parts(self, answer: Answer) -> Parts:
        """Write an answer in parts."""
        written = (
            self._part(answer.conclusion, documents.of_conclusion),
            self._part(answer.placement, documents.of_placement),
            self._part(answer.legal, documents.of_legal),
            self._part(answer.standing, documents.of_standing),
            self._part(answer.marks, _document),
        )
        name = hashlib.sha256(self.books + b"".join(it.digest for it in written)).hexdigest()
        conclusion, placement, legal, standing, marks = (it.content for it in written)
        return Parts(conclusion, placement, legal, standing, marks, f"sha256:{name}")

    def answer(self, parts: Parts, *, facts_hash: str) -> bytes:
        """Put an answer together."""
        return assemble(parts, facts_hash=facts_hash, books=self.books)

    def _part(self, part: Any, write: Callable[[Any], Any]) -> Part:
        held = self._seen.get(id(part))
        if held is not None and held[0] is part:
            return held[1]
        content = orjson.dumps(write(part))
        made = Part(content, hashlib.sha256(content).digest())
        if len(self._seen) >= REMEMBERED:
            self._seen = {}
        self._seen[id(part)] = part, made
        return made


def assemble(parts: Parts, *, facts_hash: str, books: bytes) -> bytes:
    """Put the parts of an answer side by side. `books` is the JSON of the reference data's names."""
    return b"".join(
        (
            parts.conclusion[:-1],
            b",",
            parts.placement[1:-1],
            b',"legal_basis":',
            parts.legal,
            b',"institution":',
            parts.standing,
            b',"grade":',
            parts.marks,
            b',"trace":{"facts":"',
            facts_hash.encode(),
            b'","answer":"',
            parts.name.encode(),
            b'","reference_data":',
            books,
            b"}}",
        )
    )


def facts_hash(request: Request) -> str:
    """Name a request by its content: RFC 8785 over the fields that are given."""
    values = {name: getattr(request, name) for name in FIELDS}
    return hash_of_fragments([fragment(name, value) for name, value in values.items() if value is not None])


def fragment(name: str, value: object) -> bytes:
    """Write one member of a request as RFC 8785 would: texts only, so orjson's escapes are the same."""
    text = value.isoformat() if isinstance(value, date) else str(value)
    return b'"%b":%b' % (name.encode(), orjson.dumps(text))


def hash_of_fragments(members: Sequence[bytes]) -> str:
    """Hash an object of these members, sorted by name."""
    content = b"{" + b",".join(sorted(members)) + b"}"
    return "sha256:" + hashlib.sha256(content).hexdigest()


def _document(marks: Any) -> Any:
    return marks.document
