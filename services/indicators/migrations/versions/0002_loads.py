"""Loads of published figures: the catalogue with its signed reports, and the figures in columns (ADR 20)."""

from alembic import op

from shared.db.migration_operations import append_only, grant

revision = "0002"
down_revision = "0001"

SCHEMA = "indicators"
TABLES = ("contents", "content_pieces", "loads")


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE indicators.contents (
            name text PRIMARY KEY CHECK (name ~ '^[0-9a-f]{64}$'),
            size bigint NOT NULL,
            stored_at timestamptz NOT NULL DEFAULT now()
        )
        """
    )
    op.execute(
        """
        CREATE TABLE indicators.content_pieces (
            name text NOT NULL REFERENCES indicators.contents (name),
            position integer NOT NULL,
            piece bytea NOT NULL,
            PRIMARY KEY (name, position)
        )
        """
    )
    # The pieces are compressed already.
    op.execute("ALTER TABLE indicators.content_pieces ALTER COLUMN piece SET STORAGE EXTERNAL")
    op.execute(
        """
        CREATE TABLE indicators.loads (
            id uuid PRIMARY KEY,
            position bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
            source text NOT NULL,
            release text NOT NULL,
            published date,
            files jsonb NOT NULL,
            input text NOT NULL,
            accepted boolean NOT NULL,
            known_at timestamptz NOT NULL,
            observations bigint NOT NULL,
            segment text REFERENCES indicators.contents (name),
            report bytea NOT NULL,
            signature jsonb NOT NULL,
            CHECK (accepted = (segment IS NOT NULL))
        )
        """
    )
    op.execute(
        "CREATE UNIQUE INDEX one_load_of_a_release ON indicators.loads (source, release) WHERE accepted"
    )
    for table in TABLES:
        append_only(SCHEMA, table)
        grant(SCHEMA, table, "SELECT, INSERT")


def downgrade() -> None:
    for table in reversed(TABLES):
        op.execute(f"DROP TABLE {SCHEMA}.{table}")
    op.execute(f"DROP FUNCTION {SCHEMA}.refuse_change")
