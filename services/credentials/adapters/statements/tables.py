"""The tables of statements and of the keys that sign them."""

from sqlalchemy import Column, DateTime, Integer, LargeBinary, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from services.credentials.adapters.tables import metadata

statement_keys = Table(
    "statement_keys",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("public_key", LargeBinary, nullable=False),
    Column("private_key", LargeBinary, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("retired_at", DateTime(timezone=True)),
    Column("revoked_at", DateTime(timezone=True)),
)
"""One key of a tenant signs, the one that is not retired. Rows stay: their public halves verify for ever."""

statements = Table(
    "statements",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("id", Uuid, nullable=False),
    Column("application_id", Uuid, nullable=False),
    Column("decision_id", Uuid, primary_key=True),
    Column("case_version", Integer, nullable=False),
    Column("number", Integer, primary_key=True),
    Column("status_list", Integer, nullable=False),
    Column("status_index", Integer, nullable=False),
    Column("key", Text, nullable=False),
    Column("request", Text, nullable=False),
    Column("content", JSONB, nullable=False),
    Column("signed", LargeBinary),
    Column("digest", Text, nullable=False),
    Column("issued_at", DateTime(timezone=True), nullable=False),
)
"""Append-only. Of several statements of one decision the highest number stands."""
