"""One evaluation as statistics see it, and the ways to group them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Evaluated:
    """The dimensions of one completed evaluation. No field can name a person."""

    evaluation_id: UUID
    tenant: str
    outcome: str
    award_country: str
    recognition_country: str
    qualification_type: str
    instruments: tuple[str, ...]
    completed_at: datetime

    @property
    def month(self) -> str:
        """The calendar month (UTC) in which the evaluation was completed, ``YYYY-MM``."""
        return f"{self.completed_at:%Y-%m}"


class Dimension(StrEnum):
    """By what counts can be grouped. By `instrument`, an evaluation counts under each that binds it."""

    OUTCOME = "outcome"
    AWARD_COUNTRY = "award_country"
    RECOGNITION_COUNTRY = "recognition_country"
    QUALIFICATION_TYPE = "qualification_type"
    INSTRUMENT = "instrument"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Group:
    """How many evaluations share the values of `key` (in the order of the dimensions asked for).

    The value is None where the evaluation has none: no instrument bound it.
    """

    key: tuple[str | None, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """Counts by group, and the number of distinct evaluations behind them."""

    dimensions: tuple[Dimension, ...]
    groups: tuple[Group, ...]
    evaluations: int
