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
LARGEST = 1e15
"""No count of people comes near it, and sums of whole numbers below it are exact."""


class Shape(StrEnum):
    """The shape of an input."""

    NUMBER = "number"
    VECTOR = "vector"
    MATRIX = "matrix"


class Read(StrEnum):
    """How an operand is read from kept observations, where it can be."""

    CELL = "cell"
    """One observation: of the result's own cell, but for the codes in `at`."""
    FLOWS = "flows"
    """The students of a country by the other end of their way: of an origin by host, of a host by origin."""
    ARRIVALS = "arrivals"
    """The students of a host by origin."""
    DEPARTURES = "departures"
    """The students of an origin by host."""
    UNSPECIFIED = "unspecified"
    """The students whose other end is not specified, added up."""
    PLACES = "places"
    """How many other ends gave a figure, zero included."""
    NAMED = "named"
    """The students of a country by the other ends that a top list names."""
    REMAINDER = "remainder"
    """The students of a top list whose other end it does not name, in one number."""
    NOWHERE = "nowhere"
    """How many of the remainder may have no known other end: all of a host's, none of an origin's."""


@dataclass(frozen=True, slots=True)
class Input:
    """One named operand of a formula.

    `accepts` lists the measures it may hold (none listed: any of that meaning, which no observation is known
    to have), `read` how it comes from observations, and `at` in which codes they differ from the cell of the
    result. An `optional` input may be left out; a `signed` one may be negative; a `whole` one counts
    something that cannot be divided; none of it exceeds `most`.
    """

    name: str
    meaning: str
    shape: Shape = Shape.NUMBER
    accepts: tuple[str, ...] = ()
    optional: bool = False
    signed: bool = False
    whole: bool = False
    most: float = LARGEST
    read: Read = Read.CELL
    at: tuple[tuple[str, str], ...] = ()


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
    faults = (_fault_of(declared, number) for number in _numbers(value))
    return next((fault for fault in faults if fault is not None), None)


def _fault_of(declared: Input, number: float) -> str | None:
    if not isfinite(number):
        return "must be finite"
    if number < 0 and not declared.signed:
        return "cannot be negative"
    if number != int(number) and declared.whole:
        return "must be whole"
    return f"cannot be more than {declared.most:g}" if abs(number) > declared.most else None


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
