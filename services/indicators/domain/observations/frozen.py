"""Series that their publisher has ended: kept as they were, never continued, shown with their vintage."""

from dataclasses import dataclass
from datetime import date

from services.indicators.domain.observations.observation import Observation
from shared.kernel.errors import Conflict


class SeriesIsFrozen(Conflict):
    """The series has ended; a figure of another release cannot join it."""

    code = "series_is_frozen"
    title = "The series is frozen"


@dataclass(frozen=True, slots=True)
class FrozenSeries:
    """An ended series with its one vintage and why it ended. Raises SeriesIsFrozen on a figure of another."""

    indicator: str
    release: str
    frozen_on: date | None
    reason: str
    observations: tuple[Observation, ...]

    def __post_init__(self) -> None:
        for it in self.observations:
            if it.release != self.release or it.series.indicator != self.indicator:
                raise SeriesIsFrozen(
                    f"{self.indicator} ended with release {self.release}; it cannot take a figure of "
                    f"{it.series.indicator} from {it.release}"
                )
