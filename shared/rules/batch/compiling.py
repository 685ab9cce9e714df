"""From conditions to steps. Equal parts, of whatever rule or release, become one step, computed once.

The law is put in first: a parameter is the constant or the set that it is on the day, so parts of two
releases are shared exactly when they mean the same.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field

from shared.rules.batch import operations
from shared.rules.batch.columns import ELEMENT
from shared.rules.batch.frames import Read, Ref, Step
from shared.rules.batch.membership import Item, flag_item, listed, number_item, text_item
from shared.rules.batch.operations import Number
from shared.rules.documents.vocabulary import Scalar
from shared.rules.evaluate.law import Law
from shared.rules.language.syntax import (
    And,
    Choice,
    Compare,
    Condition,
    ElementRef,
    FactRef,
    FieldRef,
    ListRef,
    Literal,
    Member,
    Named,
    Not,
    Operand,
    Or,
    ParamRef,
    ParamSet,
    Product,
    Quantified,
    Silenced,
    Sum,
    Truth,
)

NEGATED = {"!=": "==", ">=": "<", ">": "<="}


@dataclass(slots=True)
class Steps:
    """The steps of one frame, numbered by what they compute; `lists` holds those over elements."""

    steps: list[Step] = field(default_factory=list)
    numbers: dict[Hashable, int] = field(default_factory=dict)
    lists: "dict[str, Steps]" = field(default_factory=dict)
    doubtful: list[tuple[int, Read]] = field(default_factory=list)
    """Steps that can be unknown for want of law about a value, and what they read."""
    closings: set[str] = field(default_factory=set)
    """The facts that close lists."""

    def add(self, key: Hashable, step: Step) -> Ref:
        """Give the number of a step, adding it when no equal one is there."""
        number = self.numbers.get(key)
        if number is None:
            number = self.numbers[key] = len(self.steps)
            self.steps.append(step)
        return 2 * number


@dataclass(frozen=True, slots=True)
class _Value:
    """An operand with the law put in: a constant, something read, or a computation; its key and its type."""

    type: Scalar
    key: Hashable
    constant: bool | int | str | None = None
    read: Read | None = None
    number: Number | None = None


class Compiling:
    """Compiles conditions under one law into shared steps."""

    def __init__(self, law: Law, steps: Steps) -> None:
        self.law = law
        self.steps = steps

    def condition(self, node: Condition) -> Ref:
        """Give the step of a condition over facts."""
        match node:
            case Truth(operand):
                return self._flag(self._value(operand))
            case Compare():
                return self._comparison(node)
            case Member(item, container):
                return self._membership(self._value(item), container)
            case Not(operand):
                return self.condition(operand) ^ 1
            case And(operands):
                return self._and([self.condition(it) for it in operands])
            case Or(operands):
                return self._and([self.condition(it) ^ 1 for it in operands]) ^ 1
            case Silenced(operand, closed_by):
                inner, closed = self.condition(operand), self._closing(closed_by)
                return self.steps.add(("silenced", inner, closed), operations.silenced(inner, closed))
            case Quantified():
                return self._quantified(node)
            case Named():
                raise TypeError("a name is no condition over facts")

    def when(self, node: Condition, named: Mapping[str, Ref]) -> Ref:
        """Give the step of names joined, from the steps of the conditions they name."""
        match node:
            case Named(name):
                return named[name]
            case Not(operand):
                return self.when(operand, named) ^ 1
            case And(operands):
                return self._and([self.when(it, named) for it in operands])
            case Or(operands):
                return self._and([self.when(it, named) ^ 1 for it in operands]) ^ 1
            case _:
                raise TypeError(f"when holds names only, not {type(node).__name__}")

    def _and(self, refs: list[Ref]) -> Ref:
        distinct = tuple(sorted(set(refs)))
        if len(distinct) == 1:
            return distinct[0]
        return self.steps.add(("and", distinct), operations.conjunction(distinct))

    def _constant(self, *, value: bool | None) -> Ref:
        if value is None:
            return self.steps.add("unknown", operations.unknown)
        return self.steps.add("true", operations.constant(value=True)) ^ (not value)

    def _closing(self, name: str) -> Ref:
        read = Read(field=False, name=name)
        self.steps.closings.add(name)
        return self.steps.add(("flag", read), operations.flag(read))

    def _flag(self, value: _Value | None) -> Ref:
        if value is None:
            return self._constant(value=None)
        if value.read is None:
            return self._constant(value=bool(value.constant))
        return self.steps.add(("flag", value.read), operations.flag(value.read))

    def _comparison(self, node: Compare) -> Ref:
        left, right = self._value(node.left), self._value(node.right)
        if left is None or right is None:
            return self._constant(value=None)
        op = NEGATED.get(node.op, node.op)
        sign = op != node.op
        if left.type is Scalar.BOOL:
            refs = self._flag(left), self._flag(right)
            return self.steps.add(("same", *sorted(refs)), operations.same(*refs)) ^ sign
        if left.type is Scalar.STR:
            return self._same_text(left, right) ^ sign
        key = ("compare", op, left.key, right.key)
        return self.steps.add(key, operations.compared(op, _number(left), _number(right))) ^ sign

    def _same_text(self, left: _Value, right: _Value) -> Ref:
        if left.read is None:
            left, right = right, left
        if left.read is None:
            return self._constant(value=left.constant == right.constant)
        if right.read is None:
            return self._text_in(left.read, frozenset({str(right.constant)}), frozenset())
        key = ("same text", *sorted((left.read, right.read)))
        return self.steps.add(key, operations.same_text(left.read, right.read))

    def _text_in(self, read: Read, members: frozenset[str], doubtful: frozenset[str]) -> Ref:
        ref = self.steps.add(
            ("text in", read, members, doubtful), operations.text_in(read, members, doubtful)
        )
        if doubtful:
            self.steps.doubtful.append((ref >> 1, read))
        return ref

    def _membership(self, item: _Value | None, container: Choice | ParamSet | ListRef) -> Ref:
        if item is None:
            return self._constant(value=None)
        if isinstance(container, ListRef):
            closed = None if container.closed_by is None else self._closing(container.closed_by)
            key = ("listed", item.key, container.name, closed)
            return self.steps.add(key, listed(self._item(item), container.name, closed))
        if isinstance(container, Choice):
            if item.type is not Scalar.STR:
                numbers = frozenset(it for it in container.values if isinstance(it, int))
                return self.steps.add(
                    ("number in", item.key, numbers), operations.number_in(_number(item), numbers)
                )
            members, doubtful = frozenset(map(str, container.values)), frozenset[str]()
        else:
            held = self.law.members.get(container.parameter)
            if held is None:
                return self._constant(value=None)
            members, doubtful = held.known, held.unknown - held.known
        if item.read is not None:
            return self._text_in(item.read, members, doubtful)
        return self._constant(value=None if item.constant in doubtful else item.constant in members)

    def _item(self, item: _Value) -> Item:
        if item.type is Scalar.BOOL:
            return flag_item(self._flag(item))
        if item.type is Scalar.STR:
            return text_item(item.read or str(item.constant))
        return number_item(_number(item))

    def _quantified(self, node: Quantified) -> Ref:
        inner = Compiling(self.law, self.steps.lists.setdefault(node.over.name, Steps()))
        negated = node.kind == "all"
        body = inner.condition(node.body) ^ negated
        closed = None if node.over.closed_by is None else self._closing(node.over.closed_by)
        key = ("exists", node.over.name, body, closed)
        return self.steps.add(key, operations.quantified(node.over.name, body, closed)) ^ negated

    def _value(self, node: Operand) -> _Value | None:
        """Put the law into an operand; None when a parameter that it reads has no value on the day."""
        match node:
            case Literal(value, kind):
                return _Value(kind, value, constant=value)
            case ParamRef(parameter, kind):
                held = self.law.values.get(parameter)
                return None if held is None else _Value(kind, held, constant=held)
            case FactRef(name, kind):
                return _read(Read(field=False, name=name), kind)
            case FieldRef(name, kind):
                return _read(Read(field=True, name=name), kind)
            case ElementRef(kind):
                return _read(Read(field=True, name=ELEMENT), kind)
            case Sum(left, right, sign, kind):
                one, other = self._value(left), self._value(right)
                if one is None or other is None:
                    return None
                number = operations.total(_number(one), _number(other), sign)
                return _Value(kind, ("sum", one.key, other.key, sign), number=number)
            case Product(operand, factor, kind):
                inner = self._value(operand)
                if inner is None:
                    return None
                number = operations.product(_number(inner), factor)
                return _Value(kind, ("product", inner.key, factor), number=number)


def _read(read: Read, kind: Scalar) -> _Value:
    return _Value(kind, read, read=read)


def _number(value: _Value) -> Number:
    if value.number is not None:
        return value.number
    if value.read is not None:
        return operations.number(value.read)
    held = int(value.constant or 0)
    return lambda _frame: (held, None)
