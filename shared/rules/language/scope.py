"""What the names of a condition mean: facts, parameters under their short names, the element at hand."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from shared.rules.documents.vocabulary import FactType, ListOf, Records, Scalar
from shared.rules.language.cel_wire import Raw, RawIdent, RawSelect
from shared.rules.language.refusals import Refusal


class Fault(Exception):
    """A construct is refused, at a node of CEL's tree."""

    def __init__(self, node: Raw, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        self.node = node
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class ParamMeaning:
    """A parameter in scope: its document's id and type; None is a membership."""

    parameter: str
    type: Scalar | None


@dataclass(frozen=True, slots=True)
class Scope:
    """The names in scope. `element` is the type of the list's elements inside a quantifier."""

    facts: Mapping[str, FactType]
    parameters: Mapping[str, ParamMeaning]
    closings: Mapping[str, str]
    variable: str | None = None
    element: ListOf | Records | None = None

    def inside(self, variable: str, element: ListOf | Records) -> "Scope":
        """Enter a quantifier."""
        return replace(self, variable=variable, element=element)

    def declared(self) -> dict[str, FactType]:
        """Give every name with its type, as the type checker wants them."""
        params = {f"p.{name}": it.type or ListOf(Scalar.STR) for name, it in self.parameters.items()}
        return {**self.facts, **params}

    def unknown_name(self, node: Raw, name: str) -> Fault:
        """Refuse a name nobody declared, with the nearest ones that exist."""
        known = [*self.facts, *(f"p.{it}" for it in self.parameters)]
        near = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
        hint = f"did you mean {near[0]}?" if near else "declare it in the vocabulary, or as a parameter"
        return Fault(node, Refusal("unknown_name", f"{name!r} is not in the vocabulary.", hint))


def dotted(node: Raw) -> str | None:
    """Read a chain of selections as one dotted name; None when it is anything else."""
    steps: list[str] = []
    while isinstance(node, RawSelect) and not node.has:
        steps.append(node.field)
        node = node.operand
    if not isinstance(node, RawIdent):
        return None
    return ".".join([node.name, *reversed(steps)])
