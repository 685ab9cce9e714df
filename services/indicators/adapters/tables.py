"""The tables of the schema `indicators`, as the application sees them (migrations/ makes them)."""

from sqlalchemy import Column, DateTime, MetaData, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY

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
