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

from shared.messaging.deadletters import dead_letters_table
from shared.messaging.inbox import inbox_table

SCHEMA = "indicators"

metadata = MetaData(schema=SCHEMA)

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
