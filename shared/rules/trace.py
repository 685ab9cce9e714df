"""`trace/1`: how an outcome came about, down to the condition, without holes, byte for byte repeatable.

The values come from the tracing closures, never from the generated functions, so a trace also checks the fast
path. Every rule of the slot appears, the false ones too, each with all its named conditions.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import cast

from shared.kernel.canonical import Json, canonical_json, sha256
from shared.rules.checked import CheckedRule
from shared.rules.decision import Decision, Need
from shared.rules.documents.plain import epoch_day
from shared.rules.documents.vocabulary import LEGAL_DAY
from shared.rules.evaluate.closures import Case, Truth3
from shared.rules.evaluate.slot import CompiledSlot
from shared.rules.evaluate.tracing import TracedCondition

FORMAT = "trace/1"

_WORDS = {True: "true", False: "false", None: "unknown"}


@dataclass(frozen=True, slots=True)
class Trace:
    """A decision with its reasons. `document` is plain JSON; days in it are epoch days as in the facts."""

    decision: Decision
    document: Mapping[str, Json]

    @property
    def bytes(self) -> bytes:
        """Give the canonical bytes (RFC 8785): equal inputs, equal bytes."""
        return canonical_json(self.document)

    @property
    def hash(self) -> str:
        """Name the trace by its content."""
        return sha256(self.document)


def trace(
    slot: CompiledSlot, facts: Mapping[str, object], legal_date: date, knowledge_date: date, release: str
) -> Trace:
    """Decide a slot by the tracing evaluator and write down how. `facts` are flat and admitted."""
    whole = {**facts, LEGAL_DAY: epoch_day(legal_date)}
    case, tracing = Case(whole), slot.tracing
    values = tracing.values(case)
    answers = [it.value(values) for it in tracing.whens]
    true = sum(1 << i for i, answer in enumerate(answers) if answer is True)
    unknown = sum(1 << i for i, answer in enumerate(answers) if answer is None)
    resolution, settled = slot.resolve(true, unknown)
    decision = settled or slot.decision(resolution, slot.needs(resolution, whole, values))
    seen = [_seen(slot, it, value, case) for it, value in zip(tracing.conditions, values, strict=True)]
    lost = dict(resolution.defeated_by)
    rules = [
        {
            **_rule(it, answers[i]),
            "because": tracing.whens[i].deciding(values) if answers[i] is False else None,
            "where": [_condition(it, name, seen[number]) for name, number in tracing.names[i].items()],
            "defeated_by": slot.rules[lost[i]].rule.id if i in lost else None,
        }
        for i, it in enumerate(slot.rules)
    ]
    document: dict[str, Json] = {
        "format": FORMAT,
        "ruleset": release,
        "legal_date": legal_date.isoformat(),
        "knowledge_date": knowledge_date.isoformat(),
        "facts_hash": sha256(cast("Json", dict(facts))),
        "slot": slot.name,
        "outcome": {
            "state": decision.state.value,
            "act": decision.act,
            "possible": list(decision.possible),
            "principle": decision.principle and decision.principle.value,
            "rules": list(decision.rules),
        },
        "rules": rules,
        "needs": [_need(it) for it in decision.needs],
    }
    return Trace(decision, document)


def _rule(checked: CheckedRule, answer: Truth3) -> dict[str, Json]:
    rule = checked.rule
    return {
        "id": rule.id,
        "version": rule.version,
        "hash": rule.hash,
        "value": _WORDS[answer],
        "cite": list(rule.articles),
    }


def _seen(slot: CompiledSlot, condition: TracedCondition, value: Truth3, case: Case) -> dict[str, Json]:
    """Say of a condition, whichever rules have it, what it read and what it lacked."""
    read = {name: held for name in condition.facts if (held := case.get(name)) is not None}
    return {
        "value": _WORDS[value],
        "facts": read,
        "params": {name: _version(slot, name) for name in condition.parameters},
        "missing": list(dict.fromkeys(condition.traced.missing(case))) if value is None else [],
    }


def _version(slot: CompiledSlot, name: str) -> Json:
    held = slot.law.parameters.get(name)
    return {"version": held.version, "hash": held.hash} if held else None


def _condition(checked: CheckedRule, name: str, seen: dict[str, Json]) -> dict[str, Json]:
    """Write one named condition: where it stands, what it read and lacked, whose burden it is."""
    burden = checked.rule.burden.get(name)
    return {
        **seen,
        "name": name,
        "span": checked.conditions[name].span,
        "burden": burden.on.value if burden else None,
    }


def _need(need: Need) -> dict[str, Json]:
    return {
        "fact": need.fact,
        "by": need.by and need.by.value,
        "evidence": list(need.evidence),
        "decides": list(need.decides),
        "cite": list(need.cite),
    }
