"""The log of a case takes in what the applicant was asked for, and what was supplied."""

from alembic import op

revision = "0010"
down_revision = "0009"

BEFORE = "'opened', 'decided', 'appealed', 'appeal_ended'"


def upgrade() -> None:
    _kinds(f"{BEFORE}, 'requested', 'supplied'")


def downgrade() -> None:
    """Go back; the time to decide is forgotten, and with it the appeals against silence cannot be read."""
    _kinds(BEFORE)


def _kinds(kinds: str) -> None:
    op.execute("ALTER TABLE credentials.case_events DROP CONSTRAINT case_events_kind_check")
    op.execute(
        "ALTER TABLE credentials.case_events ADD CONSTRAINT case_events_kind_check"
        f" CHECK (kind IN ({kinds})) NOT VALID"
    )
