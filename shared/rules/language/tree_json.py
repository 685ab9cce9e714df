"""The tree as plain JSON, so that a release carries conditions already parsed and no service needs a parser.

Reading is strict: a tree that publication would have refused (an unknown fact, a wrong type, a size above the
limits, a nested quantifier) is refused here too, whoever signed it.
"""

from collections.abc import Mapping
from typing import cast

from shared.kernel.canonical import Json
from shared.rules.documents.vocabulary import FactType, ListOf, Records, Scalar
from shared.rules.language import limits
from shared.rules.language.operands import bound
from shared.rules.language.syntax import (
    And,
    Choice,
    Compare,
    Comparison,
    Condition,
    ElementRef,
    FactRef,
    FieldRef,
    ListRef,
    Literal,
    Member,
    Named,
    Node,
    Not,
    Operand,
    Or,
    ParamRef,
    ParamSet,
    Product,
    Quantified,
    Silenced,
    Span,
    Sum,
    Truth,
)

_COMPARISONS = {"==", "!=", "<", "<=", ">", ">="}


class NotATree(ValueError):
    """These bytes are no tree of the rule language."""


def encode(node: Node) -> Json:
    """Write a node as [kind, [start, end], part, ...]."""
    span = list(node.span)
    match node:
        case Literal(value, kind):
            return ["literal", span, value, kind]
        case FactRef(name, kind) | FieldRef(name, kind) | ParamRef(name, kind):
            return [_KINDS[type(node)], span, name, kind]
        case ElementRef(kind):
            return ["element", span, kind]
        case Sum(left, right, sign, kind):
            return ["sum", span, encode(left), encode(right), sign, kind]
        case Product(operand, factor):
            return ["product", span, encode(operand), factor]
        case Choice(values):
            return ["choice", span, list(values)]
        case ParamSet(parameter):
            return ["param_set", span, parameter]
        case ListRef(name, closed_by):
            return ["list", span, name, closed_by]
        case _:
            return _encode_condition(node, span)


def _encode_condition(node: Condition, span: list[int]) -> Json:
    match node:
        case Truth(operand):
            return ["truth", span, encode(operand)]
        case Compare(op, left, right):
            return ["compare", span, op, encode(left), encode(right)]
        case Member(item, container):
            return ["member", span, encode(item), encode(container)]
        case Quantified(kind, over, body):
            return [kind, span, encode(over), encode(body)]
        case Not(operand):
            return ["not", span, encode(operand)]
        case And(operands):
            return ["and", span, [encode(it) for it in operands]]
        case Or(operands):
            return ["or", span, [encode(it) for it in operands]]
        case Silenced(operand, closed_by):
            return ["silenced", span, encode(operand), closed_by]
        case Named(name):
            return ["named", span, name]


_KINDS = {FactRef: "fact", FieldRef: "field", ParamRef: "param"}


class TreeReader:
    """Reads trees over known facts and parameters (id → type, None for a membership)."""

    def __init__(self, facts: Mapping[str, FactType], parameters: Mapping[str, Scalar | None]) -> None:
        self.facts = facts
        self.parameters = parameters
        self.element: ListOf | Records | None = None
        self.nodes = 0

    def condition(self, value: Json, depth: int = 0) -> Condition:
        """Read a condition over facts. Raises `NotATree`."""
        kind, span, parts = self._parts(value, depth)
        match kind, parts:
            case "truth", [operand]:
                return self._truth(operand, span, depth)
            case "compare", [str(op), left, right] if op in _COMPARISONS:
                return self._compare(cast("Comparison", op), (left, right), span, depth)
            case "member", [item, container]:
                return self._member(item, container, span, depth)
            case "exists" | "all", [over, body]:
                return self._quantified(kind, (over, body), span, depth)
            case "not", [operand]:
                return Not(self.condition(operand, depth + 1), span)
            case "and" | "or", [list(operands)] if len(operands) > 1:
                inner = tuple(self.condition(it, depth + 1) for it in operands)
                return And(inner, span) if kind == "and" else Or(inner, span)
            case "silenced", [operand, str(closed_by)] if depth == 0:
                return Silenced(self.condition(operand, depth + 1), self._closing(closed_by), span)
        raise NotATree(f"no condition: {kind!r}")

    def names(self, value: Json, known: frozenset[str], depth: int = 0) -> Condition:
        """Read a `when`: names of conditions joined. Raises `NotATree`."""
        kind, span, parts = self._parts(value, depth)
        match kind, parts:
            case "named", [str(name)] if name in known:
                return Named(name, span)
            case "not", [operand]:
                return Not(self.names(operand, known, depth + 1), span)
            case "and" | "or", [list(operands)] if len(operands) > 1:
                inner = tuple(self.names(it, known, depth + 1) for it in operands)
                return And(inner, span) if kind == "and" else Or(inner, span)
        raise NotATree(f"no combination of names: {kind!r}")

    def _parts(self, value: Json, depth: int) -> tuple[str, Span, list[Json]]:
        self.nodes += 1
        if depth > 2 * limits.DEPTH or self.nodes > limits.NODES:
            raise NotATree("the tree is larger than a rule can be")
        match value:
            case [str(kind), [int(start), int(end)], *parts]:
                return kind, (start, end), parts
        raise NotATree("a node is [kind, [start, end], part, ...]")

    def _operand(self, value: Json, depth: int) -> Operand:
        kind, span, parts = self._parts(value, depth)
        match kind, parts:
            case "literal", [bool() | int() | str() as literal, str(scalar)]:
                return _literal(literal, scalar, span)
            case "fact", [str(name), str(scalar)] if self.facts.get(name) == scalar:
                return FactRef(name, Scalar(scalar), span)
            case "field", [str(name), str(scalar)] if (
                isinstance(self.element, Records) and self.element.field(name) == scalar
            ):
                return FieldRef(name, Scalar(scalar), span)
            case "element", [str(scalar)] if self.element == ListOf(Scalar(scalar)):
                return ElementRef(Scalar(scalar), span)
            case "param", [str(name), str(scalar)] if self.parameters.get(name) == scalar:
                return ParamRef(name, Scalar(scalar), span)
            case "sum", [left, right, 1 | -1 as sign, ("int" | "date") as scalar]:
                inner = self._operand(left, depth + 1), self._operand(right, depth + 1)
                return _whole(Sum(*inner, 1 if sign == 1 else -1, Scalar(scalar), span), *inner)
            case "product", [operand, int(factor)]:
                part = self._operand(operand, depth + 1)
                return _whole(Product(part, factor, Scalar.INT, span), part)
        raise NotATree(f"no value: {kind!r}")

    def _truth(self, operand: Json, span: Span, depth: int) -> Truth:
        value = self._operand(operand, depth + 1)
        if value.type is not Scalar.BOOL or isinstance(value, Sum | Product):
            raise NotATree("a condition is true or false")
        return Truth(value, span)

    def _compare(self, op: Comparison, parts: tuple[Json, Json], span: Span, depth: int) -> Compare:
        left, right = (self._operand(it, depth + 1) for it in parts)
        ordered = left.type in {Scalar.INT, Scalar.DATE}
        if left.type is not right.type or (op not in {"==", "!="} and not ordered):
            raise NotATree("the two sides do not compare")
        return Compare(op, left, right, span)

    def _member(self, item: Json, container: Json, span: Span, depth: int) -> Member:
        value = self._operand(item, depth + 1)
        kind, place, parts = self._parts(container, depth + 1)
        match kind, parts:
            case "choice", [list(values)] if 0 < len(values) <= limits.CHOICES:
                return Member(value, Choice(_choices(values, value.type), place), span)
            case "param_set", [str(name)] if name in self.parameters and value.type is Scalar.STR:
                if self.parameters[name] is None:
                    return Member(value, ParamSet(name, place), span)
            case "list", _:
                over = self._list(container, depth + 1)
                kind_of_list = self.facts[over.name]
                if isinstance(kind_of_list, ListOf) and kind_of_list.element is value.type:
                    return Member(value, over, span)
        raise NotATree(f"nothing is a member of {kind!r}")

    def _list(self, value: Json, depth: int) -> ListRef:
        kind, span, parts = self._parts(value, depth)
        match kind, parts:
            case "list", [str(name), None] if isinstance(self.facts.get(name), ListOf | Records):
                return ListRef(name, None, span)
            case "list", [str(name), str(closed_by)] if isinstance(self.facts.get(name), ListOf | Records):
                return ListRef(name, self._closing(closed_by), span)
        raise NotATree("no list fact")

    def _closing(self, name: str) -> str:
        if self.facts.get(name) != Scalar.BOOL:
            raise NotATree(f"{name!r} closes nothing")
        return name

    def _quantified(self, kind: str, parts: tuple[Json, Json], span: Span, depth: int) -> Quantified:
        over = self._list(parts[0], depth + 1)
        element = self.facts[over.name]
        if self.element is not None or not isinstance(element, ListOf | Records):
            raise NotATree("quantifiers do not nest")
        self.element = element
        body = self.condition(parts[1], depth + 1)
        self.element = None
        return Quantified("exists" if kind == "exists" else "all", over, body, span)


def _literal(value: bool | int | str, scalar: str, span: Span) -> Literal:  # noqa: FBT001 - a value, no switch
    expected = {"bool": bool, "int": int, "str": str, "date": int}.get(scalar)
    if expected is None or type(value) is not expected:
        raise NotATree("a literal of another type than it says")
    if isinstance(value, int) and abs(value) > limits.WHOLE:
        raise NotATree("a number out of range")
    return Literal(value, Scalar(scalar), span)


def _whole(node: Sum | Product, *parts: Operand) -> Sum | Product:
    if any(it.type not in {Scalar.INT, Scalar.DATE} for it in parts) or bound(node) > limits.SUM:
        raise NotATree("a computation out of range")
    return node


def _choices(values: list[Json], scalar: Scalar) -> tuple[int | str, ...]:
    expected = str if scalar is Scalar.STR else int
    if scalar is Scalar.BOOL or any(type(it) is not expected for it in values):
        raise NotATree("a list of another type than its item")
    return tuple(cast("list[int | str]", values))
