"""Writing conditions as Python: for each, one expression that says "surely true" and one "surely false".

Neither is unknown. This is security code: the text is made from the checked tree alone. Names are v0, v1, ...
handed out here; facts enter as quoted keys, literals through `repr` of bool, int and str, parameters as
constants bound by name. A missing whole number or day is NaN, with which every order is false; every other
missing value is None.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

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

NUMBERS = {Scalar.INT, Scalar.DATE}
_OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}


@dataclass(frozen=True, slots=True)
class Pair:
    """The two Python expressions of a condition."""

    yes: str
    no: str

    def swapped(self) -> "Pair":
        """Negate."""
        return Pair(self.no, self.yes)


UNKNOWN = Pair("False", "False")


@dataclass(slots=True)
class Names:
    """Hands out Python names; `constants` is the namespace the compiled text sees."""

    law: Law
    constants: dict[str, object] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)
    stored: Mapping[Condition, Pair] = field(default_factory=dict)

    def fact(self, name: str) -> str:
        """Give the local that holds a fact."""
        return self.facts.setdefault(name, f"v{len(self.facts)}")

    def field_of(self, name: str) -> str:
        """Give the local that holds a field of the record at hand."""
        return self.fields.setdefault(name, f"e{len(self.fields)}")

    def constant(self, value: object) -> str:
        """Bind a constant (a set, a tuple) and give its name; equal constants share one."""
        for name, known in self.constants.items():
            if type(known) is type(value) and known == value:
                return name
        name = f"c{len(self.constants)}"
        self.constants[name] = value
        return name


ELEMENT = "e"


def pair(node: Condition, names: Names) -> Pair:
    """Write a condition."""
    stored = names.stored.get(node)
    if stored is not None:
        return stored
    match node:
        case Truth(Literal(value)):
            return Pair(repr(bool(value)), repr(not value))
        case Truth(ParamRef(parameter)):
            held = names.law.values.get(parameter)
            return UNKNOWN if held is None else Pair(repr(held is True), repr(held is False))
        case Truth(operand):
            local = _operand(operand, names)
            return Pair(f"{local} is True", f"{local} is False")
        case Compare():
            return _comparison(node, names)
        case Member():
            return _membership(node, names)
        case Not(operand):
            return pair(operand, names).swapped()
        case And(operands):
            return _joined([pair(it, names) for it in operands])
        case Or(operands):
            return _joined([pair(it, names).swapped() for it in operands]).swapped()
        case Silenced(operand, closed_by):
            inner = pair(operand, names)
            closed = names.fact(closed_by)
            return Pair(inner.yes, f"({inner.no} or {closed} is True and not ({inner.yes}))")
        case Quantified():
            raise KeyError("a quantifier is stored before it is used")
        case _:
            raise TypeError(f"{type(node).__name__} is no condition over facts")


def _joined(pairs: list[Pair]) -> Pair:
    return Pair(f"({' and '.join(it.yes for it in pairs)})", f"({' or '.join(it.no for it in pairs)})")


def _operand(node: Operand, names: Names) -> str:
    match node:
        case Literal(value):
            return f"({value!r})"
        case FactRef(name):
            return names.fact(name)
        case FieldRef(name):
            return names.field_of(name)
        case ElementRef():
            return ELEMENT
        case ParamRef(parameter):
            return f"({names.law.values.get(parameter)!r})"
        case Sum(left, right, sign):
            return f"({_operand(left, names)} {'+' if sign > 0 else '-'} {_operand(right, names)})"
        case Product(operand, factor):
            return f"({_operand(operand, names)} * {factor!r})"


def _comparison(node: Compare, names: Names) -> Pair:
    if _reads_missing_value(node.left, names) or _reads_missing_value(node.right, names):
        return UNKNOWN
    left, right = _operand(node.left, names), _operand(node.right, names)
    if node.op not in {"==", "!="}:
        return Pair(f"{left} {node.op} {right}", f"{left} {_OPPOSITE[node.op]} {right}")
    if node.left.type in NUMBERS:
        known = [f"{it} == {it}" for it, part in _sides(node, left, right) if not isinstance(part, Literal)]
        equal, unequal = f"{left} == {right}", " and ".join([f"{left} != {right}", *known])
    else:
        known = [f"{it} is not None" for it, part in _sides(node, left, right) if not _is_constant(part)]
        equal = " and ".join([f"{left} == {right}", *known[1:]])
        unequal = " and ".join([f"{left} != {right}", *known])
    found = Pair(equal, unequal)
    return found if node.op == "==" else found.swapped()


def _sides(node: Compare, left: str, right: str) -> tuple[tuple[str, Operand], tuple[str, Operand]]:
    return (left, node.left), (right, node.right)


def _is_constant(node: Operand) -> bool:
    return isinstance(node, Literal | ParamRef)


def _reads_missing_value(node: Operand, names: Names) -> bool:
    """Say whether a parameter without a value on the day is read: then the comparison is unknown."""
    match node:
        case ParamRef(parameter):
            return names.law.values.get(parameter) is None
        case Sum(left, right):
            return _reads_missing_value(left, names) or _reads_missing_value(right, names)
        case Product(operand):
            return _reads_missing_value(operand, names)
        case _:
            return False


def _membership(node: Member, names: Names) -> Pair:
    if _reads_missing_value(node.item, names):
        return UNKNOWN
    item = _operand(node.item, names)
    known = f"{item} == {item}" if node.item.type in NUMBERS else f"{item} is not None"
    known = "True" if _is_constant(node.item) else known
    match node.container:
        case Choice(values):
            held = names.constant(frozenset(values))
            return Pair(f"{item} in {held}", f"{item} not in {held} and {known}")
        case ParamSet(parameter):
            members = names.law.members.get(parameter)
            if members is None:
                return UNKNOWN
            held = names.constant(members.known)
            outside = f"{item} not in {held} and {known}"
            if members.unknown:
                outside += f" and {item} not in {names.constant(members.unknown)}"
            return Pair(f"{item} in {held}", outside)
        case ListRef(name, closed_by):
            listed = names.fact(name)
            closed = f" and {names.fact(closed_by)} is True" if closed_by else ""
            inside = f"{listed} is not None and {known} and {item} in {listed}"
            return Pair(inside, f"{listed} is not None and {known} and {item} not in {listed}{closed}")
