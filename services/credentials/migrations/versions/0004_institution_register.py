"""The institution register: loads, and the entries that they brought, each version a row of its own.

Reference data of the deployment, the same for every tenant. Nothing is ever changed or deleted: `known_from`
and the order of the rows are the knowledge dimension, the intervals inside a document the valid one.
"""

from alembic import op

from shared.db.migration_operations import append_only, grant

revision = "0004"
down_revision = "0003"

SCHEMA = "credentials"
TABLES = ("register_loads", "register_entries")


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE credentials.register_loads (
            number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            id uuid NOT NULL UNIQUE,
            register text NOT NULL,
            release text NOT NULL,
            address text NOT NULL,
            known_from date NOT NULL,
            entries integer NOT NULL,
            added integer NOT NULL,
            changed integer NOT NULL,
            unchanged integer NOT NULL,
            retracted integer NOT NULL,
            refused integer NOT NULL,
            findings jsonb NOT NULL,
            loaded_at timestamptz NOT NULL
        )
        """
    )
    op.execute(
        """
        CREATE TABLE credentials.register_entries (
            number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            register text NOT NULL,
            kind text NOT NULL CHECK (kind IN ('record', 'fact')),
            key text NOT NULL,
            known_from date NOT NULL,
            hash text NOT NULL,
            document jsonb,
            load_id uuid NOT NULL
        )
        """
    )
    op.execute(
        "CREATE INDEX register_entries_by_key "
        "ON credentials.register_entries (register, kind, key, number DESC)"
    )
    for table in TABLES:
        append_only(SCHEMA, table)
        grant(SCHEMA, table, "SELECT, INSERT")


def downgrade() -> None:
    for table in reversed(TABLES):
        op.execute(f"DROP TABLE {SCHEMA}.{table}")
