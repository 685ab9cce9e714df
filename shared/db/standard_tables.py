"""Tables that several services have: outbox, inbox, dead letters, idempotency keys."""

from alembic import op

from shared.db.migration_operations import grant, separate_tenants


def create_outbox(schema: str) -> None:
    """Make the outbox: the application may only add its tenant's events, the relay only read and mark."""
    op.execute(
        f"""
        CREATE TABLE {schema}.outbox (
            position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            event_id uuid NOT NULL UNIQUE,
            tenant text NOT NULL,
            aggregate_id uuid NOT NULL,
            sequence integer NOT NULL,
            subject text NOT NULL,
            headers jsonb NOT NULL,
            body bytea NOT NULL,
            occurred_at timestamptz NOT NULL,
            xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
            published_at timestamptz
        )
        """
    )
    op.execute(f"CREATE INDEX outbox_waiting ON {schema}.outbox (position) WHERE published_at IS NULL")
    separate_tenants(schema, "outbox")
    op.execute(f"CREATE POLICY relay ON {schema}.outbox TO {schema}_relay USING (true) WITH CHECK (true)")
    grant(schema, "outbox", "INSERT, SELECT")
    grant(schema, "outbox", "SELECT, UPDATE (published_at)", role="relay")


def create_inbox(schema: str) -> None:
    """Make the inbox, which is the archive too, and the dead letters."""
    op.execute(
        f"""
        CREATE TABLE {schema}.inbox (
            consumer text NOT NULL,
            event_id uuid NOT NULL,
            tenant text NOT NULL,
            headers jsonb NOT NULL,
            body bytea NOT NULL,
            received_at timestamptz NOT NULL DEFAULT now(),
            PRIMARY KEY (consumer, event_id)
        )
        """
    )
    separate_tenants(schema, "inbox")
    grant(schema, "inbox", "SELECT, INSERT")
    op.execute(
        f"""
        CREATE TABLE {schema}.dead_letters (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            consumer text NOT NULL,
            stream_sequence bigint NOT NULL,
            subject text NOT NULL,
            headers jsonb NOT NULL,
            body bytea NOT NULL,
            deliveries integer NOT NULL,
            reason text NOT NULL,
            parked_at timestamptz NOT NULL DEFAULT now(),
            settled_at timestamptz,
            settlement text,
            UNIQUE (consumer, stream_sequence)
        )
        """
    )
    grant(schema, "dead_letters", "SELECT, INSERT, UPDATE (settled_at, settlement)")


def create_idempotency_keys(schema: str) -> None:
    """Make the table of shared.http.idempotency."""
    op.execute(
        f"""
        CREATE TABLE {schema}.idempotency_keys (
            tenant text NOT NULL,
            key text NOT NULL,
            endpoint text NOT NULL,
            fingerprint text NOT NULL,
            status integer,
            location text,
            body bytea,
            created_at timestamptz NOT NULL,
            PRIMARY KEY (tenant, key, endpoint)
        )
        """
    )
    separate_tenants(schema, "idempotency_keys")
    grant(schema, "idempotency_keys", "SELECT, INSERT, UPDATE")
