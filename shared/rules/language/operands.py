"""Values inside conditions: literals, facts, fields, parameters and whole-number sums, each with its type."""

from datetime import date

from shared.rules.documents.plain import epoch_day
from shared.rules.documents.vocabulary import ListOf, Records, Scalar
from shared.rules.language import limits, refusals
from shared.rules.language.cel_wire import (
    Raw,
    RawCall,
    RawConst,
    RawIdent,
    RawList,
    RawLoop,
    RawSelect,
    RawStruct,
)
from shared.rules.language.refusals import Refusal
from shared.rules.language.scope import Fault, Scope, dotted
from shared.rules.language.spans import Spans
from shared.rules.language.syntax import (
    Choice,
    ElementRef,
    FactRef,
    FieldRef,
    ListRef,
    Literal,
    Operand,
    ParamRef,
    ParamSet,
    Product,
    Sum,
)

_CONSTANT_TYPES = {"bool": Scalar.BOOL, "int": Scalar.INT, "string": Scalar.STR}
_SUMS = {
    (Scalar.INT, 1, Scalar.INT): Scalar.INT,
    (Scalar.INT, -1, Scalar.INT): Scalar.INT,
    (Scalar.DATE, 1, Scalar.INT): Scalar.DATE,
    (Scalar.INT, 1, Scalar.DATE): Scalar.DATE,
    (Scalar.DATE, -1, Scalar.INT): Scalar.DATE,
    (Scalar.DATE, -1, Scalar.DATE): Scalar.INT,
}
_CONDITIONS = {"_&&_", "_||_", "!_", "_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_", "@in"}


def operand(node: Raw, scope: Scope, spans: Spans) -> Operand:
    """Translate a value. Raises `Fault` for what the language has not."""
    match node:
        case RawConst():
            return _literal(node, spans)
        case RawIdent() | RawSelect():
            return _reference(node, scope, spans)
        case RawCall(_, "_+_", None, (left, right)):
            return _sum(node, (operand(left, scope, spans), operand(right, scope, spans)), spans, sign=1)
        case RawCall(_, "_-_", None, (left, right)):
            return _sum(node, (operand(left, scope, spans), operand(right, scope, spans)), spans, sign=-1)
        case RawCall(_, "_*_", None, (left, right)):
            return _product(node, (operand(left, scope, spans), operand(right, scope, spans)), spans)
        case RawCall(_, "date", None, (RawConst(_, str(text), "string"),)):
            return _day(node, text, spans)
        case RawCall():
            raise Fault(node, refused_call(node))
        case RawList():
            raise Fault(node, refusals.LIST_COMPARISON)
        case RawStruct():
            raise Fault(node, refusals.MAPPING)
        case RawLoop():
            raise Fault(node, refusals.CONDITION_COMPARISON)


def container(node: Raw, item: Operand, scope: Scope, spans: Spans) -> Choice | ParamSet | ListRef:
    """Translate what stands to the right of ``in``."""
    if isinstance(node, RawList):
        return _choice(node, item, scope, spans)
    name = dotted(node)
    if name is None:
        if isinstance(node, RawCall) and node.function == "_+_":
            raise Fault(node, refusals.CONCATENATION)
        raise Fault(
            node, Refusal("not_a_list", "A list is expected after in.", "write x in [...], or name a list")
        )
    short = name.removeprefix("p.")
    if name.startswith("p.") and short in scope.parameters:
        meaning = scope.parameters[short]
        if meaning.type is not None or item.type is not Scalar.STR:
            raise Fault(node, Refusal("wrong_type", f"{name!r} is no set of {item.type} values."))
        return ParamSet(meaning.parameter, spans.of(node))
    kind = scope.facts.get(name)
    if kind is None:
        raise scope.unknown_name(node, name)
    if not isinstance(kind, ListOf):
        hint = "use list.exists(e, ...)" if isinstance(kind, Records) else "use =="
        raise Fault(node, Refusal("not_a_list", f"{name!r} is no list of single values.", hint))
    if kind.element is not item.type:
        raise Fault(node, mismatch(item.type, kind.element))
    return ListRef(name, scope.closings.get(name), spans.of(node))


def mismatch(left: Scalar, right: Scalar) -> Refusal:
    """Refuse two types that do not go together."""
    days = Scalar.DATE in {left, right}
    hint = "write a day as date('2024-05-01')" if days else "compare values of one type"
    return Refusal("wrong_type", f"A value of type {left} does not go with one of type {right}.", hint)


def refused_call(node: RawCall) -> Refusal:
    """Name the refusal of a function or operator."""
    if node.function in _CONDITIONS:
        return refusals.CONDITION_COMPARISON
    name = node.function.strip("_@")
    generic = Refusal("unknown_function", f"{name!r} is not in the language.", "see the list of what is")
    return refusals.FUNCTIONS.get(node.function, generic)


def bound(value: Operand) -> int:
    """Give the largest absolute value a computation can have."""
    match value:
        case Sum(left, right):
            return bound(left) + bound(right)
        case Product(inner, factor):
            return bound(inner) * abs(factor)
        case Literal(int(number)):
            return abs(number)
        case _:
            return limits.WHOLE


def _literal(node: RawConst, spans: Spans) -> Literal:
    kind = _CONSTANT_TYPES.get(node.kind)
    if kind is None or node.value is None:
        unknown = Refusal("unknown_literal", f"A literal of kind {node.kind} is not in the language.")
        raise Fault(node, refusals.CONSTANTS.get(node.kind, unknown))
    if kind is Scalar.INT and abs(int(node.value)) > limits.WHOLE:
        raise Fault(
            node,
            Refusal(
                "too_large", f"Whole numbers go to {limits.WHOLE} either side of zero.", "use a smaller unit"
            ),
        )
    return Literal(node.value, kind, spans.of(node))


def _day(node: RawCall, text: str, spans: Spans) -> Literal:
    try:
        return Literal(epoch_day(date.fromisoformat(text)), Scalar.DATE, spans.of(node))
    except ValueError:
        hint = "write it as date('2024-05-01')"
        raise Fault(node, Refusal("not_a_day", f"{text!r} is not a day.", hint)) from None


def _reference(node: RawIdent | RawSelect, scope: Scope, spans: Spans) -> Operand:
    if isinstance(node, RawSelect) and node.has:
        raise Fault(node, refusals.PRESENCE)
    name = dotted(node)
    if name is None:
        inner = node.operand if isinstance(node, RawSelect) else node
        return operand(inner, scope, spans)
    span = spans.of(node)
    if scope.variable is not None and name.partition(".")[0] == scope.variable:
        return _element(node, name, scope, spans)
    if name.startswith("p."):
        meaning = scope.parameters.get(name.removeprefix("p."))
        if meaning is None:
            raise scope.unknown_name(node, name)
        if meaning.type is None:
            raise Fault(node, Refusal("not_a_value", f"{name!r} is a set of members.", f"write x in {name}"))
        return ParamRef(meaning.parameter, meaning.type, span)
    kind = scope.facts.get(name)
    if kind is None:
        raise scope.unknown_name(node, name)
    if not isinstance(kind, Scalar):
        raise Fault(node, refusals.LIST_COMPARISON)
    return FactRef(name, kind, span)


def _element(node: Raw, name: str, scope: Scope, spans: Spans) -> Operand:
    variable, _, field = name.partition(".")
    if isinstance(scope.element, ListOf):
        if field:
            raise Fault(node, Refusal("unknown_field", f"{variable!r} is a single value and has no fields."))
        return ElementRef(scope.element.element, spans.of(node))
    assert scope.element is not None  # noqa: S101 - a variable is in scope only together with its element
    kind = scope.element.field(field)
    if kind is None:
        known = ", ".join(it for it, _ in scope.element.fields)
        raise Fault(node, Refusal("unknown_field", f"The record has no field {field!r}.", f"it has: {known}"))
    return FieldRef(field, kind, spans.of(node))


def _sum(node: RawCall, parts: tuple[Operand, Operand], spans: Spans, *, sign: int) -> Operand:
    left, right = parts
    if Scalar.STR in {left.type, right.type}:
        raise Fault(node, refusals.STRING_BUILDING)
    kind = _SUMS.get((left.type, sign, right.type))
    if kind is None:
        raise Fault(node, mismatch(left.type, right.type))
    return _bounded(node, Sum(left, right, 1 if sign > 0 else -1, kind, spans.of(node)))


def _product(node: RawCall, parts: tuple[Operand, Operand], spans: Spans) -> Operand:
    left, right = parts
    if isinstance(left, Literal):
        left, right = right, left
    if left.type is not Scalar.INT or right.type is not Scalar.INT or not isinstance(right, Literal):
        hint = "write it as fact * 2"
        raise Fault(node, Refusal("product", "Only a whole number times a literal is computed.", hint))
    return _bounded(node, Product(left, int(right.value), Scalar.INT, spans.of(node)))


def _bounded(node: Raw, value: Operand) -> Operand:
    if bound(value) > limits.SUM:
        raise Fault(node, refusals.RANGE)
    return value


def _choice(node: RawList, item: Operand, scope: Scope, spans: Spans) -> Choice:
    if not node.items:
        raise Fault(node, Refusal("empty_list", "Nothing is in an empty list.", "name the values"))
    if len(node.items) > limits.CHOICES:
        hint = "make it a parameter of type membership"
        raise Fault(node, Refusal("list_too_long", f"A list holds at most {limits.CHOICES} values.", hint))
    values: set[int | str] = set()
    for part in node.items:
        value = operand(part, scope, spans)
        if not isinstance(value, Literal):
            raise Fault(
                part, Refusal("not_a_literal", "A list holds literal values.", "use x == a || x == b")
            )
        if value.type is not item.type:
            raise Fault(part, mismatch(item.type, value.type))
        if value.type is Scalar.BOOL:
            raise Fault(
                node, Refusal("wrong_type", "true and false need no list.", "use the fact itself, or !")
            )
        values.add(value.value)
    return Choice(tuple(sorted(values, key=lambda it: (str(type(it)), it))), spans.of(node))
