"""The tables of the schema `conventions`, as the application sees them (migrations/ makes them)."""

from sqlalchemy import BigInteger, Column, Date, DateTime, Identity, Integer, MetaData, Table, Text, func
from sqlalchemy.dialects.postgresql import JSONB

SCHEMA = "conventions"

metadata = MetaData(schema=SCHEMA)

editions = Table(
    "editions",
    metadata,
    Column("number", BigInteger, Identity(always=True), primary_key=True),
    Column("reference_data", Text, nullable=False, unique=True),
    Column("as_of", Date, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
)
"""The knowledge dimension: from `as_of` on, an edition is what was known."""

facts = Table(
    "facts",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("instrument_id", Text, nullable=False),
    Column("state", Text),
    Column("article", Text),
    Column("valid_from", Date),
    Column("valid_to", Date),
    Column("known_from", Date),
    Column("document", JSONB, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
)
"""The valid dimension: each version of a fact once, named by its content, whichever editions hold it."""

edition_facts = Table(
    "edition_facts",
    metadata,
    Column("edition", BigInteger, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("hash", Text, nullable=False),
)
"""Which versions an edition consists of, in the order of the files."""
