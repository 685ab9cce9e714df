"""The publish gate: every check over a candidate release, and the report of them all."""

from collections.abc import Iterator

from services.conventions.domain.lifecycle.gate import Finding, Report
from services.conventions.domain.lifecycle.release import Candidate
from shared.kernel.canonical import Json
from shared.rules.documents.rule import Rule
from shared.rules.facts import admit
from shared.rules.release import RuleSet

EXPECTED = {"true": True, "false": False, "unknown": None}


def examine(candidate: Candidate) -> Report:
    """Examine a candidate. Language, types, limits and citations were checked when it was put together."""
    findings = tuple(_examples(candidate.rules))
    measures: dict[str, Json] = {
        "rules": len(candidate.rules.rules),
        "parameters": len(candidate.rules.parameters),
        "examples": sum(len(it.rule.examples) for it in candidate.rules.rules),
    }
    return Report(candidate.hash, tuple(it.hash for it in candidate.changes), findings, measures)


def _examples(release: RuleSet) -> Iterator[Finding]:
    """Run every rule's embedded tests on its own slot."""
    for checked in release.rules:
        yield from _examples_of(release, checked.rule)


def _examples_of(release: RuleSet, rule: Rule) -> Iterator[Finding]:
    for example in rule.examples:
        compiled = release.compile(example.as_of, max(release.published.values(), default=example.as_of))
        slot = compiled.slots.get(rule.slot)
        if slot is None or rule.id not in {it.rule.id for it in slot.rules}:
            yield Finding("examples", rule.id, f"{example.name}: the rule is not in force on {example.as_of}")
            continue
        found = compiled.values(admit(example.facts, release.vocabulary), rule.slot)[rule.id]
        if found is not EXPECTED[example.expect]:
            yield Finding("examples", rule.id, f"{example.name}: expected {example.expect}, found {found}")
