"""The JSON-LD contexts that are known: those that the operator keeps.

A context says what the words of a credential mean, and a signature over RDF does not cover the context
itself. So a context of a stranger is never taken, from the network or from a request; one written into the
credential may add words of its own and change none. Those of W3C and Open Badges are known by their digests.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml

from services.credentials.domain.verification.document import Evidence, Kind, Origin
from shared.http import strict_json

PINS = Path(__file__).parents[3] / "reference" / "contexts.yaml"
MAX_CONTEXTS = 20
MAX_OWN_WORDS = 50

_IRI = re.compile(r"https?://[^\s<>\"{}|\\^`]+|urn:[^\s<>\"{}|\\^`]+")
_TERM = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*")


class ContextRefused(Exception):
    """A context is not known, or changes what others say; `code` says which."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


class Contexts:
    """Contexts by address."""

    def __init__(self, documents: Mapping[str, Any]) -> None:
        self._documents = dict(documents)

    @classmethod
    def known(cls, evidence: Evidence) -> "Contexts":
        """Give the operator's contexts; what a request brings is not looked at.

        One that is known by its digest needs no name. Raises ValueError where a file has the address of such
        a one, and is another.
        """
        kept = (it for it in evidence.of(Kind.CONTEXT) if it.origin is Origin.OPERATOR)
        return cls({address: document for it in kept for address, document in _read(it.content, it.name)})

    def load(self, address: str, _: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Give a context as pyld wants it. Raises ContextRefused."""
        if address not in self._documents:
            detail = f"the context {address[:200]} is not known; none is fetched, the operator may keep it"
            raise ContextRefused("unknown_context", detail)
        return {
            "contentType": "application/ld+json",
            "contextUrl": None,
            "documentUrl": address,
            "document": self._documents[address],
        }

    def examine(self, document: Mapping[str, Any]) -> None:
        """Refuse contexts that are not known, or that change a word of the others. Raises ContextRefused."""
        entries = list(_entries(document))
        if len(entries) > MAX_CONTEXTS:
            raise ContextRefused("too_many_contexts", f"the document names more than {MAX_CONTEXTS} contexts")
        addresses = [it for it in entries if isinstance(it, str)]
        words: set[str] = set()
        for address in addresses:
            words |= _words(self.load(address)["document"])
        for entry in entries:
            if not isinstance(entry, str):
                _examine_own(entry, words)


def _examine_own(entry: Any, words: set[str]) -> None:
    if not isinstance(entry, dict) or len(entry) > MAX_OWN_WORDS:
        raise ContextRefused("own_context", "a context in the document is neither an address nor a few words")
    for term, meaning in entry.items():
        adds = _TERM.fullmatch(term) and isinstance(meaning, str) and _IRI.fullmatch(meaning)
        if not adds or term in words or meaning in words:
            detail = "a context written into the document does more than add words of its own"
            raise ContextRefused("own_context", detail)


def _entries(value: Any) -> Iterator[Any]:
    """Give the entries of every `@context` in the document."""
    if isinstance(value, dict):
        for name, member in value.items():
            if name == "@context":
                yield from member if isinstance(member, list) else [member]
            else:
                yield from _entries(member)
    elif isinstance(value, list):
        for item in value:
            yield from _entries(item)


def _words(value: Any) -> set[str]:
    """Give every term that a context defines, and every identifier that it gives a term."""
    words: set[str] = set()
    if isinstance(value, dict):
        for name, member in value.items():
            words.add(name)
            words |= {member} if isinstance(member, str) else _words(member)
    elif isinstance(value, list):
        for item in value:
            words |= _words(item)
    return words


@cache
def _pinned() -> dict[str, str]:
    """Give the digests of published contexts, by address."""
    pins: dict[str, str] = yaml.safe_load(PINS.read_text())
    return pins


@lru_cache(256)
def _read(content: bytes, name: str | None) -> tuple[tuple[str, Any], ...]:
    """Give a context with the addresses that it answers to. Raises ValueError."""
    digest = sha256(content).hexdigest()
    if name is not None and _pinned().get(name, digest) != digest:
        raise ValueError(f"the file kept for {name} is not the context that was published there")
    addresses = {address for address, pin in _pinned().items() if pin == digest} | ({name} if name else set())
    document = strict_json.parse(content) if addresses else None
    return tuple((address, document) for address in sorted(addresses))
