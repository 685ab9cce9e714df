"""What the statistics of evaluations and cases need from outside."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar
from uuid import UUID

from services.indicators.domain.recognition.cases import CaseDimension, CaseEvent, Outcome, Profile
from services.indicators.domain.recognition.counting import Counting
from services.indicators.domain.recognition.evaluated import Dimension, Evaluated, Statistics
from services.indicators.domain.recognition.reconciliation import Tally
from services.indicators.domain.recognition.released import PublicTable, StatisticalRelease
from services.indicators.domain.recognition.statistics import Appeals, Cohort

Received_co = TypeVar("Received_co", covariant=True)


class Projection(Protocol):
    """The evaluations of one tenant, ready to be counted."""

    async def add(self, evaluated: Evaluated) -> None:
        """Add one."""
        ...

    async def clear(self) -> None:
        """Remove all, so that they can be added again from the archive."""
        ...

    async def count(self, dimensions: Sequence[Dimension]) -> Statistics:
        """Count by `dimensions`."""
        ...


class Archive(Protocol[Received_co]):
    """The tenant's events as they were received."""

    def events(self) -> AsyncIterator[Received_co]:
        """Read them in the order of arrival."""
        ...


@dataclass(frozen=True, slots=True)
class Span:
    """Which cases: those opened from a moment on (included) and before another. None does not restrict."""

    opened_from: datetime | None = None
    opened_before: datetime | None = None


class Cases(Protocol):
    """The cases of one tenant, ready to be counted."""

    async def apply(self, event: CaseEvent) -> None:
        """Take in one event."""
        ...

    async def clear(self) -> None:
        """Remove all, so that they can be taken in again from the archive."""
        ...

    async def cohorts(
        self, dimensions: Sequence[CaseDimension], span: Span, *, now: datetime
    ) -> list[Cohort]:
        """Count cases by `dimensions`, present outcome and days; `now` is where open cases stand."""
        ...

    async def appeals(self, dimensions: Sequence[CaseDimension], span: Span) -> list[Appeals]:
        """Count lodged appeals."""
        ...

    def closed_in(self, year: int) -> AsyncIterator[tuple[UUID, Profile, Outcome]]:
        """Go through the cases whose last decision falls into `year` (UTC) and stands."""
        ...

    async def tally(self) -> tuple[Tally, int, int, int]:
        """Count the rows of each kind; then closed, open, and decisions whose opening is not there yet."""
        ...


class Releases(Protocol):
    """The released tables of one tenant. They are never changed."""

    async def secret(self) -> bytes:
        """Give the tenant's secret of the record keys; it is made once."""
        ...

    async def last_counting(self, year: int) -> Counting | None:
        """Fetch the last counting of a year from which a table was released."""
        ...

    async def add_counting(self, tenant: str, counting: Counting) -> None:
        """Keep a counting, with the first release that is made from it."""
        ...

    async def add(self, release: StatisticalRelease) -> None:
        """Keep a release."""
        ...

    async def all(self) -> list[StatisticalRelease]:
        """List all releases, the oldest first."""
        ...

    async def public(self, now: datetime) -> list[PublicTable]:
        """List what is public of each release by now, the oldest first. No true count is read for it."""
        ...

    async def public_ids(self, now: datetime) -> list[UUID]:
        """List the ids of the releases that are public by now, the oldest first."""
        ...

    async def get(self, release_id: UUID) -> StatisticalRelease:
        """Fetch one. Raises UnknownRelease."""
        ...

    async def close_others_out(self) -> None:
        """Let no one else release for this tenant until this transaction ends."""
        ...
