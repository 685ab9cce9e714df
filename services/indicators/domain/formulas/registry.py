"""The registry: formulas by id and version, and names that only a person may bind."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from services.indicators.domain.formulas.formula import Formula
from shared.kernel.errors import Conflict, NotFound


class UnknownFormula(NotFound):
    """No formula has this id, or not in this version."""

    code = "unknown_formula"
    title = "Unknown formula"


class NameNotBound(Conflict):
    """The name is reserved until a person who has read its definition says which formula it means."""

    code = "name_not_bound"
    title = "The name is reserved and not bound"


class NameCannotBeBound(Conflict):
    """The name is not a reserved one, or a person has bound it already."""

    code = "name_cannot_be_bound"
    title = "The name cannot be bound"


@dataclass(frozen=True, slots=True)
class Reserved:
    """A name that others coined and whose definition nobody here has read; `reason` says what is missing."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Binding:
    """A person's statement that a reserved name means one version of one formula."""

    name: str
    formula: str
    version: int
    bound_by: str
    bound_on: date
    evidence: str

    def __post_init__(self) -> None:
        if not self.bound_by.strip() or not self.evidence.strip():
            raise ValueError("a binding names the person who made it and the text that the person read")


@dataclass(frozen=True, slots=True)
class Registry:
    """All formulas. Immutable: `bind` gives a new registry. Raises ValueError on a duplicate."""

    formulas: tuple[Formula, ...]
    reserved: tuple[Reserved, ...] = ()
    bindings: tuple[Binding, ...] = ()
    _index: Mapping[tuple[str, int], Formula] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        index = {(formula.id, formula.version): formula for formula in self.formulas}
        if len(index) != len(self.formulas):
            raise ValueError("two formulas have the same id and version")
        object.__setattr__(self, "_index", MappingProxyType(index))

    @property
    def unbound(self) -> tuple[Reserved, ...]:
        """List the names that still wait for a person."""
        bound = {it.name for it in self.bindings}
        return tuple(it for it in self.reserved if it.name not in bound)

    def formula(self, name: str, version: int | None = None) -> Formula:
        """Find a formula; without `version` the newest. Raises UnknownFormula, or NameNotBound."""
        binding = next((it for it in self.bindings if it.name == name), None)
        if binding is not None:
            return self.formula(binding.formula, binding.version)
        held = next((it for it in self.reserved if it.name == name), None)
        if held is not None:
            raise NameNotBound(f"{name} is not bound to a formula: {held.reason}")
        versions = [known for identifier, known in self._index if identifier == name]
        wanted = max(versions, default=None) if version is None else version
        if wanted not in versions:
            raise UnknownFormula(
                f"there is no formula {name}" + (f" in version {version}" if version else "")
            )
        return self._index[name, wanted]

    def bind(self, binding: Binding) -> "Registry":
        """Bind a reserved name, once. Raises NameCannotBeBound or UnknownFormula."""
        if binding.name not in {it.name for it in self.reserved}:
            raise NameCannotBeBound(f"{binding.name} is not a reserved name; only those can be bound")
        if binding.name in {it.name for it in self.bindings}:
            raise NameCannotBeBound(f"{binding.name} is bound already; a published name keeps its meaning")
        self.formula(binding.formula, binding.version)
        return Registry(self.formulas, self.reserved, (*self.bindings, binding))


def registry(*families: Iterable[Formula], reserved: tuple[Reserved, ...] = ()) -> Registry:
    """Put families of formulas into one registry."""
    return Registry(tuple(formula for family in families for formula in family), reserved)
