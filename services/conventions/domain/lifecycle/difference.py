"""What one release says otherwise than another: in its texts, and in what the texts mean.

Two conditions are equal when their trees are, wherever they stand and however they are spaced; two parameters
when each of their keys has the same stretches. How stored cases would come out is another question: a replay.
"""

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from services.conventions.domain.lifecycle.document import Document, Kind
from shared.kernel.canonical import Json
from shared.rules.checked import CheckedRule
from shared.rules.documents.parameter import Parameter
from shared.rules.release import RuleSet

ADDED, REMOVED, CHANGED = "added", "removed", "changed"

ATTRIBUTES = (
    *("title", "instrument", "slot", "strength", "valid", "overrides", "params", "effect", "deadline"),
    *("burden", "cite", "trust", "given", "tests"),
)
"""The parts of a rule beside its conditions, by their keys in the document."""


@dataclass(frozen=True, slots=True)
class Change:
    """One part of a document that differs: what was there and what is there now, as the document has it."""

    part: str
    kind: str
    before: Json
    after: Json


@dataclass(frozen=True, slots=True)
class DocumentChange:
    """A document that differs. `text` is a unified diff of the authors' own writing."""

    kind: Kind
    name: str
    change: str
    versions: tuple[int | None, int | None]
    changes: tuple[Change, ...]
    text: str


def difference(
    old: tuple[RuleSet, Sequence[Document]], new: tuple[RuleSet, Sequence[Document]]
) -> list[DocumentChange]:
    """Compare two releases, each with its documents; every document counts in its newest version."""
    before, after = (_newest(documents) for _, documents in (old, new))
    meaning: Mapping[Kind, _Rules | _Parameters] = {
        Kind.RULE: _Rules(old[0], new[0]),
        Kind.PARAMETER: _Parameters(old[0], new[0]),
    }
    found = []
    for key in sorted(before.keys() | after.keys()):
        one, other = before.get(key), after.get(key)
        if one is not None and other is not None and one.hash == other.hash:
            continue
        kind, name = key
        change = ADDED if one is None else REMOVED if other is None else CHANGED
        compare = meaning.get(kind)
        parts = compare.changes(name) if compare else _vocabulary(old[0], new[0])
        versions = (one.version if one else None, other.version if other else None)
        found.append(DocumentChange(kind, name, change, versions, tuple(parts), _text(one, other)))
    return found


def _newest(documents: Iterable[Document]) -> dict[tuple[Kind, str], Document]:
    found: dict[tuple[Kind, str], Document] = {}
    for it in documents:
        held = found.get((it.kind, it.name))
        if held is None or held.version < it.version:
            found[it.kind, it.name] = it
    return found


def _text(one: Document | None, other: Document | None) -> str:
    before, after = (it.text.splitlines(keepends=True) if it else [] for it in (one, other))
    names = [it.path if it else "/dev/null" for it in (one, other)]
    return "".join(difflib.unified_diff(before, after, fromfile=names[0], tofile=names[1]))


def _parts(
    before: Mapping[str, Json], after: Mapping[str, Json], same: Callable[[str], bool], prefix: str = ""
) -> Iterable[Change]:
    for key in dict.fromkeys((*before, *after)):
        if key not in before:
            yield Change(prefix + key, ADDED, None, after[key])
        elif key not in after:
            yield Change(prefix + key, REMOVED, before[key], None)
        elif not same(key):
            yield Change(prefix + key, CHANGED, before[key], after[key])


class _Rules:
    def __init__(self, old: RuleSet, new: RuleSet) -> None:
        self.old, self.new = ({it.rule.id: it for it in release.rules} for release in (old, new))

    def changes(self, name: str) -> Iterable[Change]:
        """Compare the conditions by their trees, the rest by content."""
        one, other = self.old.get(name), self.new.get(name)
        if one is None or other is None:
            return
        yield from _conditions(one, other)
        for key in ATTRIBUTES:
            before, after = one.rule.source.get(key), other.rule.source.get(key)
            if before != after:
                yield Change(key, CHANGED, before, after)


def _conditions(one: CheckedRule, other: CheckedRule) -> Iterable[Change]:
    def same(name: str) -> bool:
        return one.conditions[name] == other.conditions[name]

    yield from _parts(dict(one.rule.where), dict(other.rule.where), same, "where/")
    if one.when != other.when:
        yield Change("when", CHANGED, one.rule.when, other.rule.when)


class _Parameters:
    def __init__(self, old: RuleSet, new: RuleSet) -> None:
        self.old, self.new = ({it.id: it for it in release.parameters} for release in (old, new))

    def changes(self, name: str) -> Iterable[Change]:
        """Compare key by key: whose membership changed, and when."""
        one, other = self.old.get(name), self.new.get(name)
        if one is None or other is None:
            return []
        before, after = _values(one), _values(other)
        return _parts(before, after, lambda key: before[key] == after[key], "values/")


def _values(parameter: Parameter) -> dict[str, Json]:
    values = parameter.source["values"]
    return dict(values) if isinstance(values, Mapping) else {"": values}


def _vocabulary(old: RuleSet, new: RuleSet) -> Iterable[Change]:
    before, after = ({it.name: it for it in release.vocabulary.facts.values()} for release in (old, new))
    types = [{name: str(it.type) for name, it in facts.items()} for facts in (before, after)]
    return _parts(
        dict[str, Json](types[0]),
        dict[str, Json](types[1]),
        lambda key: before[key] == after[key],
        "facts/",
    )
