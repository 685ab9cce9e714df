"""Evaluations name the release that decided and the trace of how; a conflict of rules is an outcome, too."""

from alembic import op

revision = "0005"
down_revision = "0004"

CHECK = "evaluations_outcome_check"
OUTCOMES = "'recognise', 'partial', 'refuse', 'needs', 'out_of_scope'"


def upgrade() -> None:
    op.execute("ALTER TABLE credentials.evaluations ADD COLUMN release text, ADD COLUMN trace_hash text")
    _allow(f"{OUTCOMES}, 'conflict'")


def downgrade() -> None:
    _allow(OUTCOMES)
    op.execute("ALTER TABLE credentials.evaluations DROP COLUMN release, DROP COLUMN trace_hash")


def _allow(outcomes: str) -> None:
    op.execute(f"ALTER TABLE credentials.evaluations DROP CONSTRAINT {CHECK}")
    op.execute(f"ALTER TABLE credentials.evaluations ADD CONSTRAINT {CHECK} CHECK (outcome IN ({outcomes}))")
