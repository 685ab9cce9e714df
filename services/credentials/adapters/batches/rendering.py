"""Answers as bytes: each part is written and hashed once, an answer is its parts put side by side.

The bytes of one check are the same whether it was asked alone or in a batch, because both go through here.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

import orjson

from services.credentials.adapters.batches.flat import cells_of
from services.credentials.domain.equivalence import documents
from services.credentials.domain.equivalence.check import Answer
from services.credentials.domain.equivalence.request import FIELDS, Request
from shared.kernel.canonical import Json

REMEMBERED = 8_192

Key = TypeVar("Key")
Item = TypeVar("Item")

WRITTEN: Mapping[str, Callable[[Any], Json]] = {
    "conclusion": documents.of_conclusion,
    "award": documents.of_award,
    "comparison": documents.of_comparison,
    "rights": documents.of_rights,
    "legal": documents.of_legal,
    "standing": documents.of_standing,
    "marks": documents.of_marks,
}
"""The parts of an answer, as `check.Answer` names them, each with the function that writes it."""

PARTS = tuple(WRITTEN)


@dataclass(frozen=True, slots=True)
class Part:
    """The JSON of one part, the hash of these bytes, and its cells in a table (see `flat`)."""

    content: bytes
    digest: bytes
    cells: tuple[Any, ...]


class Rendering:
    """Writes the parts of answers. Parts that come again (they are shared objects) are not written again.

    Parts that turn out to be written alike are kept once.
    """

    def __init__(self, reference_data: Mapping[str, str]) -> None:
        self.reference_data = dict(reference_data)
        self.books = orjson.dumps(self.reference_data)
        self._made: dict[bytes, Part] = {}
        self._seen: dict[str, dict[int, tuple[object, Part]]] = {name: {} for name in PARTS}

    def answer(self, answer: Answer, *, facts: bytes) -> bytes:
        """Write an answer; `facts` is the hash of what was asked."""
        parts = [self.part(name, getattr(answer, name)) for name in PARTS]
        name = self.name([it.digest for it in parts])
        return assemble([it.content for it in parts], facts=facts, name=name, books=self.books)

    def part(self, name: str, part: Any) -> Part:
        """Write a part."""
        seen = self._seen[name]
        held = seen.get(id(part))
        if held is not None and held[0] is part:
            return held[1]
        document = WRITTEN[name](part)
        content = orjson.dumps(document)
        digest = hashlib.sha256(content).digest()
        made = self._made.get(digest)
        if made is None:
            made = Part(_trimmed(content), digest, cells_of(name, document))
            _keep(self._made, digest, made)
        _keep(seen, id(part), (part, made))
        return made

    def name(self, digests: Iterable[bytes]) -> bytes:
        """Name an answer by the hashes of its parts, in the order of `PARTS`, and of the books."""
        return hashlib.sha256(self.books + b"".join(digests)).digest()


def _keep(held: dict[Key, Item], key: Key, item: Item) -> None:
    if len(held) >= REMEMBERED:
        held.clear()
    held[key] = item


def _trimmed(content: bytes) -> bytes:
    """Copy what orjson wrote: its bytes hold a buffer of four kilobytes for as long as they live."""
    return bytes(memoryview(content))


def assemble(parts: Sequence[bytes], *, facts: bytes, name: bytes, books: bytes) -> bytes:
    """Put the parts of an answer side by side; `facts` and `name` are hashes, `books` is JSON."""
    conclusion, award, comparison, rights, legal, standing, marks = parts
    return b"".join(
        (
            conclusion[:-1],
            b',"qualification":',
            award,
            b',"comparable":',
            comparison,
            b',"access":',
            rights,
            b',"legal_basis":',
            legal,
            b',"institution":',
            standing,
            b',"grade":',
            marks,
            b',"trace":{"facts":"sha256:',
            facts.hex().encode(),
            b'","answer":"sha256:',
            name.hex().encode(),
            b'","reference_data":',
            books,
            b"}}",
        )
    )


def facts_hash(request: Request) -> bytes:
    """Name a request by its content: RFC 8785 over the fields that are given."""
    values = ((name, getattr(request, name)) for name in SORTED)
    return hash_of_members([member(name, value) for name, value in values if value is not None])


SORTED = sorted(FIELDS)
"""The fields in the order in which canonical JSON has them."""


def member(name: str, value: object) -> bytes:
    """Write one member of a request as RFC 8785 would, with the comma before it.

    All are texts, so that orjson's escapes are the same.
    """
    text = value.isoformat() if isinstance(value, date) else str(value)
    return b',"%b":%b' % (name.encode(), orjson.dumps(text))


def hash_of_members(members: Iterable[bytes]) -> bytes:
    """Hash an object of these members, which come in order."""
    return hashlib.sha256(b"{" + b"".join(members)[1:] + b"}").digest()
