"""Jobs: the publish gate and replays run longer than a request."""

from shared.jobs.migration import create_jobs, drop_jobs

revision = "0003"
down_revision = "0002"

SCHEMA = "conventions"


def upgrade() -> None:
    create_jobs(SCHEMA)


def downgrade() -> None:
    drop_jobs(SCHEMA)
