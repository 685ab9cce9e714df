"""The table of accepted releases, and the letters that could not be delivered (migration 0003 makes them)."""

from sqlalchemy import Column, DateTime, Integer, LargeBinary, Table, Text, func
from sqlalchemy.dialects.postgresql import JSONB

from services.credentials.adapters.tables import metadata
from shared.messaging.deadletters import dead_letters_table

dead_letters = dead_letters_table(metadata)

releases = Table(
    "releases",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("number", Integer, nullable=False, unique=True),
    Column("previous", Text),
    Column("signatures", JSONB, nullable=False),
    Column("bundle", LargeBinary, nullable=False),
    Column("accepted_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
)
"""The law, the same for every tenant: each release as it came and was verified."""
