"""The tables of the schema `credentials`, as the application sees them (migrations/ makes them)."""

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    DateTime,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from shared.http.idempotency import idempotency_table
from shared.jobs.table import jobs_table
from shared.messaging.outbox import outbox_table

SCHEMA = "credentials"

metadata = MetaData(schema=SCHEMA)

outbox = outbox_table(metadata)
idempotency_keys = idempotency_table(metadata)
jobs = jobs_table(metadata)

evaluations = Table(
    "evaluations",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("tenant", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("legal_date", Date, nullable=False),
    Column("facts_hash", Text, nullable=False),
    Column("reference_data", Text, nullable=False),
    Column("document", JSONB, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("release", Text),
    Column("trace_hash", Text),
    Index("evaluations_of_tenant", "tenant", "id"),
)

verifications = Table(
    "verifications",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("digest", Text, nullable=False),
    Column("document", JSONB, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
)
"""What was said of a credential, by its digest; the credential itself is kept nowhere."""

legal_bases = Table(
    "legal_bases",
    metadata,
    Column("facts_hash", Text, primary_key=True),
    Column("reference_data", Text, primary_key=True),
    Column("document", JSONB, nullable=False),
    Column("received_at", DateTime(timezone=True), nullable=False),
)
"""Answers of the conventions service: law and codes only, the same for every tenant."""


def _chunks(name: str) -> Table:
    """Declare a table of numbered pieces of one job; `content` is an Arrow stream of `rows` rows."""
    return Table(
        name,
        metadata,
        Column("job_id", Uuid, primary_key=True),
        Column("number", Integer, primary_key=True),
        Column("tenant", Text, nullable=False),
        Column("rows", Integer, nullable=False),
        Column("content", LargeBinary, nullable=False),
    )


batch_rows = _chunks("batch_rows")
batch_answers = _chunks("batch_answers")

register_loads = Table(
    "register_loads",
    metadata,
    Column("number", BigInteger, Identity(always=True), primary_key=True),
    Column("id", Uuid, nullable=False, unique=True),
    Column("register", Text, nullable=False),
    Column("release", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("known_from", Date, nullable=False),
    Column("entries", Integer, nullable=False),
    Column("added", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("unchanged", Integer, nullable=False),
    Column("retracted", Integer, nullable=False),
    Column("refused", Integer, nullable=False),
    Column("findings", JSONB, nullable=False),
    Column("loaded_at", DateTime(timezone=True), nullable=False),
)
"""Each load of a register with its report."""

register_entries = Table(
    "register_entries",
    metadata,
    Column("number", BigInteger, Identity(always=True), primary_key=True),
    Column("register", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("known_from", Date, nullable=False),
    Column("hash", Text, nullable=False),
    Column("document", JSONB(none_as_null=True)),
    Column("load_id", Uuid, nullable=False),
)
"""Each version of each record and fact; the highest number is the newest. No document: taken back."""

case_events = Table(
    "case_events",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("application_id", Uuid, primary_key=True),
    Column("sequence", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("data", JSONB, nullable=False),
    Column("occurred_at", DateTime(timezone=True), nullable=False),
)
"""What happened to each case; its state is the sum of it."""
