"""The tracing evaluator: each part of a condition as a pair of closures, its value and what it lacks.

It never stops early, it follows the definition of strong Kleene word for word, and it shares no code with the
generated functions: each is the other's check.
"""

import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

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

Value = bool | int | str | None
Truth3 = bool | None


class Case:
    """One evaluation: the flat facts, and inside a quantifier the element at hand and its place."""

    __slots__ = ("element", "get", "place")

    def __init__(self, facts: Mapping[str, object]) -> None:
        self.get: Callable[[str], Any] = facts.get  # admitted facts have the type of their reader
        self.element: Any = None
        self.place = ""


@dataclass(frozen=True, slots=True)
class Traced:
    """A condition ready to trace: its value, and the names of the facts for want of which it is unknown."""

    value: Callable[[Case], Truth3]
    missing: Callable[[Case], Iterable[str]]


@dataclass(frozen=True, slots=True)
class _Read:
    """An operand ready to read: its value or None, and what it lacks."""

    value: Callable[[Case], Value]
    missing: Callable[[Case], Iterable[str]]


def traced(node: Condition, law: Law) -> Traced:
    """Prepare a condition for tracing under the law of one day."""
    match node:
        case Truth(operand):
            read = _operand(operand, law)
            return Traced(read.value, read.missing)  # type: ignore[arg-type]  # a truth has a truth value
        case Compare(op, left, right):
            return _comparison(_OPERATORS[op], _operand(left, law), _operand(right, law))
        case Member(item, container):
            return _membership(_operand(item, law), container, law)
        case Not(operand):
            return _negation(traced(operand, law))
        case And(operands):
            return _conjunction([traced(it, law) for it in operands])
        case Or(operands):
            return _disjunction([traced(it, law) for it in operands])
        case Silenced(operand, closed_by):
            return _silenced(traced(operand, law), closed_by)
        case Quantified(kind, over, body):
            return _quantified(over, traced(body, law), decisive=kind == "exists")
        case _:
            raise TypeError(f"{type(node).__name__} is no condition over facts")


_OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def _operand(node: Operand, law: Law) -> _Read:
    match node:
        case Literal(value):
            return _Read(lambda _: value, _nothing)
        case FactRef(name):
            return _Read(
                lambda case: case.get(name),
                lambda case: [name] if case.get(name) is None else [],
            )
        case FieldRef(name):
            return _Read(lambda case: case.element.get(name), lambda case: _field_lacks(case, name))
        case ElementRef():
            return _Read(lambda case: None if case.element is BLANK else case.element, _nothing)
        case ParamRef(parameter):
            held = law.values.get(parameter)
            lacks = [] if held is not None else [f"parameter:{parameter}"]
            return _Read(lambda _: held, lambda _: lacks)
        case Sum(left, right, sign):
            return _sum(_operand(left, law), _operand(right, law), sign)
        case Product(inner, factor):
            read = _operand(inner, law)
            return _Read(lambda case: _times(read.value(case), factor), read.missing)


def _field_lacks(case: Case, name: str) -> Iterable[str]:
    """Name the field that an element lacks; the further element of an open list is asked for as the list."""
    element = case.element
    if element is BLANK or not isinstance(element, Mapping) or element.get(name) is not None:
        return ()
    return (f"{case.place}.{name}",)


def _sum(left: _Read, right: _Read, sign: int) -> _Read:
    def value(case: Case) -> Value:
        one, other = left.value(case), right.value(case)
        if not isinstance(one, int) or not isinstance(other, int):
            return None
        return one + sign * other

    return _Read(value, lambda case: [*left.missing(case), *right.missing(case)])


def _times(value: Value, factor: int) -> Value:
    return value * factor if isinstance(value, int) else None


def _nothing(_case: Case) -> Iterable[str]:
    return ()


def _comparison(compare: Callable[[Any, Any], bool], left: _Read, right: _Read) -> Traced:
    one_of, other_of = left.value, right.value

    def value(case: Case) -> Truth3:
        one, other = one_of(case), other_of(case)
        if one is None or other is None:
            return None
        return compare(one, other)

    return Traced(value, lambda case: [*left.missing(case), *right.missing(case)])


def _membership(item: _Read, container: Choice | ParamSet | ListRef, law: Law) -> Traced:
    if isinstance(container, ListRef):
        return _listed(item, container)
    if isinstance(container, Choice):
        known: frozenset[int | str] = frozenset(container.values)
        doubtful: frozenset[str] = frozenset()
        label = ""
    else:
        members = law.members.get(container.parameter)
        if members is None:
            return _unknown_law(container.parameter)
        known, doubtful, label = frozenset(members.known), members.unknown, container.parameter

    read = item.value

    def value(case: Case) -> Truth3:
        one = read(case)
        if one is None:
            return None
        if one in known:
            return True
        return None if one in doubtful else False

    def missing(case: Case) -> Iterable[str]:
        one = item.value(case)
        return [f"parameter:{label}.{one}"] if one in doubtful else item.missing(case)

    return Traced(value, missing)


def _unknown_law(parameter: str) -> Traced:
    """A parameter of which nothing was known yet on the knowledge date."""
    return Traced(lambda _: None, lambda _: [f"parameter:{parameter}"])


def _listed(item: _Read, container: ListRef) -> Traced:
    name, closed_by = container.name, container.closed_by

    def value(case: Case) -> Truth3:
        one, listed = item.value(case), case.get(name)
        if one is None or not isinstance(listed, list | tuple):
            return None
        if one in listed:
            return True
        return False if closed_by is None or case.get(closed_by) is True else None

    def missing(case: Case) -> Iterable[str]:
        return [*item.missing(case), *_list_lacks(case, container, settled=value(case) is not None)]

    return Traced(value, missing)


def _list_lacks(case: Case, over: ListRef, *, settled: bool) -> list[str]:
    """Say what is wanting of a list itself: the list, or its closing, when one of them is not settled."""
    lacks = [over.name] if case.get(over.name) is None else []
    if settled or over.closed_by is None or case.get(over.closed_by) is True:
        return lacks
    lacks = [over.name]
    if case.get(over.closed_by) is None:
        lacks.append(over.closed_by)
    return lacks


def _negation(inner: Traced) -> Traced:
    def value(case: Case) -> Truth3:
        answer = inner.value(case)
        return None if answer is None else not answer

    return Traced(value, inner.missing)


def _conjunction(parts: list[Traced]) -> Traced:
    values = [it.value for it in parts]

    def value(case: Case) -> Truth3:
        return conjunction([it(case) for it in values])

    return Traced(value, _of_the_unknown(parts))


def _disjunction(parts: list[Traced]) -> Traced:
    values = [it.value for it in parts]

    def value(case: Case) -> Truth3:
        return disjunction([it(case) for it in values])

    return Traced(value, _of_the_unknown(parts))


def conjunction(answers: list[Truth3]) -> Truth3:
    """Strong Kleene: one false makes it false; else one unknown makes it unknown."""
    if False in answers:
        return False
    return None if None in answers else True


def disjunction(answers: list[Truth3]) -> Truth3:
    """Strong Kleene: one true makes it true; else one unknown makes it unknown."""
    if True in answers:
        return True
    return None if None in answers else False


def _of_the_unknown(parts: list[Traced]) -> Callable[[Case], Iterable[str]]:
    def missing(case: Case) -> Iterable[str]:
        return [name for it in parts if it.value(case) is None for name in it.missing(case)]

    return missing


def _silenced(inner: Traced, closed_by: str) -> Traced:
    def value(case: Case) -> Truth3:
        answer = inner.value(case)
        return False if answer is None and case.get(closed_by) is True else answer

    def missing(case: Case) -> Iterable[str]:
        lacks = list(inner.missing(case))
        return lacks if case.get(closed_by) is not None else [*lacks, closed_by]

    return Traced(value, missing)


def _quantified(over: ListRef, body: Traced, *, decisive: bool) -> Traced:
    """Quantify: `decisive` is the body's value that settles the whole, true for exists, false for all."""
    name, closed_by, evaluate = over.name, over.closed_by, body.value

    def answers(case: Case) -> list[Truth3] | None:
        listed = case.get(name)
        if not isinstance(listed, list | tuple):
            return None
        found: list[Truth3] = []
        for element in listed:
            case.element = element
            found.append(evaluate(case))
        if closed_by is not None and case.get(closed_by) is not True:
            case.element = BLANK
            further = evaluate(case)
            found.append(further if further is (not decisive) else None)
        return found

    def value(case: Case) -> Truth3:
        found = answers(case)
        if found is None:
            return None
        return disjunction(found) if decisive else conjunction(found)

    def missing(case: Case) -> Iterable[str]:
        found, listed = answers(case), case.get(name)
        if found is None or not isinstance(listed, list | tuple):
            case.element = BLANK
            return [*_list_lacks(case, over, settled=False), *body.missing(case)]
        lacks: list[str] = []
        for index, element in enumerate(listed):
            if found[index] is None:
                case.element, case.place = element, f"{name}[{index}]"
                lacks += body.missing(case)
        if len(found) > len(listed) and found[-1] is None:
            case.element = BLANK
            lacks += [*_list_lacks(case, over, settled=False), *body.missing(case)]
        return lacks

    return Traced(value, missing)


BLANK: Mapping[str, object] = MappingProxyType({})
"""The further element of an open list: a record of which no field is known, or no value at all."""
