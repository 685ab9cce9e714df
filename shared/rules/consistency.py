"""What the rules of a release must agree on among themselves."""

from collections import Counter
from collections.abc import Iterator, Sequence

from shared.rules.checked import CheckedRule
from shared.rules.documents.findings import Finding
from shared.rules.documents.parameter import Parameter
from shared.rules.documents.rule import Rule, Strength
from shared.rules.documents.source import read
from shared.rules.evaluate.order import cycle


def findings_of(rules: Sequence[CheckedRule], parameters: Sequence[Parameter]) -> list[Finding]:
    """Find what rules contradict: repeated versions, overrides of nothing, circles, rankings at odds."""
    documents = [it.rule for it in rules]
    return [
        *_repeated(documents, parameters),
        *_overrides(documents),
        *_circles(documents),
        *_favours(documents),
        *_unknown_parameters(rules, parameters),
    ]


def _finding(rule: Rule, pointer: str, code: str, message: str) -> Finding:
    if rule.text:
        return read(rule.text, rule.path).finding(pointer, code, message)
    return Finding(rule.path, pointer, 1, 1, code, message)


def _repeated(rules: Sequence[Rule], parameters: Sequence[Parameter]) -> Iterator[Finding]:
    for rule in _twice(rules):
        yield _finding(rule, "/version", "repeated_version", f"{rule.id} {rule.version} is there twice.")
    for key, count in Counter((it.id, it.version) for it in parameters).items():
        if count > 1:
            yield Finding(key[0], "/version", 1, 1, "repeated_version", f"{key[0]} {key[1]} is there twice.")


def _twice(rules: Sequence[Rule]) -> Iterator[Rule]:
    seen = set()
    for rule in rules:
        if (rule.id, rule.version) in seen:
            yield rule
        seen.add((rule.id, rule.version))


def _overrides(rules: Sequence[Rule]) -> Iterator[Finding]:
    by_id: dict[str, list[Rule]] = {}
    for rule in rules:
        by_id.setdefault(rule.id, []).append(rule)
    for rule in rules:
        for index, override in enumerate(rule.overrides):
            pointer = f"/overrides/{index}/rule"
            targets = by_id.get(override.rule, [])
            if not targets:
                message = f"There is no rule {override.rule!r} to override."
                yield _finding(rule, pointer, "unknown_rule", message)
            elif all(it.slot != rule.slot for it in targets):
                message = f"{override.rule!r} is in another slot; rules compete only within one."
                yield _finding(rule, pointer, "other_slot", message)
            elif any(it.strength is Strength.STRICT for it in targets):
                message = f"{override.rule!r} is strict: nothing defeats it."
                yield _finding(rule, pointer, "strict_rule", message)


def _circles(rules: Sequence[Rule]) -> Iterator[Finding]:
    edges: dict[str, list[str]] = {}
    for rule in rules:
        edges.setdefault(rule.id, []).extend(it.rule for it in rule.overrides)
    found = cycle(edges)
    if found:
        first = next(it for it in rules if it.id == found[0])
        message = f"Rules override each other in a circle: {' > '.join(found)}."
        yield _finding(first, "/overrides", "circle", message)


def _favours(rules: Sequence[Rule]) -> Iterator[Finding]:
    """One act has one rank within a slot, or "most favourable" would have no meaning."""
    ranks: dict[tuple[str, str], Rule] = {}
    for rule in rules:
        first = ranks.setdefault((rule.slot, rule.effect.act), rule)
        if first.effect.favour != rule.effect.favour:
            here, there = rule.effect.favour, first.effect.favour
            message = f"{rule.effect.act!r} ranks {here} here and {there} in {first.id}."
            yield _finding(rule, "/effect/favour", "two_ranks", message)


def _unknown_parameters(rules: Sequence[CheckedRule], parameters: Sequence[Parameter]) -> Iterator[Finding]:
    known = {it.id for it in parameters}
    for checked in rules:
        for name in sorted(checked.parameters - known):
            yield _finding(checked.rule, "/params", "unknown_parameter", f"There is no parameter {name!r}.")
