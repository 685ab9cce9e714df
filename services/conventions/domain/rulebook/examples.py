"""Runs the tests that stand inside the rule documents; each one that fails becomes a finding at its place."""

from collections.abc import Iterable, Iterator

from shared.kernel.errors import Invalid
from shared.rules.documents.findings import Finding
from shared.rules.documents.plain import epoch_day
from shared.rules.documents.rule import Example, Rule
from shared.rules.documents.source import read
from shared.rules.documents.vocabulary import LEGAL_DAY
from shared.rules.evaluate.closures import Case
from shared.rules.evaluate.slot import CompiledSlot
from shared.rules.facts import admit
from shared.rules.language.polarity import decisive, open_names, value_of
from shared.rules.release import RuleSet

_WORDS = {True: "true", False: "false", None: "unknown"}
EACH = ("true", "false", "unknown")
"""Every rule shows at least one case in which it holds, does not hold, and cannot be told."""


def failures(release: RuleSet, rules: Iterable[Rule]) -> tuple[Finding, ...]:
    """Run the embedded tests of `rules` on `release`."""
    return tuple(finding for rule in rules for finding in _of(release, rule))


def _of(release: RuleSet, rule: Rule) -> Iterator[Finding]:
    shown = {it.expect for it in rule.examples}
    for missing in (it for it in EACH if it not in shown):
        yield _finding(rule, "/tests", f"No test expects {missing}.")
    for index, example in enumerate(rule.examples):
        said = _fault(release, rule, example)
        if said:
            yield _finding(rule, f"/tests/{index}", f"{example.name}: {said}")


def _fault(release: RuleSet, rule: Rule, example: Example) -> str | None:
    law = release.compile(example.as_of, example.as_of)
    try:
        facts = admit(example.facts, release.vocabulary)
    except Invalid as error:
        return str(error)
    slot = law.slots.get(rule.slot)
    index = _index(slot, rule)
    if slot is None or index is None:
        return f"the rule is not in force on {example.as_of}"
    slot = slot.supposing(example.suppose)
    case = Case({**facts, LEGAL_DAY: epoch_day(example.as_of)})
    values = {name: it.value(case) for name, it in slot.traced[index].items()}
    when = slot.rules[index].when
    found, because = _WORDS[value_of(when, values)], decisive(when, values)
    if found != example.expect:
        return f"expected {example.expect}, found {found} (because {because})"
    if example.because is not None and because != example.because:
        return f"expected because {example.because}, found {because}"
    missing = {fact for name in open_names(when, values) for fact in slot.traced[index][name].missing(case)}
    if example.needs is not None and set(example.needs) != missing:
        return f"expected needs {sorted(example.needs)}, found {sorted(missing)}"
    return None


def _index(slot: CompiledSlot | None, rule: Rule) -> int | None:
    rules = slot.rules if slot else ()
    return next((i for i, it in enumerate(rules) if it.rule.hash == rule.hash), None)


def _finding(rule: Rule, pointer: str, message: str) -> Finding:
    return read(rule.text, rule.path).finding(pointer, "test_failed", message)
