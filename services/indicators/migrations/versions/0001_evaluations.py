"""The projection of completed evaluations, the inbox that feeds it, and the dead letters."""

from alembic import op

from shared.db.migration_operations import grant, separate_tenants
from shared.db.standard_tables import create_inbox

revision = "0001"
down_revision = None

SCHEMA = "indicators"


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE indicators.evaluations (
            tenant text NOT NULL,
            evaluation_id uuid NOT NULL,
            outcome text NOT NULL,
            award_country text NOT NULL,
            recognition_country text NOT NULL,
            qualification_type text NOT NULL,
            instruments text[] NOT NULL,
            month text NOT NULL,
            completed_at timestamptz NOT NULL,
            PRIMARY KEY (tenant, evaluation_id)
        )
        """
    )
    separate_tenants(SCHEMA, "evaluations")
    grant(SCHEMA, "evaluations", "SELECT, INSERT, DELETE")
    create_inbox(SCHEMA)


def downgrade() -> None:
    for table in ("dead_letters", "inbox", "evaluations"):
        op.execute(f"DROP TABLE {SCHEMA}.{table}")
