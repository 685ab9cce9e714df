"""The fast evaluator: the rules of a slot as one Python function, three-valued, sharing their parts.

The function takes flat facts and the legal day and returns two whole numbers, one bit a rule: which rules are
true, and which are unknown. See `writing` for why executing this text is safe.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from shared.rules.documents.vocabulary import LEGAL_DAY, Scalar, Vocabulary
from shared.rules.evaluate.law import Law
from shared.rules.evaluate.writing import ELEMENT, NUMBERS, Names, Pair, pair
from shared.rules.language.syntax import (
    And,
    Compare,
    Condition,
    ElementRef,
    FieldRef,
    Member,
    Node,
    Or,
    Quantified,
    Silenced,
    children,
    walk,
)

Evaluate = Callable[[Mapping[str, object], int], tuple[int, int]]
_MISSING_NUMBER = "N"


@dataclass(frozen=True, slots=True)
class Generated:
    """The compiled function, and the text it was compiled from (for readers and tests)."""

    evaluate: Evaluate
    text: str


def generate(trees: Sequence[Condition], vocabulary: Vocabulary, law: Law) -> Generated:
    """Compile `trees`; bit i of the function's answer is `trees[i]`."""
    names = Names(law)
    stored: dict[Condition, Pair] = {}
    names.stored = stored
    steps: list[str] = []
    for node in _worth_storing(trees):
        local = f"q{len(stored)}"
        if isinstance(node, Quantified):
            steps += _quantifier(node, local, names)
        else:
            written = pair(node, names)
            steps.append(f"{local} = True if {written.yes} else (False if {written.no} else None)")
        stored[node] = Pair(f"{local} is True", f"{local} is False")
    answers = []
    for index, tree in enumerate(trees):
        written = pair(tree, names)
        answers += [f"if {written.yes}: t |= {1 << index}", f"elif not ({written.no}): u |= {1 << index}"]
    body = [*_loads(names, vocabulary), *steps, "t = u = 0", *answers, "return t, u"]
    text = "def evaluate(facts, day):\n" + "\n".join(f"    {line}" for line in body)
    return Generated(_compiled(text, names.constants), text)


def _compiled(text: str, constants: Mapping[str, object]) -> Evaluate:
    namespace: dict[str, object] = {"__builtins__": {}, _MISSING_NUMBER: float("nan"), **constants}
    exec(compile(text, "<rules>", "exec"), namespace)  # noqa: S102 - written from our own checked tree only
    evaluate: Evaluate = namespace["evaluate"]  # type: ignore[assignment]  # what the text defines
    return evaluate


def _worth_storing(trees: Sequence[Condition]) -> list[Condition]:
    """List the parts to compute once and keep: every quantifier, and what more than one place uses.

    Inner parts come first. A part inside a quantifier's body depends on the element and is never kept.
    """
    counted: Counter[Condition] = Counter()
    order: dict[Condition, None] = {}
    for tree in trees:
        _count(tree, counted, order)
    return [node for node in order if isinstance(node, Quantified) or counted[node] > 1]


def _count(node: Node, counted: Counter[Condition], order: dict[Condition, None]) -> None:
    if isinstance(node, Compare | Member | And | Or | Silenced | Quantified):
        counted[node] += 1
        if counted[node] > 1:
            return
    if not isinstance(node, Quantified):
        for child in children(node):
            _count(child, counted, order)
    if isinstance(node, Compare | Member | And | Or | Silenced | Quantified):
        order[node] = None


def _loads(names: Names, vocabulary: Vocabulary) -> list[str]:
    """Fetch each fact once; a missing number becomes NaN. The legal day is an argument."""
    lines = ["get = facts.get"]
    for name, local in names.facts.items():
        if name == LEGAL_DAY:
            lines.append(f"{local} = day")
            continue
        lines.append(f"{local} = get({name!r})")
        if vocabulary[name].type in NUMBERS:
            lines.append(f"if {local} is None: {local} = {_MISSING_NUMBER}")
    return lines


def _quantifier(node: Quantified, local: str, names: Names) -> list[str]:
    """Write the loop of a quantifier, and after it the further element of a list still open."""
    names.fields = {}
    body = pair(node.body, names)
    listed, exists = names.fact(node.over.name), node.kind == "exists"
    found, start = (body.yes, "False") if exists else (body.no, "True")
    undecided = body.no if exists else body.yes
    types = {it.name: it.type for it in walk(node.body) if isinstance(it, FieldRef)}
    lines = [f"{local} = None", f"if {listed} is not None:", f"    {local} = {start}"]
    lines.append(f"    for {ELEMENT} in {listed}:")
    for name, held in names.fields.items():
        lines.append(f"        {held} = {ELEMENT}.get({name!r})")
        if types[name] in NUMBERS:
            lines.append(f"        if {held} is None: {held} = {_MISSING_NUMBER}")
    lines += [
        f"        if {found}:",
        f"            {local} = {exists}",
        "            break",
        f"        if {local} is {start} and not ({undecided}): {local} = None",
    ]
    if node.over.closed_by is not None:
        lines += _further_element(node, local, names, types, undecided)
    return lines


def _further_element(
    node: Quantified, local: str, names: Names, types: Mapping[str, Scalar], undecided: str
) -> list[str]:
    closed = names.fact(node.over.closed_by or "")
    start = "False" if node.kind == "exists" else "True"
    blank = {held: types[name] for name, held in names.fields.items()}
    single = next((it.type for it in walk(node.body) if isinstance(it, ElementRef)), None)
    if single is not None:
        blank[ELEMENT] = single
    lines = [f"    if {local} is {start} and {closed} is not True:"]
    for held, kind in blank.items():
        lines.append(f"        {held} = {_MISSING_NUMBER if kind in NUMBERS else None}")
    lines.append(f"        if not ({undecided}): {local} = None")
    return lines
