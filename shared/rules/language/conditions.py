"""From CEL's tree to the rule language's own: every construct is known and typed, or refused by name."""

from typing import cast

from shared.rules.documents.vocabulary import ListOf, Records, Scalar
from shared.rules.language import refusals
from shared.rules.language.cel_wire import Raw, RawCall, RawConst, RawIdent, RawLoop, RawSelect, RawTree
from shared.rules.language.operands import container, mismatch, operand, refused_call
from shared.rules.language.refusals import Refusal
from shared.rules.language.scope import Fault, Scope, dotted
from shared.rules.language.spans import Spans
from shared.rules.language.syntax import (
    And,
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
    Not,
    Or,
    ParamRef,
    Quantified,
    Truth,
)

_COMPARISONS = {f"_{op}_": op for op in ("==", "!=", "<", "<=", ">", ">=")}
_ORDERED = {Scalar.INT, Scalar.DATE}


class Conditions:
    """Translates one condition; faults are gathered, so that an author sees all of them at once."""

    def __init__(self, text: str, tree: RawTree, scope: Scope) -> None:
        self.spans = Spans(text, tree)
        self.root = tree.root
        self.scope = scope
        self.faults: list[tuple[int, Refusal]] = []

    def translate(self) -> Condition:
        """Translate the whole. What is refused is noted in `faults` and stands as `true` in the result."""
        return self._condition(self.root, self.scope)

    def _condition(self, node: Raw, scope: Scope) -> Condition:
        try:
            return self._known(node, scope)
        except Fault as fault:
            start, _ = self.spans.of(fault.node)
            self.faults.append((start, fault.refusal))
            return Truth(Literal(value=True, type=Scalar.BOOL))

    def _known(self, node: Raw, scope: Scope) -> Condition:
        span = self.spans.of(node)
        match node:
            case RawCall(_, "_&&_"):
                return And(self._chain(node, "_&&_", scope), span)
            case RawCall(_, "_||_"):
                return Or(self._chain(node, "_||_", scope), span)
            case RawCall(_, "!_", None, (inner,)):
                return Not(self._condition(inner, scope), span)
            case RawCall(_, function, None, (left, right)) if function in _COMPARISONS:
                return self._comparison(node, (left, right), scope)
            case RawCall(_, "@in", None, (left, right)):
                item = operand(left, scope, self.spans)
                return Member(item, container(right, item, scope, self.spans), span)
            case RawLoop():
                return self._quantified(node, scope)
            case RawConst() | RawIdent() | RawSelect():
                return self._truth(node, scope)
            case RawCall():
                raise Fault(node, refused_call(node))
            case _:
                raise Fault(
                    node, Refusal("not_a_condition", "A condition is expected here.", "compare facts")
                )

    def _chain(self, node: Raw, function: str, scope: Scope) -> tuple[Condition, ...]:
        """Flatten a && (b && c) into one list, left to right."""
        found, waiting = [], [node]
        while waiting:
            part = waiting.pop()
            if isinstance(part, RawCall) and part.function == function:
                waiting.extend(reversed(part.args))
            else:
                found.append(self._condition(part, scope))
        return tuple(found)

    def _comparison(self, node: RawCall, parts: tuple[Raw, Raw], scope: Scope) -> Condition:
        op = _COMPARISONS[node.function]
        left, right = (operand(part, scope, self.spans) for part in parts)
        if left.type is not right.type:
            raise Fault(node, mismatch(left.type, right.type))
        if op not in {"==", "!="} and left.type not in _ORDERED:
            raise Fault(node, refusals.ORDER)
        return Compare(cast("Comparison", op), left, right, self.spans.of(node))

    def _truth(self, node: Raw, scope: Scope) -> Condition:
        value = operand(node, scope, self.spans)
        if value.type is not Scalar.BOOL:
            message = f"A condition is expected here, not a value of type {value.type}."
            raise Fault(node, Refusal("not_a_condition", message, "compare it with something"))
        if not isinstance(value, Literal | FactRef | FieldRef | ElementRef | ParamRef):
            raise Fault(node, refusals.CONDITION_COMPARISON)
        return Truth(value, value.span)

    def _quantified(self, node: RawLoop, scope: Scope) -> Condition:
        kind, body = _quantifier(node)
        if scope.element is not None:
            raise Fault(node, refusals.NESTED)
        name = dotted(node.over)
        if name is None:
            raise Fault(
                node.over,
                Refusal(
                    "not_a_list",
                    "Only a list fact is quantified over.",
                    "write x in [...] for literal values",
                ),
            )
        element = scope.facts.get(name)
        if element is None:
            raise scope.unknown_name(node.over, name)
        if not isinstance(element, ListOf | Records):
            raise Fault(node.over, Refusal("not_a_list", f"{name!r} is no list.", "compare the value itself"))
        inner = self._condition(body, scope.inside(node.variable, element))
        over = ListRef(name, scope.closings.get(name), self.spans.of(node.over))
        return Quantified("exists" if kind == "exists" else "all", over, inner, self.spans.of(node))


class Names:
    """Translates `when`: the names of conditions joined by &&, || and !, nothing else."""

    def __init__(self, text: str, tree: RawTree, known: frozenset[str]) -> None:
        self.spans = Spans(text, tree)
        self.root = tree.root
        self.known = known
        self.faults: list[tuple[int, Refusal]] = []

    def translate(self) -> Condition:
        """Translate the whole; see `Conditions.translate`."""
        return self._condition(self.root)

    def _condition(self, node: Raw) -> Condition:
        span = self.spans.of(node)
        match node:
            case RawCall(_, "_&&_", None, parts):
                return And(self._flat(parts, And), span)
            case RawCall(_, "_||_", None, parts):
                return Or(self._flat(parts, Or), span)
            case RawCall(_, "!_", None, (inner,)):
                return Not(self._condition(inner), span)
            case RawIdent(_, name) if name in self.known:
                return Named(name, span)
        hint = f"known here: {', '.join(sorted(self.known))}"
        message = (
            "when joins the names given under where by &&, || and !, so that each part can be explained."
        )
        self.faults.append((span[0], Refusal("unnamed_condition", message, hint)))
        return Named(min(self.known), span)

    def _flat(self, parts: tuple[Raw, ...], kind: type[And] | type[Or]) -> tuple[Condition, ...]:
        found: list[Condition] = []
        for part in map(self._condition, parts):
            found.extend(part.operands if isinstance(part, kind) else [part])
        return tuple(found)


def _quantifier(node: RawLoop) -> tuple[str, Raw]:
    """Recognise the macros exists and all in their written-out form; every other macro is refused by name."""
    match node.start, node.step:
        case RawConst(_, False, "bool"), RawCall(_, "_||_", None, (_, body)):
            return "exists", body
        case RawConst(_, True, "bool"), RawCall(_, "_&&_", None, (_, body)):
            return "all", body
        case RawConst(_, _, "int"), _:
            raise Fault(node, refusals.EXISTS_ONE)
        case _:
            raise Fault(node, refusals.LIST_MACRO)
