"""A released table of recognition statistics, with what the public is told of its audit."""

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
    """What may be told of an audit: numbers of cells and ratios, no count.

    attacked: hidden counts of this release and of earlier ones that it is tied to. recovered and narrow are 0
    in every release, or it would not be one. narrowest: the smallest interval over what it must be (1 or
    more; None without hidden counts). error: mean relative error of shown counts of 50 and more;
    large_hidden: how many such counts are hidden.
    """

    attacked: int
    recovered: int
    narrow: int
    narrowest: float | None
    error: float
    large_hidden: int


def summary(audit: Audit) -> AuditSummary:
    """Take from an audit what may be told."""
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
    released_at: datetime
    table: ReleasedTable


@dataclass(frozen=True)
class StatisticalRelease:
    """One release of one public table for one year. `publication` holds true counts and stays here."""

    id: UUID
    tenant: str
    cube: str
    year: int
    released_at: datetime
    table: ReleasedTable
    audit: AuditSummary
    publication: Publication
