"""Statements of decisions, the keys that sign them, and which of them no longer stand."""

from alembic import op

from shared.db.migration_operations import append_only, grant, separate_tenants

revision = "0009"
down_revision = "0008"

SCHEMA = "credentials"


def upgrade() -> None:
    op.execute(
        f"""
        CREATE TABLE {SCHEMA}.statement_keys (
            tenant text NOT NULL,
            name text NOT NULL,
            public_key bytea NOT NULL CHECK (length(public_key) = 32),
            private_key bytea NOT NULL,
            made_at timestamptz NOT NULL,
            retired_at timestamptz,
            revoked_at timestamptz CHECK (retired_at IS NOT NULL OR revoked_at IS NULL),
            PRIMARY KEY (tenant, name)
        )
        """
    )
    op.execute(
        f"CREATE UNIQUE INDEX one_key_signs ON {SCHEMA}.statement_keys (tenant) WHERE retired_at IS NULL"
    )
    separate_tenants(SCHEMA, "statement_keys")
    grant(SCHEMA, "statement_keys", "SELECT, INSERT, UPDATE (retired_at, revoked_at)")
    op.execute(
        f"""
        CREATE TABLE {SCHEMA}.statements (
            tenant text NOT NULL,
            id uuid NOT NULL,
            application_id uuid NOT NULL,
            decision_id uuid NOT NULL,
            case_version integer NOT NULL,
            number integer NOT NULL CHECK (number > 0),
            status_list integer NOT NULL CHECK (status_list > 0),
            status_index integer NOT NULL CHECK (status_index BETWEEN 0 AND 131071),
            key text NOT NULL,
            request text NOT NULL,
            content jsonb NOT NULL,
            signed bytea,
            digest text NOT NULL,
            issued_at timestamptz NOT NULL,
            PRIMARY KEY (tenant, decision_id, number),
            UNIQUE (tenant, status_list, status_index),
            FOREIGN KEY (tenant, key) REFERENCES {SCHEMA}.statement_keys (tenant, name)
        )
        """
    )
    op.execute(f"CREATE INDEX statements_of_case ON {SCHEMA}.statements (tenant, application_id)")
    op.execute(f"CREATE INDEX replacing ON {SCHEMA}.statements (tenant, decision_id) WHERE number > 1")
    separate_tenants(SCHEMA, "statements")
    append_only(SCHEMA, "statements")
    grant(SCHEMA, "statements", "SELECT, INSERT")
    op.execute(
        f"""
        CREATE INDEX decisions_set_aside ON {SCHEMA}.case_events (tenant, application_id, sequence)
        WHERE kind = 'appeal_ended' AND data ->> 'result' IN ('overturned', 'remitted')
        """
    )


def downgrade() -> None:
    op.execute(f"DROP INDEX {SCHEMA}.decisions_set_aside")
    op.execute(f"DROP TABLE {SCHEMA}.statements")
    op.execute(f"DROP TABLE {SCHEMA}.statement_keys")
