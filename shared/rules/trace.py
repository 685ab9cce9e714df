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
from shared.rules.documents.vocabulary import LEGAL_DAY
from shared.rules.evaluate.closures import Case, Truth3
from shared.rules.evaluate.slot import CompiledSlot
from shared.rules.language.polarity import decisive, value_of
from shared.rules.language.syntax import facts_of, parameters_of

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
    whole = {**facts, LEGAL_DAY: (legal_date - date(1970, 1, 1)).days}
    values = [_values(slot, index, whole) for index in range(len(slot.rules))]
    answers = [value_of(it.when, found) for it, found in zip(slot.rules, values, strict=True)]
    true = sum(1 << i for i, answer in enumerate(answers) if answer is True)
    unknown = sum(1 << i for i, answer in enumerate(answers) if answer is None)
    resolution, _ = slot.resolve(true, unknown)
    decision = slot.decision(resolution, slot.needs(resolution, whole))
    lost = dict(resolution.defeated_by)
    rules = [
        {
            **_rule(it, values[i], answers[i]),
            "where": [_condition(slot, i, name, values[i][name], whole) for name in it.conditions],
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


def _values(slot: CompiledSlot, index: int, facts: Mapping[str, object]) -> dict[str, Truth3]:
    case = Case(facts)
    return {name: it.value(case) for name, it in slot.traced[index].items()}


def _rule(checked: CheckedRule, values: Mapping[str, Truth3], answer: Truth3) -> dict[str, Json]:
    rule = checked.rule
    return {
        "id": rule.id,
        "version": rule.version,
        "hash": rule.hash,
        "value": _WORDS[answer],
        "cite": list(rule.articles),
        "because": decisive(checked.when, values),
    }


def _condition(
    slot: CompiledSlot, index: int, name: str, value: Truth3, facts: Mapping[str, object]
) -> dict[str, Json]:
    """Write one named condition: what it read, what it lacked, whose burden it is."""
    checked = slot.rules[index]
    tree = checked.conditions[name]
    lacks = slot.traced[index][name].missing(Case(facts)) if value is None else ()
    burden = checked.rule.burden.get(name)
    read = {it: facts[it] for it in sorted(facts_of(tree)) if facts.get(it) is not None}
    return {
        "name": name,
        "value": _WORDS[value],
        "span": list(tree.span),
        "facts": cast("Json", read),
        "params": {
            it: {"version": slot.law.parameters[it].version, "hash": slot.law.parameters[it].hash}
            if it in slot.law.parameters
            else None
            for it in sorted(parameters_of(tree))
        },
        "missing": list(dict.fromkeys(lacks)),
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
