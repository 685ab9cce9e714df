"""Answers under Idempotency-Keys and events that were sent are kept for a time, not for ever."""

from shared.db.forgetting import create_forgetting, drop_forgetting

revision = "0005"
down_revision = "0004"

SCHEMA = "conventions"


def upgrade() -> None:
    create_forgetting(SCHEMA)


def downgrade() -> None:
    drop_forgetting(SCHEMA)
