"""The tables of the schema `indicators`, as the application sees them (migrations/ makes them)."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Identity,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from services.indicators.domain.recognition.cases import PROFILE_FIELDS
from shared.jobs.table import jobs_table
from shared.messaging.deadletters import dead_letters_table
from shared.messaging.inbox import inbox_table

SCHEMA = "indicators"

metadata = MetaData(schema=SCHEMA)

jobs = jobs_table(metadata)

inbox = inbox_table(metadata)
dead_letters = dead_letters_table(metadata)

evaluations = Table(
    "evaluations",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("evaluation_id", Uuid, primary_key=True),
    Column("outcome", Text, nullable=False),
    Column("award_country", Text, nullable=False),
    Column("recognition_country", Text, nullable=False),
    Column("qualification_type", Text, nullable=False),
    Column("instruments", ARRAY(Text), nullable=False),
    Column("month", Text, nullable=False),
    Column("completed_at", DateTime(timezone=True), nullable=False),
)

contents = Table(
    "contents",
    metadata,
    Column("name", Text, primary_key=True),
    Column("size", BigInteger, nullable=False),
)

content_pieces = Table(
    "content_pieces",
    metadata,
    Column("name", Text, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("piece", LargeBinary, nullable=False),
)

loads = Table(
    "loads",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("position", BigInteger, Identity(always=True), unique=True),
    Column("source", Text, nullable=False),
    Column("release", Text, nullable=False),
    Column("published", Date),
    Column("files", JSONB, nullable=False),
    Column("input", Text, nullable=False),
    Column("accepted", Boolean, nullable=False),
    Column("known_at", DateTime(timezone=True), nullable=False),
    Column("observations", BigInteger, nullable=False),
    Column("segment", Text),
    Column("report", LargeBinary, nullable=False),
    Column("signature", JSONB, nullable=False),
)

cases = Table(
    "cases",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("application_id", Uuid, primary_key=True),
    *(Column(name, Text, nullable=False) for name in PROFILE_FIELDS),
    Column("opened_at", DateTime(timezone=True), nullable=False),
)

case_decisions = Table(
    "case_decisions",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("decision_id", Uuid, primary_key=True),
    Column("application_id", Uuid, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("decided_at", DateTime(timezone=True), nullable=False),
)

case_appeals = Table(
    "case_appeals",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("appeal_id", Uuid, primary_key=True),
    Column("application_id", Uuid, nullable=False),
    Column("decision_id", Uuid),
    Column("lodged_at", DateTime(timezone=True)),
    Column("result", Text),
    Column("ended_at", DateTime(timezone=True)),
)
"""One row an appeal; its two events may come in either order, each fills its own columns."""

record_key_secrets = Table(
    "record_key_secrets",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("secret", LargeBinary, nullable=False),
)

statistical_countings = Table(
    "statistical_countings",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("counted_at", DateTime(timezone=True), primary_key=True),
    Column("tables", JSONB, nullable=False),
)
"""True counts of all public tables of a year at one moment, from which releases are made."""

statistical_releases = Table(
    "statistical_releases",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("position", BigInteger, Identity(always=True), unique=True),
    Column("cube", Text, nullable=False),
    Column("year", Integer, nullable=False),
    Column("counted_at", DateTime(timezone=True), nullable=False),
    Column("released_at", DateTime(timezone=True), nullable=False),
    Column("public_from", DateTime(timezone=True), nullable=False),
    Column("released", JSONB, nullable=False),
    Column("audit", JSONB, nullable=False),
    Column("publication", JSONB, nullable=False),
)
"""`released` is public; `publication` holds the true counts, which the next audit needs."""
