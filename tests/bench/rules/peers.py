"""The same forty rules in other engines, each in every calling form it has; the fastest form is what counts.

Their texts are made from the authors' conditions: names inlined, parameters written as literal lists, syntax
turned into theirs. All of them must give the values of our own evaluator on complete facts before anything is
measured.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import cel as cel_rust
import zen
from cel_expr_python import cel as cel_cpp

from shared.rules.documents.plain import epoch_day
from shared.rules.evaluate.slot import CompiledSlot
from shared.rules.language.cel_front import FrontEnd
from tests.bench.rules.forty import DAY, vocabulary

Facts = dict[str, Any]
Run = Callable[[Any], list[bool]]


@dataclass(frozen=True)
class Peer:
    """A calling form: its engine, its name, how a case is handed to it, and what it answers for all rules."""

    engine: str
    form: str
    prepare: Callable[[Facts], Any]
    run: Run


def texts(slot: CompiledSlot) -> list[str]:
    """Give each rule as one CEL expression, its parameters written out."""
    return [_inlined(slot, index) for index in range(len(slot.rules))]


def peers(slot: CompiledSlot, nested: Callable[[Facts], Facts]) -> list[Peer]:
    """Give every calling form of every peer."""
    expressions = texts(slot)
    day = {"decision": {"day": epoch_day(DAY)}}

    def whole(facts: Facts) -> Facts:
        return {**nested(facts), **day}

    return [
        *_zen([_zen_text(it) for it in expressions], whole),
        *_cel_rust([_plain_days(it) for it in expressions], whole),
        *_cel_cpp(expressions),
    ]


def _zen(expressions: list[str], whole: Callable[[Facts], Facts]) -> list[Peer]:
    one = zen.compile_expression("[" + ", ".join(expressions) + "]")
    each = [zen.compile_expression(it) for it in expressions]
    engine = zen.ZenEngine({"loader": {"type": "static", "content": {"rules": _table(expressions)}}})
    nodes = zen.ZenEngine({"loader": {"type": "static", "content": {"rules": _expression_node(expressions)}}})
    count = len(expressions)

    def table(case: Facts) -> list[bool]:
        found = {row["rule"] for row in engine.evaluate("rules", case)["result"]["hits"]}
        return [index in found for index in range(count)]

    def node(case: Facts) -> list[bool]:
        result = nodes.evaluate("rules", case)["result"]
        return [result[f"r{index}"] for index in range(count)]

    return [
        Peer("Zen", "one list expression", whole, lambda case: list(one.evaluate(case))),
        Peer(
            "Zen", "one list expression, JSON bytes", lambda it: json.dumps(whole(it)).encode(), one.evaluate
        ),
        Peer("Zen", "40 expressions", whole, lambda case: [it.evaluate(case) for it in each]),
        Peer("Zen", "decision table, static loader", whole, table),
        Peer("Zen", "expression node, static loader", whole, node),
    ]


def _cel_rust(expressions: list[str], whole: Callable[[Facts], Facts]) -> list[Peer]:
    one = cel_rust.compile("[" + ", ".join(expressions) + "]")
    each = [cel_rust.compile(it) for it in expressions]

    def shared(case: Facts) -> list[bool]:
        context = cel_rust.Context(variables=case)
        return [bool(it.execute(context)) for it in each]

    return [
        Peer("cel-rust", "one list expression", whole, lambda case: list(one.execute(case))),
        Peer("cel-rust", "40 programs, one context", whole, shared),
        Peer("cel-rust", "40 programs", whole, lambda case: [it.execute(case) for it in each]),
    ]


def _cel_cpp(expressions: list[str]) -> list[Peer]:
    front = FrontEnd({it.name: it.type for it in vocabulary().facts.values()})
    each = [front.program(it) for it in expressions]
    one = front.program("[" + ", ".join(expressions) + "]")
    day = {"decision.day": epoch_day(DAY)}

    def shared(case: Facts) -> list[bool]:
        given = front.given(case)
        return [it.evaluate(given) is True for it in each]

    def listed(case: Facts) -> list[bool]:
        answer = one._expression.eval(data=case)  # the list as a value; decisions never read it so
        return [it.value() is True if isinstance(it, cel_cpp.Value) else it is True for it in answer.value()]

    return [
        Peer("cel-cpp", "one list expression", lambda facts: {**facts, **day}, listed),
        Peer("cel-cpp", "40 programs, one activation", lambda facts: {**facts, **day}, shared),
    ]


def _inlined(slot: CompiledSlot, index: int) -> str:
    checked, law = slot.rules[index], slot.law
    text = re.sub(r"\w+", lambda it: f"({checked.rule.where[it[0]]})", checked.rule.when)
    for use in checked.rule.parameters:
        members = law.members.get(use.parameter)
        literal = json.dumps(sorted(members.known)) if members else str(law.values[use.parameter])
        text = text.replace(f"p.{use.name}", literal)
    return text


def _plain_days(text: str) -> str:
    return re.sub(r'date\("([\d-]+)"\)', lambda it: str(epoch_day(date.fromisoformat(it[1]))), text)


def _zen_text(text: str) -> str:
    text = _plain_days(text)
    text = re.sub(r"(\w+)\.exists\((\w), ", r"some(\1, ", text)
    text = re.sub(r"(\w+)\.all\((\w), ", r"all(\1, ", text)
    text = re.sub(r"\b[cd]\.(\w+)", r"#.\1", text)
    text = re.sub(r"!(?!=)", "not ", text)
    return text.replace("&&", "and").replace("||", "or")


def _table(expressions: list[str]) -> dict[str, Any]:
    """A decision table with one row a rule that collects every row that hits."""
    rules = [{"_id": f"r{i}", "i": text, "o": str(i)} for i, text in enumerate(expressions)]
    content = {
        "hitPolicy": "collect",
        "inputs": [{"id": "i", "name": "condition"}],
        "outputs": [{"id": "o", "field": "rule", "name": "rule"}],
        "rules": rules,
        "outputPath": "hits",
    }
    return _graph({"type": "decisionTableNode", "content": content})


def _expression_node(expressions: list[str]) -> dict[str, Any]:
    listed = [{"id": f"r{i}", "key": f"r{i}", "value": text} for i, text in enumerate(expressions)]
    return _graph({"type": "expressionNode", "content": {"expressions": listed}})


def _graph(node: dict[str, Any]) -> dict[str, Any]:
    ends = [
        {"id": "in", "name": "in", "type": "inputNode"},
        {"id": "out", "name": "out", "type": "outputNode"},
    ]
    return {
        "nodes": [ends[0], {"id": "rules", "name": "rules", **node}, ends[1]],
        "edges": [
            {"id": "a", "sourceId": "in", "targetId": "rules", "type": "edge"},
            {"id": "b", "sourceId": "rules", "targetId": "out", "type": "edge"},
        ],
    }
