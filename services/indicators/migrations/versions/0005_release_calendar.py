"""Releases have a day on which they become public; those made so far were public at once."""

from alembic import op

revision = "0005"
down_revision = "0004"

TABLE = "indicators.statistical_releases"


def upgrade() -> None:
    op.execute(f"ALTER TABLE {TABLE} ADD COLUMN public_from timestamptz")
    # Rewritten, not updated: the table is append-only, and its trigger refuses an UPDATE to everybody.
    op.execute(f"ALTER TABLE {TABLE} ALTER COLUMN public_from TYPE timestamptz USING released_at")
    # The default is for the version that still runs while this one is rolled out.
    op.execute(f"ALTER TABLE {TABLE} ALTER COLUMN public_from SET DEFAULT now()")
    op.execute(f"ALTER TABLE {TABLE} ALTER COLUMN public_from SET NOT NULL")


def downgrade() -> None:
    op.execute(f"ALTER TABLE {TABLE} DROP COLUMN public_from")
