"""Answers under Idempotency-Keys and events that were sent are kept for a time, not for ever."""

from shared.db.forgetting import create_forgetting, drop_forgetting

revision = "0008"
down_revision = "0007"

SCHEMA = "credentials"


def upgrade() -> None:
    create_forgetting(SCHEMA)


def downgrade() -> None:
    drop_forgetting(SCHEMA)
