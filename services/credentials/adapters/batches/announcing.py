"""What is announced of a batch that is done: counts, and nothing of what was asked."""

from collections.abc import Mapping
from typing import Any

from shared.contracts.envelope import Event
from shared.contracts.registry import EQUIVALENCE_BATCH_FINISHED, EquivalenceBatchFinished
from shared.jobs.job import Job
from shared.kernel.clock import Clock
from shared.kernel.ids import new_id

SOURCE = "/symbolon/credentials"


class BatchFinished:
    """Makes the event of a job that is done."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def __call__(self, job: Job, result: Mapping[str, Any]) -> Event:
        """Say it of a job and its result."""
        now = self._clock.now()
        return Event(
            id=new_id(self._clock),
            type=EQUIVALENCE_BATCH_FINISHED.type,
            source=SOURCE,
            tenant=job.tenant,
            aggregate_id=job.id,
            sequence=1,
            time=now,
            data=EquivalenceBatchFinished(
                job_id=job.id, rows=result["rows"], received_at=job.created_at, finished_at=now
            ),
        )
