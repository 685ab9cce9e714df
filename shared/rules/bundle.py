"""A release on its way: every document and every checked tree as JSON, and back without the CEL front end.

    {"format": "bundle/1", "hash": "sha256:...", "manifest": {...}, "documents": [{...}, ...]}

`manifest` is what the release's hash is taken of; it names each document by the hash of its content and holds
the trees of the conditions. Reading takes nothing on trust: every document is hashed again, every tree is
typed again, and the whole release must come out under the hash that was asked for.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

import orjson
from rfc8785 import CanonicalizationError

from shared.kernel.canonical import Json, canonical_json
from shared.rules.checked import CheckedRule, in_order
from shared.rules.documents.burden import Silence
from shared.rules.documents.findings import Refused
from shared.rules.documents.parameter import Parameter, parameter_of
from shared.rules.documents.rule import Rule
from shared.rules.documents.rule_reading import rule_of
from shared.rules.documents.source import already_read
from shared.rules.documents.vocabulary import Vocabulary, vocabulary_of
from shared.rules.evaluate.order import Precedence
from shared.rules.language.syntax import Condition, Silenced
from shared.rules.language.tree_json import NotATree, TreeReader
from shared.rules.release import RuleSet

FORMAT = "bundle/1"

SIZE = 16 * 1024 * 1024
"""Bytes of the largest bundle read; the treaties with all their versions are a few per cent of it."""
DOCUMENTS = 4_000
"""Documents of the largest release read."""


class NotABundle(ValueError):
    """These bytes are no release, or not the one that was asked for."""


def write_bundle(release: RuleSet) -> bytes:
    """Write a release as canonical JSON (RFC 8785): equal releases, equal bytes."""
    sources = [release.vocabulary.source]
    sources += [it.rule.source for it in release.rules]
    sources += [it.source for it in release.parameters]
    document: dict[str, Json] = {
        "format": FORMAT,
        "hash": release.hash,
        "manifest": release.manifest,
        "documents": sources,
    }
    return canonical_json(document)


def read_bundle(data: bytes, expected: str) -> RuleSet:
    """Read the release named `expected`. Raises `NotABundle` where anything is not as it says."""
    if len(data) > SIZE:
        raise NotABundle(f"a bundle has at most {SIZE} bytes")
    try:
        return _read(orjson.loads(data), expected)
    except Refused as error:
        raise NotABundle(f"a document is refused: {error}") from error
    except (NotATree, CanonicalizationError, RecursionError, orjson.JSONDecodeError) as error:
        raise NotABundle(f"the bundle is malformed ({type(error).__name__})") from error
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        if isinstance(error, NotABundle):
            raise
        raise NotABundle(f"the bundle lacks what a release has ({type(error).__name__})") from error


def _read(bundle: Any, expected: str) -> RuleSet:
    if not isinstance(bundle, dict) or bundle.keys() != {"format", "hash", "manifest", "documents"}:
        raise NotABundle("a bundle has format, hash, manifest and documents")
    manifest: dict[str, Any] = bundle["manifest"]
    vocabulary, *others = _documents(bundle["documents"])
    rules = others[: len(manifest["rules"])]
    parameters = [_parameter(it) for it in others[len(rules) :]]
    words = _vocabulary(vocabulary)
    release = RuleSet(
        words,
        [
            _checked(_rule(source), entry, words, parameters)
            for source, entry in zip(rules, manifest["rules"], strict=True)
        ],
        parameters=parameters,
        published=_days(manifest),
        precedence={
            slot: Precedence(tuple(it["tiers"]), it["later"]) for slot, it in manifest["precedence"].items()
        },
        previous=manifest["previous"],
    )
    if release.manifest != manifest or bundle["format"] != FORMAT:
        raise NotABundle("the documents are not those of the manifest")
    if not release.hash == bundle["hash"] == expected:
        raise NotABundle("the release has another hash than it says")
    return release


def _documents(sources: Any) -> list[dict[str, Any]]:
    if not isinstance(sources, list) or not all(isinstance(it, dict) for it in sources):
        raise NotABundle("documents are mappings")
    if not 0 < len(sources) <= DOCUMENTS:
        raise NotABundle(f"a release has one vocabulary and at most {DOCUMENTS} documents")
    return sources


def _vocabulary(source: dict[str, Any]) -> Vocabulary:
    return vocabulary_of(already_read(source, "vocabulary"))


def _rule(source: dict[str, Any]) -> Rule:
    return rule_of(already_read(source, f"{source['id']}@{source['version']}"))


def _parameter(source: dict[str, Any]) -> Parameter:
    return parameter_of(already_read(source, f"{source['id']}@{source['version']}"))


def _days(manifest: Mapping[str, Any]) -> dict[str, date]:
    entries = [*manifest["rules"], *manifest["parameters"]]
    return {it["hash"]: date.fromisoformat(it["published"]) for it in entries if it["published"] is not None}


def _checked(
    rule: Rule, entry: Mapping[str, Any], words: Vocabulary, parameters: list[Parameter]
) -> CheckedRule:
    """Read a rule's trees, each by a reader of its own: the limits count from nothing for each."""
    facts = {it.name: it.type for it in words.facts.values()}
    types = {it.id: it.type for it in parameters}
    if entry["where"].keys() != rule.where.keys():
        raise NotABundle(f"{rule.id}: the trees are not those of the conditions")
    conditions = {
        name: _fair(rule, name, TreeReader(facts, types).condition(tree))
        for name, tree in cast("Mapping[str, Json]", entry["where"]).items()
    }
    when = TreeReader(facts, types).names(entry["when"], frozenset(conditions))
    ordered = in_order(conditions, when)
    if len(ordered) != len(conditions):
        raise NotABundle(f"{rule.id}: a condition is not used")
    return CheckedRule(rule, ordered, when)


def _fair(rule: Rule, name: str, condition: Condition) -> Condition:
    """Silence means in the tree what the rule's burden says it means, or the release is refused."""
    burden = rule.burden.get(name)
    silent = burden is not None and burden.silence is Silence.NOT_SHOWN
    closing = burden.closed_by if burden is not None and silent else None
    found = condition.closed_by if isinstance(condition, Silenced) else None
    if closing != found:
        raise NotABundle(f"{rule.id}: silence on {name!r} is not as the rule has it")
    return condition
