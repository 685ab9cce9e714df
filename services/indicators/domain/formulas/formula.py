"""A formula as a published object: its meaning, its source, how to compute it and how to check it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from services.indicators.domain.formulas.operands import Input, Operand, Operands, Read, Shape, check
from services.indicators.domain.formulas.quantity import Absence, Quantity, missing

Compute = Callable[[Operands], Quantity]


class Unit(StrEnum):
    """What a value counts; the codes of the concept UNIT_MEASURE."""

    PERSONS = "PER"
    CASES = "CAS"
    PERCENT = "PT"
    PER_THOUSAND = "PTH"
    INDEX = "IX"
    PLACES = "NO"
    NATS = "NAT"
    DAYS = "DAY"
    AS_INPUT = "_X"


class Confidence(StrEnum):
    """How well a definition is established: read at its source, or still to be checked by a person."""

    ESTABLISHED = "established"
    PROVISIONAL = "provisional"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a definition or a figure was read."""

    citation: str
    confidence: Confidence = Confidence.ESTABLISHED


@dataclass(frozen=True, slots=True)
class WorkedValue:
    """Inputs with the value they must give. `expected` None means no value, for the reason `absence`.

    `origin` says who published the value, or that it follows from the definition by hand.
    """

    inputs: Mapping[str, Operand]
    expected: float | None
    origin: str
    absence: Absence | None = None
    tolerance: float = 1e-9
    bounds: tuple[float, float] | None = None


BY_HAND = "by hand, from the definition"


def worked(expected: float | None, absence: Absence | None = None, **inputs: Operand) -> WorkedValue:
    """Write down a value that follows from the definition by hand."""
    return WorkedValue(inputs, expected, BY_HAND, absence)


@dataclass(frozen=True, slots=True)
class Formula:
    """One version of one formula. A published version never changes; a correction is a new version.

    `text` is the formula for people, `vtl` the same for machines: one or more assignments in VTL 2.1, None
    where it has no words for it.
    """

    id: str
    version: int
    name: str
    definition: str
    text: str
    unit: Unit
    inputs: tuple[Input, ...]
    source: Source
    worked: tuple[WorkedValue, ...]
    compute: Compute
    vtl: str | None = None
    aliases: tuple[str, ...] = ()

    @property
    def reference(self) -> str:
        """Name this version in lineage: ``MSEP/1``."""
        return f"{self.id}/{self.version}"

    @property
    def transformations(self) -> tuple[tuple[str, str], ...]:
        """Give the assignments of the VTL: the name of each result, and its expression."""
        assigned = (each.partition(":=") for each in (self.vtl or "").split(";") if each.strip())
        return tuple((result.strip(), expression.strip()) for result, _, expression in assigned)

    def evaluate(self, values: Mapping[str, Operand]) -> Quantity:
        """Compute from named inputs. Raises Invalid on a wrong name, shape, sign or non-finite number.

        A required input that is None gives no value (INPUT_MISSING): unknown is not zero.
        """
        operands = check(self.inputs, values)
        if any(values.get(it.name) is None for it in self.inputs if not it.optional):
            return missing(Absence.INPUT_MISSING)
        return self.compute(operands)


def vector(name: str, meaning: str, *, optional: bool = False) -> Input:
    """Declare a vector of numbers."""
    return Input(name, meaning, Shape.VECTOR, optional=optional)


def flows(name: str, meaning: str, read: Read = Read.FLOWS, *, whole: bool = False) -> Input:
    """Declare the students of one country by the other end of their way."""
    return Input(name, meaning, Shape.VECTOR, ("IN",), whole=whole, read=read)


def unspecified(meaning: str) -> Input:
    """Declare the students whose other end is not specified."""
    return Input("unspecified", meaning, accepts=("IN",), optional=True, read=Read.UNSPECIFIED)
