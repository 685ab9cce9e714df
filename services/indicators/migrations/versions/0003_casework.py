"""Cases with their decisions and appeals, the tenants' record keys, and the released tables (ADR 22)."""

from alembic import op

from shared.db.migration_operations import append_only, grant, separate_tenants

revision = "0003"
down_revision = "0002"

SCHEMA = "indicators"
PROJECTED = ("cases", "case_decisions", "case_appeals")
KEPT = ("record_key_secrets", "statistical_releases")


def upgrade() -> None:
    _cases()
    _releases()
    for table in (*PROJECTED, *KEPT):
        separate_tenants(SCHEMA, table)
    for table in PROJECTED:
        grant(SCHEMA, table, "SELECT, INSERT, UPDATE, DELETE")
    for table in KEPT:
        append_only(SCHEMA, table)
        grant(SCHEMA, table, "SELECT, INSERT")


def downgrade() -> None:
    for table in (*KEPT, *PROJECTED):
        op.execute(f"DROP TABLE {SCHEMA}.{table}")


def _cases() -> None:
    op.execute(
        """
        CREATE TABLE indicators.cases (
            tenant text NOT NULL,
            application_id uuid NOT NULL,
            origin text NOT NULL,
            host text NOT NULL,
            qualification_type text NOT NULL,
            level text NOT NULL,
            field text NOT NULL,
            sex text NOT NULL,
            age text NOT NULL,
            legal_status text NOT NULL,
            documents text NOT NULL,
            institution text NOT NULL,
            opened_at timestamptz NOT NULL,
            PRIMARY KEY (tenant, application_id)
        )
        """
    )
    op.execute(
        """
        CREATE TABLE indicators.case_decisions (
            tenant text NOT NULL,
            decision_id uuid NOT NULL,
            application_id uuid NOT NULL,
            outcome text NOT NULL,
            decided_at timestamptz NOT NULL,
            PRIMARY KEY (tenant, decision_id)
        )
        """
    )
    op.execute(
        "CREATE INDEX case_decisions_of_application "
        "ON indicators.case_decisions (tenant, application_id, decided_at)"
    )
    op.execute(
        """
        CREATE TABLE indicators.case_appeals (
            tenant text NOT NULL,
            appeal_id uuid NOT NULL,
            application_id uuid NOT NULL,
            decision_id uuid,
            lodged_at timestamptz,
            result text,
            ended_at timestamptz,
            PRIMARY KEY (tenant, appeal_id)
        )
        """
    )
    op.execute("CREATE INDEX case_appeals_of_application ON indicators.case_appeals (tenant, application_id)")


def _releases() -> None:
    op.execute(
        """
        CREATE TABLE indicators.record_key_secrets (
            tenant text PRIMARY KEY,
            secret bytea NOT NULL CHECK (length(secret) = 32)
        )
        """
    )
    op.execute(
        """
        CREATE TABLE indicators.statistical_releases (
            tenant text NOT NULL,
            id uuid NOT NULL,
            position bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
            cube text NOT NULL,
            year integer NOT NULL,
            released_at timestamptz NOT NULL,
            released jsonb NOT NULL,
            audit jsonb NOT NULL,
            publication jsonb NOT NULL,
            PRIMARY KEY (tenant, id)
        )
        """
    )
