"""What happened to each case: opened, decided, appealed against. Append-only, one number each."""

from alembic import op

from shared.db.migration_operations import append_only, grant, separate_tenants

revision = "0006"
down_revision = "0005"

SCHEMA = "credentials"


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE credentials.case_events (
            tenant text NOT NULL,
            application_id uuid NOT NULL,
            sequence integer NOT NULL CHECK (sequence > 0),
            kind text NOT NULL CHECK (kind IN ('opened', 'decided', 'appealed', 'appeal_ended')),
            data jsonb NOT NULL,
            occurred_at timestamptz NOT NULL,
            PRIMARY KEY (tenant, application_id, sequence)
        )
        """
    )
    separate_tenants(SCHEMA, "case_events")
    append_only(SCHEMA, "case_events")
    grant(SCHEMA, "case_events", "SELECT, INSERT")


def downgrade() -> None:
    op.execute("DROP TABLE credentials.case_events")
