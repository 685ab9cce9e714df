"""Small wrongs a rule could have: another operator, constant or quantifier, a negation, a part dropped.

Each mutant differs from its rule in one place. A rule whose tests pass for a mutant too does not say, by its
tests, what it means there.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import cast

from shared.rules.checked import CheckedRule
from shared.rules.documents.vocabulary import Scalar
from shared.rules.language.syntax import (
    And,
    Choice,
    Compare,
    Comparison,
    Condition,
    Literal,
    Member,
    Named,
    Not,
    Operand,
    Or,
    Product,
    Quantified,
    Silenced,
    Span,
    Sum,
    Truth,
)

OPERATORS: dict[Comparison, tuple[Comparison, ...]] = {
    "==": ("!=",),
    "!=": ("==",),
    "<": ("<=", ">", ">="),
    "<=": ("<", ">", ">="),
    ">": (">=", "<", "<="),
    ">=": (">", "<", "<="),
}
OTHER_TEXT = "\N{REPLACEMENT CHARACTER}"
"""A text that no fact holds."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One wrong version of a rule.

    `place` is the name of the condition, or ``when``; `span` the characters of its text that were changed;
    `change` says how. `id` names the mutant across runs, for a waiver.
    """

    rule: str
    place: str
    span: Span
    change: str
    condition: Condition

    @property
    def id(self) -> str:
        """Give a stable name."""
        return f"{self.rule}:{self.place}:{self.span[0]}-{self.span[1]}:{self.change}"


def mutants(checked: CheckedRule) -> Iterator[Mutant]:
    """Give every mutant of a rule."""
    for name, condition in checked.conditions.items():
        for span, change, found in _condition(condition):
            yield Mutant(checked.rule.id, name, span, change, found)
    for span, change, found in _condition(checked.when):
        yield Mutant(checked.rule.id, "when", span, change, found)


_Change = tuple[Span, str, Condition]


def _condition(node: Condition) -> Iterator[_Change]:
    match node:
        case Not(operand):
            yield node.span, "negation dropped", operand
            for span, change, inner in _condition(operand):
                if inner != node:  # to negate what is negated is to drop the negation
                    yield span, change, Not(inner, node.span)
        case And() | Or():
            yield from _joined(node)
        case Silenced(operand):
            yield node.span, "silence dropped", operand
            yield from ((s, c, replace(node, operand=it)) for s, c, it in _condition(operand))
        case Quantified(kind, _, body):
            other = "all" if kind == "exists" else "exists"
            yield node.span, f"{kind} -> {other}", replace(node, kind="all" if kind == "exists" else "exists")
            yield node.span, "negated", Not(node, node.span)
            yield from ((s, c, replace(node, body=it)) for s, c, it in _condition(body))
        case Compare():
            yield from _comparison(node)
        case Member():
            yield node.span, "negated", Not(node, node.span)
            yield from _member(node)
        case Truth() | Named():
            yield node.span, "negated", Not(node, node.span)


def _joined(node: And | Or) -> Iterator[_Change]:
    parts = node.operands
    swapped: Condition = Or(parts, node.span) if isinstance(node, And) else And(parts, node.span)
    yield node.span, "&& -> ||" if isinstance(node, And) else "|| -> &&", swapped
    for index, part in enumerate(parts):
        rest = (*parts[:index], *parts[index + 1 :])
        yield part.span, "dropped", rest[0] if len(rest) == 1 else replace(node, operands=rest)
        for span, change, inner in _condition(part):
            yield span, change, replace(node, operands=(*parts[:index], inner, *parts[index + 1 :]))


def _comparison(node: Compare) -> Iterator[_Change]:
    for op in OPERATORS[node.op]:
        yield node.span, f"{node.op} -> {op}", replace(node, op=op)
    for span, change, left in _operand(node.left):
        yield span, change, replace(node, left=left)
    for span, change, right in _operand(node.right):
        yield span, change, replace(node, right=right)


def _member(node: Member) -> Iterator[_Change]:
    for span, change, item in _operand(node.item):
        yield span, change, replace(node, item=item)
    if not isinstance(node.container, Choice):
        return
    values = node.container.values
    for index, value in enumerate(values):
        rest = (*values[:index], *values[index + 1 :])
        yield (
            node.container.span,
            f"without {value!r}",
            replace(node, container=replace(node.container, values=rest)),
        )


def _operand(node: Operand) -> Iterator[tuple[Span, str, Operand]]:
    match node:
        case Literal(value, Scalar.BOOL):
            yield node.span, f"{value!r} -> {not value!r}", replace(node, value=not value)
        case Literal(value, Scalar.STR):
            yield node.span, f"{value!r} -> another text", replace(node, value=OTHER_TEXT)
        case Literal(value):
            for step in (1, -1):
                changed = cast("int", value) + step
                yield node.span, f"{value} -> {changed}", replace(node, value=changed)
        case Sum(left, right, sign):
            opposite = replace(node, sign=-1 if sign == 1 else 1)
            yield node.span, "+ -> -" if sign == 1 else "- -> +", opposite
            yield from ((s, c, replace(node, left=it)) for s, c, it in _operand(left))
            yield from ((s, c, replace(node, right=it)) for s, c, it in _operand(right))
        case Product(operand, factor):
            for step in (1, -1):
                yield node.span, f"* {factor} -> * {factor + step}", replace(node, factor=factor + step)
            yield from ((s, c, replace(node, operand=it)) for s, c, it in _operand(operand))
        case _:
            return
