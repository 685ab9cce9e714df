"""The reference data by edition: facts once by their content, editions as lists of them."""

from alembic import op

from shared.db.migration_operations import append_only, grant

revision = "0001"
down_revision = None

SCHEMA = "conventions"
TABLES = ("editions", "facts", "edition_facts")


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE conventions.editions (
            number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            reference_data text NOT NULL UNIQUE,
            as_of date NOT NULL,
            recorded_at timestamptz NOT NULL DEFAULT now()
        )
        """
    )
    op.execute(
        """
        CREATE TABLE conventions.facts (
            hash text PRIMARY KEY,
            kind text NOT NULL CHECK (kind IN ('instrument', 'party', 'provision')),
            instrument_id text NOT NULL,
            state text,
            article text,
            valid_from date,
            valid_to date,
            known_from date,
            document jsonb NOT NULL,
            recorded_at timestamptz NOT NULL DEFAULT now()
        )
        """
    )
    op.execute("CREATE INDEX facts_of_state ON conventions.facts (state, instrument_id)")
    op.execute(
        """
        CREATE TABLE conventions.edition_facts (
            edition bigint NOT NULL REFERENCES conventions.editions (number),
            position integer NOT NULL,
            hash text NOT NULL REFERENCES conventions.facts (hash),
            PRIMARY KEY (edition, position)
        )
        """
    )
    for table in TABLES:
        append_only(SCHEMA, table)
        grant(SCHEMA, table, "SELECT, INSERT")


def downgrade() -> None:
    for table in reversed(TABLES):
        op.execute(f"DROP TABLE {SCHEMA}.{table}")
    op.execute(f"DROP FUNCTION {SCHEMA}.refuse_change")
