"""What migrations of several services have in common: tenant policies, append-only guards, grants.

Roles follow one pattern, `<schema>_owner`, `<schema>_app` and `<schema>_relay` (ADR 4). Each function
runs SQL through alembic's `op` and is called from the services' own versions.
"""

from alembic import op

from shared.db.tenancy import TENANT_SETTING


def separate_tenants(schema: str, table: str) -> None:
    """Let the application see and write only the rows of its transaction's tenant."""
    op.execute(f"ALTER TABLE {schema}.{table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {schema}.{table} FORCE ROW LEVEL SECURITY")
    op.execute(
        f"CREATE POLICY tenant ON {schema}.{table} TO {schema}_app "
        f"USING (tenant = current_setting('{TENANT_SETTING}')) "
        f"WITH CHECK (tenant = current_setting('{TENANT_SETTING}'))"
    )


def grant(schema: str, table: str, rights: str, *, role: str = "app") -> None:
    """Give the service's role the named rights on a table, for example ``SELECT, INSERT``."""
    op.execute(f"GRANT {rights} ON {schema}.{table} TO {schema}_{role}")


def append_only(schema: str, table: str) -> None:
    """Refuse UPDATE and DELETE on `table` for everybody, its owner included."""
    op.execute(
        f"CREATE OR REPLACE FUNCTION {schema}.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION '%.% is append-only', TG_TABLE_SCHEMA, TG_TABLE_NAME; END $$"
    )
    op.execute(
        f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {schema}.{table} "
        f"FOR EACH ROW EXECUTE FUNCTION {schema}.refuse_change()"
    )
