"""Find the decisions that rest on an evaluation: it carries those of one application."""

from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.execute(
        "CREATE INDEX case_events_by_evaluation ON credentials.case_events"
        " (tenant, (data ->> 'evaluation_id')) WHERE kind = 'decided'"
    )


def downgrade() -> None:
    op.execute("DROP INDEX credentials.case_events_by_evaluation")
