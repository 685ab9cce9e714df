"""What was said of a credential: the digest and the checks. Never the credential."""

from alembic import op

from shared.db.migration_operations import append_only, grant, separate_tenants

revision = "0011"
down_revision = "0010"

SCHEMA = "credentials"


def upgrade() -> None:
    op.execute(
        f"""
        CREATE TABLE {SCHEMA}.verifications (
            tenant text NOT NULL,
            id uuid NOT NULL,
            digest text NOT NULL,
            document jsonb NOT NULL,
            created_at timestamptz NOT NULL,
            PRIMARY KEY (tenant, id)
        )
        """
    )
    separate_tenants(SCHEMA, "verifications")
    append_only(SCHEMA, "verifications")
    grant(SCHEMA, "verifications", "SELECT, INSERT")


def downgrade() -> None:
    op.execute(f"DROP TABLE {SCHEMA}.verifications")
