"""Replays: decided cases kept as columns, and the evaluations that would come out otherwise."""

from alembic import op

from shared.db.migration_operations import grant, separate_tenants

revision = "0007"
down_revision = "0006"

SCHEMA = "credentials"


def upgrade() -> None:
    op.execute(
        f"""
        CREATE TABLE {SCHEMA}.case_segments (
            tenant text NOT NULL,
            number integer NOT NULL,
            format text NOT NULL,
            after uuid,
            upto uuid NOT NULL,
            evaluations integer NOT NULL,
            fingerprint bigint NOT NULL,
            content bytea NOT NULL,
            PRIMARY KEY (tenant, number)
        )
        """
    )
    # The content is compressed already.
    op.execute(f"ALTER TABLE {SCHEMA}.case_segments ALTER COLUMN content SET STORAGE EXTERNAL")
    separate_tenants(SCHEMA, "case_segments")
    grant(SCHEMA, "case_segments", "SELECT, INSERT, UPDATE, DELETE")
    op.execute(
        f"""
        CREATE TABLE {SCHEMA}.replay_flips (
            job_id uuid NOT NULL REFERENCES {SCHEMA}.jobs (id) ON DELETE CASCADE,
            number integer NOT NULL,
            tenant text NOT NULL,
            evaluation uuid NOT NULL,
            legal_date date NOT NULL,
            before text NOT NULL,
            after text NOT NULL,
            reasons jsonb NOT NULL,
            PRIMARY KEY (job_id, number)
        )
        """
    )
    separate_tenants(SCHEMA, "replay_flips")
    grant(SCHEMA, "replay_flips", "SELECT, INSERT, DELETE")


def downgrade() -> None:
    op.execute(f"DROP TABLE {SCHEMA}.replay_flips")
    op.execute(f"DROP TABLE {SCHEMA}.case_segments")
