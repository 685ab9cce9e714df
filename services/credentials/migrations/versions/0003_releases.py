"""The accepted releases of the rules, kept for ever; and dead letters, now that this service reads events."""

from alembic import op

from shared.db.migration_operations import append_only, grant
from shared.db.standard_tables import create_inbox

revision = "0003"
down_revision = "0002"

SCHEMA = "credentials"


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE credentials.releases (
            hash text PRIMARY KEY,
            number integer NOT NULL UNIQUE CHECK (number > 0),
            previous text,
            signatures jsonb NOT NULL,
            bundle bytea NOT NULL,
            accepted_at timestamptz NOT NULL DEFAULT now()
        )
        """
    )
    append_only(SCHEMA, "releases")
    grant(SCHEMA, "releases", "SELECT, INSERT")
    create_inbox(SCHEMA)


def downgrade() -> None:
    for table in ("dead_letters", "inbox", "releases"):
        op.execute(f"DROP TABLE {SCHEMA}.{table}")
