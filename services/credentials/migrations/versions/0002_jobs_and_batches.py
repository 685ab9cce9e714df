"""Jobs, and the rows and answers of batches of equivalence checks, in chunks."""

from alembic import op

from shared.db.migration_operations import grant, separate_tenants
from shared.jobs.migration import create_jobs, drop_jobs

revision = "0002"
down_revision = "0001"

SCHEMA = "credentials"
TABLES = ("batch_rows", "batch_answers")


def upgrade() -> None:
    create_jobs(SCHEMA)
    for table in TABLES:
        op.execute(
            f"""
            CREATE TABLE {SCHEMA}.{table} (
                job_id uuid NOT NULL REFERENCES {SCHEMA}.jobs (id) ON DELETE CASCADE,
                number integer NOT NULL,
                tenant text NOT NULL,
                rows integer NOT NULL,
                content bytea NOT NULL,
                PRIMARY KEY (job_id, number)
            )
            """
        )
        # The content is compressed already.
        op.execute(f"ALTER TABLE {SCHEMA}.{table} ALTER COLUMN content SET STORAGE EXTERNAL")
        separate_tenants(SCHEMA, table)
        grant(SCHEMA, table, "SELECT, INSERT, DELETE")


def downgrade() -> None:
    for table in TABLES:
        op.execute(f"DROP TABLE {SCHEMA}.{table}")
    drop_jobs(SCHEMA)
