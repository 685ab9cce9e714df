"""Jobs: reading a release takes longer than a request."""

from shared.jobs.migration import create_jobs, drop_jobs

revision = "0004"
down_revision = "0003"

SCHEMA = "indicators"


def upgrade() -> None:
    create_jobs(SCHEMA)


def downgrade() -> None:
    drop_jobs(SCHEMA)
