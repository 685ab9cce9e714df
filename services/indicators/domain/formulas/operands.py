"""The inputs of one computation, checked once and then read with their types."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import isfinite
from typing import cast

from shared.kernel.errors import Invalid, Violation

Vector = Sequence[float | None]
Matrix = Sequence[Sequence[float]]
Operand = float | Vector | Matrix | None


class Shape(StrEnum):
    """The shape of an input."""

    NUMBER = "number"
    VECTOR = "vector"
    MATRIX = "matrix"


@dataclass(frozen=True, slots=True)
class Input:
    """One named operand of a formula.

    `accepts` lists the measures it may hold (none listed: any of that meaning). An `optional` input may be
    left out; a `signed` one may be negative.
    """

    name: str
    meaning: str
    shape: Shape = Shape.NUMBER
    accepts: tuple[str, ...] = ()
    optional: bool = False
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Operands:
    """Named inputs of the declared shapes, all finite."""

    values: Mapping[str, Operand]

    def number(self, name: str) -> float:
        """Read a number that must be there."""
        return cast("float", self.values[name])

    def number_or_none(self, name: str) -> float | None:
        """Read an optional number."""
        return cast("float | None", self.values.get(name))

    def vector(self, name: str) -> Vector:
        """Read a vector; single entries may be missing."""
        return cast("Vector", self.values[name])

    def counts(self, name: str) -> tuple[float, ...]:
        """Read the known entries of a vector: a host that is not known has no share."""
        return tuple(value for value in self.vector(name) if value is not None)

    def matrix(self, name: str) -> Matrix:
        """Read a matrix."""
        return cast("Matrix", self.values[name])


def check(inputs: Sequence[Input], values: Mapping[str, Operand]) -> Operands:
    """Check names, shapes and signs. Raises Invalid, which names every fault."""
    declared = {it.name for it in inputs}
    faults = [
        _fault(name, "unknown_input", "is no input of this formula")
        for name in values
        if name not in declared
    ]
    for it in inputs:
        if it.name not in values:
            if not it.optional:
                faults.append(_fault(it.name, "input_not_given", "must be given; a value may be null"))
        elif (problem := _problem(it, values[it.name])) is not None:
            faults.append(_fault(it.name, "bad_input", problem))
    if faults:
        raise Invalid(*faults)
    return Operands(values)


def _problem(declared: Input, value: Operand) -> str | None:
    if value is None:
        return None
    depth = _depth(value)
    if depth is not declared.shape:
        return f"must be a {declared.shape.value}, not a {depth.value}"
    numbers = _numbers(value)
    if not all(isfinite(number) for number in numbers):
        return "must be finite"
    if not declared.signed and any(number < 0 for number in numbers):
        return "cannot be negative"
    return None


def _depth(value: Operand) -> Shape:
    if not isinstance(value, Sequence):
        return Shape.NUMBER
    return Shape.MATRIX if value and isinstance(value[0], Sequence) else Shape.VECTOR


def _numbers(value: Operand) -> list[float]:
    if value is None:
        return []
    if isinstance(value, Sequence):
        return [number for entry in value for number in _numbers(entry)]
    return [value]


def _fault(name: str, code: str, problem: str) -> Violation:
    return Violation(f"/inputs/{name}", code, f"{name} {problem}")
