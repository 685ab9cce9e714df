"""A job: long work that was accepted once, outlives the process that does it, and can be watched."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from shared.kernel.errors import Conflict, NotFound


class JobState(StrEnum):
    """Where a job stands. The last three are final."""

    RECEIVING = "receiving"
    """Its input is still coming in; nobody works on it."""
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


FINAL = frozenset({JobState.DONE, JobState.FAILED, JobState.CANCELLED})


class UnknownJob(NotFound):
    """There is no such job, or it is another tenant's."""

    code = "unknown_job"
    title = "No such job"


class JobHasEnded(Conflict):
    """The job is done or has failed: there is nothing left to cancel."""

    code = "job_has_ended"
    title = "The job has ended"


class KeyReused(Conflict):
    """The Idempotency-Key was used for a job with another content."""

    code = "idempotency_key_reused"
    title = "The key belongs to another request"


class LeaseLost(Exception):
    """The job was cancelled, or another worker has taken it over; what was not committed is void."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a job failed: `code` for programs, the rest for people. Never quotes input."""

    code: str
    title: str
    detail: str


@dataclass(frozen=True, slots=True)
class Job:
    """A job as it was when it was read.

    `parameters` say what to do. `position` is the handler's own mark of the last committed step: work
    begins after it, however often it is taken up. `done` of `total` (None: not known yet) count in the unit
    of the kind, for example rows.
    """

    id: UUID
    tenant: str
    kind: str
    state: JobState
    parameters: dict[str, Any]
    position: int
    done: int
    total: int | None
    fingerprint: str | None
    attempts: int
    result: dict[str, Any] | None
    failure: Failure | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None

    @property
    def ended(self) -> bool:
        """Whether nothing will change any more."""
        return self.state in FINAL
