"""Evaluations, the legal bases they rest on, outbox and idempotency keys."""

from alembic import op

from shared.db.migration_operations import append_only, grant, separate_tenants
from shared.db.standard_tables import create_idempotency_keys, create_outbox

revision = "0001"
down_revision = None

SCHEMA = "credentials"


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE credentials.evaluations (
            id uuid PRIMARY KEY,
            tenant text NOT NULL,
            outcome text NOT NULL
                CHECK (outcome IN ('recognise', 'partial', 'refuse', 'needs', 'out_of_scope')),
            legal_date date NOT NULL,
            facts_hash text NOT NULL,
            reference_data text NOT NULL,
            document jsonb NOT NULL,
            created_at timestamptz NOT NULL
        )
        """
    )
    op.execute("CREATE INDEX evaluations_of_tenant ON credentials.evaluations (tenant, id)")
    separate_tenants(SCHEMA, "evaluations")
    append_only(SCHEMA, "evaluations")
    grant(SCHEMA, "evaluations", "SELECT, INSERT")
    op.execute(
        """
        CREATE TABLE credentials.legal_bases (
            facts_hash text NOT NULL,
            reference_data text NOT NULL,
            document jsonb NOT NULL,
            received_at timestamptz NOT NULL,
            PRIMARY KEY (facts_hash, reference_data)
        )
        """
    )
    append_only(SCHEMA, "legal_bases")
    grant(SCHEMA, "legal_bases", "SELECT, INSERT")
    create_outbox(SCHEMA)
    create_idempotency_keys(SCHEMA)


def downgrade() -> None:
    for table in ("idempotency_keys", "outbox", "legal_bases", "evaluations"):
        op.execute(f"DROP TABLE {SCHEMA}.{table}")
    op.execute(f"DROP FUNCTION {SCHEMA}.refuse_change")
