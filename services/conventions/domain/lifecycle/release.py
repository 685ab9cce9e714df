"""The next release: what is published, without what is withdrawn, with what was approved, compiled as one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.conventions.domain.lifecycle.document import Document, content_of
from shared.kernel.errors import Conflict
from shared.rules.documents.parameter import Parameter
from shared.rules.documents.rule import Rule
from shared.rules.documents.vocabulary import Vocabulary
from shared.rules.evaluate.order import Precedence
from shared.rules.publication import check
from shared.rules.release import RuleSet


@dataclass(frozen=True, slots=True)
class Entry:
    """A document in a release. `published` is its day of publication; None: known on every day.

    What ships with the project has none: it is the encoding of law that was always knowable.
    """

    document: Document
    published: date | None


@dataclass(frozen=True, slots=True)
class Release:
    """A published release: its place in the chain, its signatures, and what it consists of."""

    hash: str
    number: int
    previous: str | None
    published_at: datetime
    published_by: str
    report: str
    signatures: Sequence[Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A release that could be published next; `changes` are the documents that it adds."""

    rules: RuleSet
    number: int
    entries: tuple[Entry, ...]
    changes: tuple[Document, ...]
    withdrawn: tuple[str, ...]

    @property
    def hash(self) -> str:
        """The hash that is signed."""
        return self.rules.hash


class VersionTaken(Conflict):
    """Another text of that name and version was published before."""

    code = "version_taken"
    title = "The version is taken"


class NothingToPublish(Conflict):
    """The release would be the one that is there."""

    code = "nothing_to_publish"
    title = "There is nothing to publish"


def next_release(  # noqa: PLR0913 - a release is named by all of them
    held: Sequence[Entry],
    added: Iterable[Entry],
    *,
    withdrawn: Iterable[str] = (),
    precedence: Mapping[str, Precedence] | None = None,
    previous: str | None,
    number: int,
) -> Candidate:
    """Put the next release together. `withdrawn` are hashes of held documents that it leaves out.

    Raises `Refused` with every finding in rules that do not go together, VersionTaken, NothingToPublish.
    """
    leaving = frozenset(withdrawn)
    new = [it for it in added if it.document.hash not in {held_.document.hash for held_ in held}]
    if not new and not leaving:
        raise NothingToPublish("every document is published already")
    entries = tuple(it for it in (*held, *new) if it.document.hash not in leaving)
    _refuse_taken(entries)
    rules = assemble(entries, precedence=precedence, previous=previous)
    return Candidate(rules, number, entries, tuple(it.document for it in new), tuple(sorted(leaving)))


def assemble(
    entries: Sequence[Entry], *, precedence: Mapping[str, Precedence] | None = None, previous: str | None
) -> RuleSet:
    """Check every rule against the newest vocabulary and the parameters, and make a release."""
    contents = [content_of(it.document) for it in entries]
    vocabularies = [it for it in contents if isinstance(it, Vocabulary)]
    if not vocabularies:
        raise Conflict("a release needs a vocabulary")
    vocabulary = max(vocabularies, key=lambda it: it.version)
    parameters = [it for it in contents if isinstance(it, Parameter)]
    newest = sorted(parameters, key=lambda it: it.version)
    checked = [check(it, vocabulary, newest) for it in contents if isinstance(it, Rule)]
    return RuleSet(
        vocabulary,
        checked,
        parameters=parameters,
        published={it.document.hash: it.published for it in entries if it.published is not None},
        precedence=precedence,
        previous=previous,
    )


def superseded_by(held: Sequence[Entry], added: Sequence[Document]) -> list[tuple[Document, Document]]:
    """Pair each held document with the newer version of it that is added."""
    return [
        (old.document, new)
        for new in added
        for old in held
        if (old.document.kind, old.document.name) == (new.kind, new.name)
        and old.document.version == _newest_below(held, new)
    ]


def _newest_below(held: Sequence[Entry], new: Document) -> int:
    versions = [
        it.document.version
        for it in held
        if (it.document.kind, it.document.name) == (new.kind, new.name) and it.document.version < new.version
    ]
    return max(versions, default=-1)


def _refuse_taken(entries: Sequence[Entry]) -> None:
    seen: dict[tuple[str, str, int], str] = {}
    for it in entries:
        document = it.document
        first = seen.setdefault((document.kind, document.name, document.version), document.hash)
        if first != document.hash:
            raise VersionTaken(
                f"version {document.version} of {document.name} is published with another text: raise it"
            )
