"""A released table of recognition statistics, with what its audit found."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.indicators.domain.disclosure.audit import Audit
from services.indicators.domain.disclosure.knowledge import Publication
from services.indicators.domain.disclosure.released import ReleasedTable
from shared.kernel.errors import NotFound


class UnknownRelease(NotFound):
    """There is no such release, or it is another tenant's."""

    code = "unknown_release"
    title = "Unknown release"


@dataclass(frozen=True, slots=True)
class AuditSummary:
    """What an audit found, for the statistician: numbers of cells and ratios; none of it is public.

    attacked: hidden counts of this release and of earlier ones that it is tied to (it would tell whether one
    has changed since). recovered and narrow are 0 in every release, or it would not be one. narrowest: the
    smallest interval over what it must be (1 or more; None without hidden counts). error: mean relative error
    of shown counts of 50 and more (it would tell the noise where there is one). large_hidden: how many such
    counts are hidden (it would tell that a hidden count is not small).
    """

    attacked: int
    recovered: int
    narrow: int
    narrowest: float | None
    error: float
    large_hidden: int


def summary(audit: Audit) -> AuditSummary:
    """Take from an audit what is kept."""
    worst = audit.worst
    return AuditSummary(
        attacked=len(audit.intervals),
        recovered=len(audit.recovered),
        narrow=len(audit.narrow),
        narrowest=worst.width / worst.required if worst else None,
        error=audit.utility.error,
        large_hidden=audit.utility.large_hidden,
    )


@dataclass(frozen=True, slots=True)
class PublicTable:
    """What the public gets of one release: the protected table, and what tells it apart from others."""

    id: UUID
    cube: str
    year: int
    public_from: datetime
    table: ReleasedTable


@dataclass(frozen=True)
class StatisticalRelease:
    """One release of one public table for one year. `publication` holds true counts and stays here.

    It holds the cases as they were at `counted_at`, was made at `released_at` and is public from
    `public_from` on: at once, or from its day on.
    """

    id: UUID
    tenant: str
    cube: str
    year: int
    counted_at: datetime
    released_at: datetime
    public_from: datetime
    table: ReleasedTable
    audit: AuditSummary
    publication: Publication

    def is_public(self, now: datetime) -> bool:
        """Say whether its day has come."""
        return self.public_from <= now
