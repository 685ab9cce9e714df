"""The table `jobs` of a service's schema; `create_jobs` in `shared.db.standard_tables` makes it."""

from typing import Any

from sqlalchemy import BigInteger, Column, DateTime, Integer, MetaData, Row, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from shared.jobs.job import Failure, Job, JobState


def jobs_table(metadata: MetaData) -> Table:
    """Declare the table."""
    return Table(
        "jobs",
        metadata,
        Column("id", Uuid, primary_key=True),
        Column("tenant", Text, nullable=False),
        Column("kind", Text, nullable=False),
        Column("state", Text, nullable=False),
        Column("parameters", JSONB, nullable=False),
        Column("position", BigInteger, nullable=False),
        Column("done", BigInteger, nullable=False),
        Column("total", BigInteger),
        Column("idempotency_key", Text),
        Column("fingerprint", Text),
        Column("lease", Uuid),
        Column("lease_until", DateTime(timezone=True)),
        Column("due_at", DateTime(timezone=True), nullable=False),
        Column("attempts", Integer, nullable=False),
        Column("result", JSONB(none_as_null=True)),
        Column("failure", JSONB(none_as_null=True)),
        Column("created_at", DateTime(timezone=True), nullable=False),
        Column("started_at", DateTime(timezone=True)),
        Column("finished_at", DateTime(timezone=True)),
    )


def read_job(row: Row[Any]) -> Job:
    """Read a row."""
    return Job(
        id=row.id,
        tenant=row.tenant,
        kind=row.kind,
        state=JobState(row.state),
        parameters=row.parameters,
        position=row.position,
        done=row.done,
        total=row.total,
        fingerprint=row.fingerprint,
        attempts=row.attempts,
        result=row.result,
        failure=Failure(**row.failure) if row.failure else None,
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
    )
