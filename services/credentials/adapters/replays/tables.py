"""The tables of replays (migration 0007 makes them)."""

from sqlalchemy import BigInteger, Column, Date, Integer, LargeBinary, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from services.credentials.adapters.tables import metadata

case_segments = Table(
    "case_segments",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("format", Text, nullable=False),
    Column("after", Uuid),
    Column("upto", Uuid, nullable=False),
    Column("evaluations", Integer, nullable=False),
    Column("fingerprint", BigInteger, nullable=False),
    Column("content", LargeBinary, nullable=False),
)
"""The tenant's decided cases as columns, derived from its evaluations with `after` < id <= `upto`.

`evaluations` and `fingerprint` say which those were; whoever finds others there now makes the segment anew.
"""

replay_flips = Table(
    "replay_flips",
    metadata,
    Column("job_id", Uuid, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("tenant", Text, nullable=False),
    Column("evaluation", Uuid, nullable=False),
    Column("legal_date", Date, nullable=False),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Column("reasons", JSONB, nullable=False),
)
"""The evaluations that would come out otherwise, numbered from 1 within each replay."""
