"""The clock as a port: nothing in the domain asks the machine for the time."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the present moment as an aware datetime in UTC."""

    def now(self) -> datetime:
        """Return the present moment."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the machine's present moment in UTC."""
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class FixedClock:
    """A clock that stands still, for replays and tests."""

    moment: datetime

    def now(self) -> datetime:
        """Return the one moment that this clock knows."""
        return self.moment
