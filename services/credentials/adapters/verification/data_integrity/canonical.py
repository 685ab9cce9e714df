"""The bytes that a Data Integrity proof signs: RDF Dataset Canonicalisation (RDFC-1.0), within a budget.

pyld canonicalises with SHA-256 only; P-384 proofs need SHA-384 inside, which is one method. Some graphs
("poison graphs") cost factorial time: permutations are counted before they are tried. What RDF would drop is
refused instead, for a reader would take it for signed.
"""

import json
import re
from collections.abc import Callable, Mapping
from math import factorial
from typing import Any

from cachetools import LRUCache
from pyld import jsonld
from pyld.canon import URDNA2015
from pyld.context_resolver import ContextResolver

from services.credentials.adapters.verification.data_integrity.contexts import ContextRefused, Contexts

Hash = Callable[..., Any]

MAX_QUADS = 5_000
MAX_PERMUTATIONS = 5_000
MAX_VALUES = 10_000
MAX_ITEMS = 1_000

_NOWHERE = "relative-reference://nowhere/"
"""what relative references are resolved against, so that they can be told from absolute ones"""
_IRI = re.compile(
    r"(?!relative-reference:)[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20\x7f<>\"{}|\\^`]*|_:[A-Za-z0-9_.-]+"
)
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_KEYWORDS = frozenset({"@context", "@direction", "@id", "@language", "@list", "@set", "@type", "@value"})


class NotCovered(Exception):
    """The document holds what its RDF does not, and so no signature covers."""


class TooComplex(Exception):
    """Canonicalising the graph would cost more than the budget."""


class NotCanonicalisable(Exception):
    """The document is no JSON-LD, or holds what is written in two ways."""


class Canonicaliser:
    """Canonicalises what the proofs of one document sign: the same once, and all together within a budget."""

    def __init__(self, contexts: Contexts) -> None:
        self._contexts = contexts
        self._budget = Budget()
        self._done: dict[tuple[Hash, str], bytes] = {}

    def nquads(self, document: Mapping[str, Any], algorithm: Hash) -> bytes:
        """Canonicalise a document.

        Raises ContextRefused, NotCovered, NotCanonicalisable, TooComplex.
        """
        name = algorithm, json.dumps(document)
        if name not in self._done:
            self._budget.spend_values(_size(document))
            self._contexts.examine(document)
            _refuse_uncovered_keywords(document)
            dataset = _dataset(document, self._contexts)
            if sum(map(len, dataset.values())) > MAX_QUADS:
                raise TooComplex(f"the document makes more than {MAX_QUADS} statements")
            canonical: str = _Canonicalisation(algorithm, self._budget).main(
                dataset, {"format": "application/n-quads"}
            )
            self._done[name] = canonical.encode()
        return self._done[name]


class Budget:
    """What canonicalising the proofs of one document may cost."""

    def __init__(self) -> None:
        self._values = MAX_VALUES
        self._permutations = MAX_PERMUTATIONS

    def spend_values(self, number: int) -> None:
        """Take values of JSON off. Raises TooComplex."""
        self._values -= number
        if self._values < 0:
            raise TooComplex(f"the document and its proofs hold more than {MAX_VALUES} values")

    def spend_permutations(self, alike: int) -> None:
        """Take every order of so many nodes off. Raises TooComplex."""
        self._permutations -= factorial(alike) if alike < 10 else MAX_PERMUTATIONS + 1
        if self._permutations < 0:
            raise TooComplex("too many nodes of the document look alike")


def _dataset(document: Mapping[str, Any], contexts: Contexts) -> dict[str, list[Any]]:
    # A cache of its own: contexts of one document never reach another's, and threads share nothing.
    resolver = ContextResolver(LRUCache(maxsize=100), contexts.load)
    options = {"documentLoader": contexts.load, "contextResolver": resolver, "base": _NOWHERE}
    try:
        expanded = jsonld.expand(document, options, on_property_dropped=_refuse_dropped)
        _examine(expanded)
        dataset: dict[str, list[Any]] = jsonld.to_rdf(expanded, options)
    except jsonld.JsonLdError as error:
        refused = _cause(error)
        if refused is not None:
            raise refused from None
        raise NotCanonicalisable(f"the document is not JSON-LD: {error.code or 'not processable'}") from None
    return dataset


class _Canonicalisation(URDNA2015):  # type: ignore[misc] # pyld has no types
    def __init__(self, algorithm: Hash, budget: Budget) -> None:
        super().__init__()
        self.create_hash = algorithm
        self._budget = budget

    def create_hash_to_related(self, id_: str, issuer: Any) -> dict[str, list[str]]:
        """Count what the caller is about to try: every order of the nodes that look alike."""
        related: dict[str, list[str]] = super().create_hash_to_related(id_, issuer)
        for alike in related.values():
            self._budget.spend_permutations(len(alike))
        return related


def _size(value: Any) -> int:
    """Count the values of a document. Raises TooComplex on a long list: pyld compares each with each."""
    if isinstance(value, dict):
        return 1 + sum(map(_size, value.values()))
    if isinstance(value, list):
        if len(value) > MAX_ITEMS:
            raise TooComplex(f"a list of the document has more than {MAX_ITEMS} items")
        return 1 + sum(map(_size, value))
    return 1


def _refuse_dropped(_: str | None) -> None:
    raise NotCovered("a member of the document is defined by none of its contexts")


def _refuse_uncovered_keywords(value: Any) -> None:
    if isinstance(value, dict):
        if not {it for it in value if it.startswith("@")} <= _KEYWORDS:
            raise NotCovered("the document uses a keyword of JSON-LD whose value is not signed")
        for name, member in value.items():
            if name != "@context":
                _refuse_uncovered_keywords(member)
    elif isinstance(value, list):
        for item in value:
            _refuse_uncovered_keywords(item)


def _examine(value: Any) -> None:
    """Refuse what would leave the graph silently, or could be read as other statements when written out."""
    if isinstance(value, list):
        for item in value:
            _examine(item)
    elif isinstance(value, dict):
        if "@value" in value:
            _examine_literal(value)
            return
        types = value.get("@type", [])
        for iri in [value.get("@id"), *(types if isinstance(types, list) else [types])]:
            if iri is not None and not _IRI.fullmatch(str(iri)):
                raise NotCovered("an identifier of the document is no absolute IRI, and would not be signed")
        for name, member in value.items():
            if name.startswith("_:") or not (name.startswith("@") or _IRI.fullmatch(name)):
                raise NotCovered("a member's name is no absolute IRI, and would not be signed")
            if name not in {"@id", "@type"}:
                _examine(member)


def _examine_literal(value: Mapping[str, Any]) -> None:
    language, kind, text = value.get("@language"), value.get("@type"), value["@value"]
    if language is not None and not _LANGUAGE.fullmatch(str(language)):
        raise NotCovered("a language tag is malformed, and would not be signed")
    if kind not in {None, "@json"} and not _IRI.fullmatch(str(kind)):
        raise NotCovered("a datatype is no absolute IRI, and would not be signed")
    if isinstance(text, str) and _CONTROL.search(text):
        raise NotCanonicalisable("a text holds a control character, which implementations write differently")


def _cause(error: BaseException) -> ContextRefused | None:
    found: BaseException | None = error
    while found is not None:
        if isinstance(found, ContextRefused):
            return found
        found = getattr(found, "cause", None) or found.__cause__
    return None
