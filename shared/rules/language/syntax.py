"""The rule language's own tree: all that a condition can be. Frozen, typed, with the author's span.

A span counts characters [start, end) into the condition's text and takes no part in equality, so two
conditions that say the same are equal wherever they stand.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal as OneOf

from shared.rules.documents.vocabulary import Scalar

Span = tuple[int, int]
NOWHERE: Span = (0, 0)
Comparison = OneOf["==", "!=", "<", "<=", ">", ">="]


@dataclass(frozen=True, slots=True)
class Literal:
    """A value written in the condition; a day is its epoch day with type DATE."""

    value: bool | int | str
    type: Scalar
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class FactRef:
    """A single-valued fact."""

    name: str
    type: Scalar
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class FieldRef:
    """A field of the record at hand inside a quantifier."""

    name: str
    type: Scalar
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class ElementRef:
    """The element at hand inside a quantifier over a list of single values."""

    type: Scalar
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class ParamRef:
    """A dated parameter, by its document's id."""

    parameter: str
    type: Scalar
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Sum:
    """left + right, or left - right when `sign` is -1; whole numbers and days."""

    left: "Operand"
    right: "Operand"
    sign: OneOf[1, -1]
    type: Scalar
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Product:
    """A whole number times a literal factor."""

    operand: "Operand"
    factor: int
    type: Scalar = Scalar.INT
    span: Span = field(default=NOWHERE, compare=False)


Operand = Literal | FactRef | FieldRef | ElementRef | ParamRef | Sum | Product


@dataclass(frozen=True, slots=True)
class Choice:
    """A closed list of literals written in the condition, without repetition, in a fixed order."""

    values: tuple[int | str, ...]
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class ParamSet:
    """The members of a membership parameter."""

    parameter: str
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class ListRef:
    """A list fact. `closed_by` names the fact that closes it; None means the list is what it is."""

    name: str
    closed_by: str | None = None
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Truth:
    """A boolean operand standing as a condition."""

    operand: Literal | FactRef | FieldRef | ElementRef | ParamRef
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Compare:
    """A comparison of two operands of one type. Order only for whole numbers and days."""

    op: Comparison
    left: Operand
    right: Operand
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Member:
    """item in container."""

    item: Operand
    container: Choice | ParamSet | ListRef
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Quantified:
    """exists or all over a list fact. Never nested."""

    kind: OneOf["exists", "all"]
    over: ListRef
    body: "Condition"
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Not:
    """Not the operand."""

    operand: "Condition"
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class And:
    """Every operand; at least two."""

    operands: "tuple[Condition, ...]"
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Or:
    """At least one operand; at least two."""

    operands: "tuple[Condition, ...]"
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Named:
    """A condition of the rule by its name; stands only in `when`."""

    name: str
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Silenced:
    """A condition that counts as false when it is unknown although `closed_by` is true: not shown.

    Only a rule's burden puts this into a tree; authors cannot write it inside a condition.
    """

    operand: "Condition"
    closed_by: str
    span: Span = field(default=NOWHERE, compare=False)


Condition = Truth | Compare | Member | Quantified | Not | And | Or | Named | Silenced
Node = Condition | Operand | Choice | ParamSet | ListRef


def children(node: Node) -> tuple[Node, ...]:
    """Give the parts of a node from left to right."""
    match node:
        case And(operands) | Or(operands):
            return operands
        case Not(operand) | Truth(operand) | Product(operand) | Silenced(operand):
            return (operand,)
        case Compare(_, left, right) | Sum(left, right):
            return (left, right)
        case Member(item, container):
            return (item, container)
        case Quantified(_, over, body):
            return (over, body)
        case _:
            return ()


def walk(node: Node) -> Iterator[Node]:
    """Give the node and everything below it."""
    waiting = [node]
    while waiting:
        part = waiting.pop()
        yield part
        waiting.extend(reversed(children(part)))


def facts_of(node: Node) -> frozenset[str]:
    """Give the names of the facts a condition reads, the lists' closing facts among them."""
    names = set()
    for part in walk(node):
        if isinstance(part, FactRef):
            names.add(part.name)
        elif isinstance(part, ListRef):
            names.add(part.name)
            names |= {part.closed_by} if part.closed_by else set()
        elif isinstance(part, Silenced):
            names.add(part.closed_by)
    return frozenset(names)


def parameters_of(node: Node) -> frozenset[str]:
    """Give the ids of the parameters a condition reads."""
    return frozenset(it.parameter for it in walk(node) if isinstance(it, ParamRef | ParamSet))
