"""The result of a formula: a number, or the reason why there is none."""

from dataclasses import dataclass
from enum import StrEnum


class Absence(StrEnum):
    """Why a value is missing. Missing is never zero."""

    INPUT_MISSING = "input_missing"
    ZERO_DENOMINATOR = "zero_denominator"
    NO_STUDENTS = "no_students"
    UNDEFINED = "undefined"
    COVERAGE_TOO_LOW = "coverage_too_low"
    TOO_FEW_OBSERVATIONS = "too_few_observations"
    TOO_IMPRECISE = "too_imprecise"
    NOT_REACHED = "not_reached"
    HIDDEN = "hidden"


class Flag(StrEnum):
    """What a reader must know besides the value."""

    ESTIMATE = "estimate"
    PARTIAL_COVERAGE = "partial_coverage"
    SINGLE_HOST = "single_host"
    SMALL_COUNT = "small_count"
    INTERVAL = "interval"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value with optional bounds and flags, or None with its absence. Raises ValueError when it is neither.

    With `lower` and `upper` but no `value` the interval itself is the result, which is flagged INTERVAL.
    """

    value: float | None
    absence: Absence | None = None
    lower: float | None = None
    upper: float | None = None
    flags: frozenset[Flag] = frozenset()
    coverage: float | None = None

    def __post_init__(self) -> None:
        known = self.value is not None or Flag.INTERVAL in self.flags
        if known == (self.absence is not None):
            raise ValueError("a quantity has either a value or a reason for having none")


def missing(absence: Absence, *flags: Flag, coverage: float | None = None) -> Quantity:
    """Say that there is no value, and why."""
    return Quantity(None, absence, flags=frozenset(flags), coverage=coverage)


def ratio(numerator: float, denominator: float, *, scale: float = 100.0) -> Quantity:
    """Divide, with no upper limit and no rounding; a zero denominator gives no value."""
    if denominator == 0:
        return missing(Absence.ZERO_DENOMINATOR)
    return Quantity(scale * numerator / denominator)
