"""The tables of the rules' life, as the application sees them (migration 0002 makes them)."""

from sqlalchemy import Boolean, Column, Date, DateTime, Index, Integer, LargeBinary, Table, Text, Uuid, func
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from services.conventions.adapters.tables import metadata
from shared.http.idempotency import idempotency_table
from shared.jobs.table import jobs_table
from shared.messaging.outbox import outbox_table

outbox = outbox_table(metadata)
idempotency_keys = idempotency_table(metadata)
jobs = jobs_table(metadata)

documents = Table(
    "rule_documents",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Index("rule_documents_by_name", "kind", "name", "version"),
)
"""Every text there ever was, drafts included, named by its content."""

gate_reports = Table(
    "rule_gate_reports",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("candidate", Text, nullable=False),
    Column("documents", ARRAY(Text), nullable=False),
    Column("passed", Boolean, nullable=False),
    Column("report", JSONB, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Index("rule_gate_reports_of_candidate", "candidate"),
)
"""What the publish gate found in a candidate release; `documents` are those that the candidate adds."""

steps = Table(
    "rule_steps",
    metadata,
    Column("draft", Uuid, primary_key=True),
    Column("sequence", Integer, primary_key=True),
    Column("state", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("authored", Boolean, nullable=False),
    Column("actor", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("report", Text),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
)
"""The life of each document; its last step is where it stands."""

candidates = Table(
    "rule_candidates",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("bundle", LargeBinary, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
)
"""Releases that might be: what the gate examined, ready to be replayed against decided cases. Unsigned."""

releases = Table(
    "rule_releases",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("number", Integer, nullable=False, unique=True),
    Column("previous", Text, unique=True),
    Column("report", Text, nullable=False),
    Column("signatures", JSONB, nullable=False),
    Column("bundle", LargeBinary, nullable=False),
    Column("published_by", Text, nullable=False),
    Column("published_at", DateTime(timezone=True), nullable=False),
)
"""The chain of releases. The bundle is kept as the bytes that go out."""

release_documents = Table(
    "rule_release_documents",
    metadata,
    Column("release", Text, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("document", Text, nullable=False),
    Column("published", Date),
)
"""Which documents a release consists of, and when each was published first (none: known always)."""

supersessions = Table(
    "rule_supersessions",
    metadata,
    Column("superseded", Text, primary_key=True),
    Column("superseding", Text, primary_key=True),
    Column("release", Text, nullable=False),
)
"""Old version → new version. The old one's row and bytes stay as they are."""
