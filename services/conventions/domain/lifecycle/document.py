"""A document of the law: a vocabulary, a parameter or a rule, as its author wrote it, named by content."""

from dataclasses import dataclass
from enum import StrEnum

from shared.rules.documents.findings import Finding, Refused
from shared.rules.documents.parameter import Parameter, parameter_of
from shared.rules.documents.rule import Rule
from shared.rules.documents.rule_reading import rule_of
from shared.rules.documents.source import Source, read
from shared.rules.documents.vocabulary import Vocabulary, vocabulary_of


class Kind(StrEnum):
    """What a document is; the order is that in which documents build on each other."""

    VOCABULARY = "vocabulary"
    PARAMETER = "parameter"
    RULE = "rule"


@dataclass(frozen=True, slots=True)
class Document:
    """One version. `hash` names its content as plain JSON; `text` is its author's writing."""

    kind: Kind
    name: str
    version: int
    hash: str
    text: str

    @property
    def path(self) -> str:
        """Give the name under which findings speak of it."""
        return f"{self.name}@{self.version}"


Content = Vocabulary | Parameter | Rule

_KINDS = {"vocabulary/1": Kind.VOCABULARY, "parameter/1": Kind.PARAMETER, "rule/1": Kind.RULE}


def read_document(text: str, *, path: str = "document") -> Document:
    """Read a document of any kind. Raises `Refused` with every fault in its shape."""
    source = read(text, path)
    kind = source.value.get("kind")
    known = _KINDS.get(kind) if isinstance(kind, str) else None
    if known is None:
        message = f"'kind' is one of {', '.join(_KINDS)}."
        raise Refused([Finding(path, "/kind", 1, 1, "unknown_kind", message)])
    content = _content(known, source)
    return Document(known, content.id, content.version, content.hash, text)


def content_of(document: Document) -> Content:
    """Give what a document says. Raises `Refused` where it is damaged."""
    return _content(document.kind, read(document.text, document.path))


def _content(kind: Kind, source: Source) -> Content:
    match kind:
        case Kind.VOCABULARY:
            return vocabulary_of(source)
        case Kind.PARAMETER:
            return parameter_of(source)
        case Kind.RULE:
            return rule_of(source)
