"""`trace/1`: how an outcome came about, down to the condition, without holes, byte for byte repeatable.

The values come from the tracing closures, never from the generated functions, so a trace also checks the fast
path. Every rule of the slot appears, the false ones too, each with all its named conditions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import cast

from shared.kernel.canonical import Json, canonical_json, sha256
from shared.rules.checked import CheckedRule
from shared.rules.decision import Decision, Need
from shared.rules.documents.parameter import Parameter
from shared.rules.documents.plain import epoch_day
from shared.rules.documents.vocabulary import LEGAL_DAY
from shared.rules.evaluate.closures import Case, Truth3
from shared.rules.evaluate.resolution import Resolution
from shared.rules.evaluate.slot import CompiledSlot
from shared.rules.evaluate.tracing import TracedCondition

FORMAT = "trace/1"

_WORDS = {True: "true", False: "false", None: "unknown"}


@dataclass(frozen=True)
class Trace:
    """A decision with its reasons: the value of every condition of the slot, in the order of `Tracing`.

    `facts` hold the legal day. The document is written when it is first asked for.
    """

    slot: CompiledSlot
    facts: Mapping[str, object]
    legal_date: date
    knowledge_date: date
    release: str
    values: Sequence[Truth3]
    answers: Sequence[Truth3]
    resolution: Resolution
    decision: Decision

    @cached_property
    def document(self) -> Mapping[str, Json]:
        """Give the trace as plain JSON; days in it are epoch days as in the facts."""
        return _document(self)

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
    """Decide a slot by the tracing evaluator and keep how. `facts` are flat and admitted."""
    whole = {**facts, LEGAL_DAY: epoch_day(legal_date)}
    tracing = slot.tracing
    values = tracing.values(Case(whole))
    answers = [it.value(values) for it in tracing.whens]
    true = sum(1 << i for i, answer in enumerate(answers) if answer is True)
    unknown = sum(1 << i for i, answer in enumerate(answers) if answer is None)
    resolution, settled = slot.resolve(true, unknown)
    decision = settled or slot.decision(resolution, slot.needs(resolution, whole, values))
    return Trace(slot, whole, legal_date, knowledge_date, release, values, answers, resolution, decision)


def _document(it: Trace) -> dict[str, Json]:
    slot, decision, tracing = it.slot, it.decision, it.slot.tracing
    case = Case(it.facts)
    seen = [_seen(each, value, case) for each, value in zip(tracing.conditions, it.values, strict=True)]
    lost = dict(it.resolution.defeated_by)
    return {
        "format": FORMAT,
        "ruleset": it.release,
        "legal_date": it.legal_date.isoformat(),
        "knowledge_date": it.knowledge_date.isoformat(),
        "facts_hash": sha256(cast("Json", {k: v for k, v in it.facts.items() if k != LEGAL_DAY})),
        "slot": slot.name,
        "outcome": {
            "state": decision.state.value,
            "act": decision.act,
            "possible": list(decision.possible),
            "principle": decision.principle and decision.principle.value,
            "rules": list(decision.rules),
        },
        "rules": [
            {
                **_rule(checked, it.answers[i]),
                "because": tracing.whens[i].deciding(it.values) if it.answers[i] is False else None,
                "where": [_condition(checked, name, seen[at]) for name, at in tracing.names[i].items()],
                "defeated_by": slot.rules[lost[i]].rule.id if i in lost else None,
            }
            for i, checked in enumerate(slot.rules)
        ],
        "needs": [_need(need) for need in decision.needs],
    }


def _rule(checked: CheckedRule, answer: Truth3) -> dict[str, Json]:
    rule = checked.rule
    return {
        "id": rule.id,
        "version": rule.version,
        "hash": rule.hash,
        "value": _WORDS[answer],
        "cite": list(rule.articles),
    }


def _seen(condition: TracedCondition, value: Truth3, case: Case) -> dict[str, Json]:
    """Say of a condition, whichever rules have it, what it read and what it lacked."""
    get = case.get
    read = {name: held for name in condition.facts if (held := get(name)) is not None}
    return {
        "value": _WORDS[value],
        "facts": read,
        "params": {name: _version(held) for name, held in condition.parameters.items()},
        "missing": list(dict.fromkeys(condition.traced.missing(case))) if value is None else [],
    }


def _version(held: Parameter | None) -> Json:
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
