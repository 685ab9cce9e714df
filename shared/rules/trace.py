"""`trace/1`: how an outcome came about, down to the condition, without holes, byte for byte repeatable.

The values come from the tracing closures, never from the generated functions, so a trace also checks the fast
path. Every rule of the slot appears, the false ones too, each with all its named conditions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import orjson

from shared.kernel.canonical import Json, hash_of
from shared.rules.decision import Decision, Need
from shared.rules.evaluate.closures import Case, Truth3
from shared.rules.evaluate.resolution import Resolution
from shared.rules.evaluate.slot import CompiledSlot
from shared.rules.trace_texts import CaseFacts, seen, text

FORMAT = "trace/1"


@dataclass(frozen=True)
class Trace:
    """A decision with its reasons: the value of every condition of the slot, in the order of `Tracing`.

    It is written when it is first asked for; days in it are epoch days as in the facts.
    """

    slot: CompiledSlot
    facts: CaseFacts
    legal_date: date
    knowledge_date: date
    release: str
    values: Sequence[Truth3]
    answers: Sequence[Truth3]
    resolution: Resolution
    decision: Decision

    @cached_property
    def bytes(self) -> bytes:
        """Give the canonical bytes (RFC 8785): equal inputs, equal bytes."""
        return _written(self).encode()

    @property
    def document(self) -> Mapping[str, Json]:
        """Give the trace as plain JSON."""
        read: Mapping[str, Json] = orjson.loads(self.bytes)
        return read

    @property
    def hash(self) -> str:
        """Name the trace by its content."""
        return hash_of(self.bytes)


def trace(
    slot: CompiledSlot, facts: CaseFacts, legal_date: date, knowledge_date: date, release: str
) -> Trace:
    """Decide a slot by the tracing evaluator and keep how."""
    tracing = slot.tracing
    values = tracing.values(Case(facts.whole))
    answers = [it.value(values) for it in tracing.whens]
    true = sum(1 << i for i, answer in enumerate(answers) if answer is True)
    unknown = sum(1 << i for i, answer in enumerate(answers) if answer is None)
    resolution, settled = slot.resolve(true, unknown)
    decision = settled or slot.decision(resolution, slot.needs(resolution, facts.whole, values))
    return Trace(slot, facts, legal_date, knowledge_date, release, values, answers, resolution, decision)


def _written(it: Trace) -> str:
    slot, decision = it.slot, it.decision
    outcome: Json = {
        "state": decision.state.value,
        "act": decision.act,
        "possible": list(decision.possible),
        "principle": decision.principle and decision.principle.value,
        "rules": list(decision.rules),
    }
    return (
        f'{{"facts_hash":"{it.facts.hash}","format":"{FORMAT}",'
        f'"knowledge_date":"{it.knowledge_date}","legal_date":"{it.legal_date}",'
        f'"needs":{text([_need(need) for need in decision.needs])},"outcome":{text(outcome)},'
        f'"rules":[{",".join(_rules(it))}],"ruleset":{text(it.release)},"slot":{text(slot.name)}}}'
    )


def _rules(it: Trace) -> list[str]:
    tracing, case = it.slot.tracing, Case(it.facts.whole)
    found = [
        seen(condition, value, it.facts, case)
        for condition, value in zip(tracing.conditions, it.values, strict=True)
    ]
    texts, lost = it.slot.texts, dict(it.resolution.defeated_by)
    return [
        rule.written(
            answer,
            because=tracing.whens[i].deciding(it.values) if answer is False else None,
            lost_to=texts[lost[i]] if i in lost else None,
            found=found,
        )
        for i, (rule, answer) in enumerate(zip(texts, it.answers, strict=True))
    ]


def _need(need: Need) -> dict[str, Json]:
    return {
        "fact": need.fact,
        "by": need.by and need.by.value,
        "evidence": list(need.evidence),
        "decides": list(need.decides),
        "cite": list(need.cite),
    }
