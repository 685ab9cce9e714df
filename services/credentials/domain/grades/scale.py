"""National grade scales: where the best grade stands, where passing ends, and which way it counts."""

from dataclasses import dataclass
from decimal import Decimal

from shared.kernel.evidence import Evidence


class WrongScale(ValueError):
    """The scale contradicts itself."""


@dataclass(frozen=True, slots=True)
class NumericScale:
    """A scale of numbers; `best` may be the smallest (Germany) or the largest (France).

    `passing` is the worst grade that still passes, `worst` the end of the scale where it is known.
    Raises WrongScale where the three do not stand in one order.
    """

    best: Decimal
    passing: Decimal
    worst: Decimal | None = None

    def __post_init__(self) -> None:
        if self.best == self.passing:
            raise WrongScale("the best grade and the lowest passing grade are the same")
        if self.worst is not None and (self.worst - self.passing) * (self.passing - self.best) < 0:
            raise WrongScale("the lowest passing grade does not lie between the best and the worst")

    @property
    def is_percentage(self) -> bool:
        """Say whether it counts in hundredths."""
        return self.best == 100

    def is_beyond(self, grade: Decimal) -> bool:
        """Say whether a grade lies outside the scale."""
        better_than_best = (grade - self.best) * (self.best - self.passing) > 0
        if self.worst is None:
            return better_than_best
        worse_than_worst = (grade - self.worst) * (self.worst - self.best) > 0
        return better_than_best or worse_than_worst

    def fails(self, grade: Decimal) -> bool:
        """Say whether a grade does not pass."""
        return (grade - self.passing) * (self.passing - self.best) > 0


@dataclass(frozen=True, slots=True)
class LabelScale:
    """A scale of words or letters, best first; they have an order and no distances."""

    passing: tuple[str, ...]
    failing: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        labels = [*self.passing, *self.failing]
        if not self.passing or len(set(labels)) != len(labels):
            raise WrongScale("a scale of labels names at least one passing grade, and each label once")


@dataclass(frozen=True, slots=True)
class GradeScale:
    """A grade scale in use, with its source."""

    id: str
    name: str
    grades: NumericScale | LabelScale
    evidence: Evidence
    note: str | None = None
