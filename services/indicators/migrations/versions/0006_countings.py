"""Cases of a year are counted into all public tables at one moment; each release tells which."""

from alembic import op

from shared.db.migration_operations import append_only, grant, separate_tenants

revision = "0006"
down_revision = "0005"

SCHEMA = "indicators"
TABLE = f"{SCHEMA}.statistical_releases"


def upgrade() -> None:
    op.execute(
        f"""
        CREATE TABLE {SCHEMA}.statistical_countings (
            tenant text NOT NULL,
            year integer NOT NULL,
            counted_at timestamptz NOT NULL,
            tables jsonb NOT NULL,
            PRIMARY KEY (tenant, year, counted_at)
        )
        """
    )
    separate_tenants(SCHEMA, "statistical_countings")
    append_only(SCHEMA, "statistical_countings")
    grant(SCHEMA, "statistical_countings", "SELECT, INSERT")
    # As in 0005: rewritten, not updated, and with a default for the version that still runs.
    op.execute(f"ALTER TABLE {TABLE} ADD COLUMN counted_at timestamptz")
    op.execute(f"ALTER TABLE {TABLE} ALTER COLUMN counted_at TYPE timestamptz USING released_at")
    op.execute(f"ALTER TABLE {TABLE} ALTER COLUMN counted_at SET DEFAULT now()")
    op.execute(f"ALTER TABLE {TABLE} ALTER COLUMN counted_at SET NOT NULL")


def downgrade() -> None:
    op.execute(f"ALTER TABLE {TABLE} DROP COLUMN counted_at")
    op.execute(f"DROP TABLE {SCHEMA}.statistical_countings")
