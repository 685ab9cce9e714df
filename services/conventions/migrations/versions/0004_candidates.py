"""Candidates are kept as bundles, so that they can be replayed against decided cases before release."""

from alembic import op

from shared.db.migration_operations import append_only, grant

revision = "0004"
down_revision = "0003"

SCHEMA = "conventions"


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE conventions.rule_candidates (
            hash text PRIMARY KEY,
            bundle bytea NOT NULL,
            recorded_at timestamptz NOT NULL DEFAULT now()
        )
        """
    )
    append_only(SCHEMA, "rule_candidates")
    grant(SCHEMA, "rule_candidates", "SELECT, INSERT")


def downgrade() -> None:
    op.execute("DROP TABLE conventions.rule_candidates")
