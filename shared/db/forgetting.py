"""What a service keeps for a time only: answers under Idempotency-Keys, and events that were sent long ago.

Deleting is a right across tenants, so it is a function of the schema's owner without arguments: whoever runs
the application's role deletes what is old, and nothing else. Sent events stay three times as long as a stream
holds them: the outbox is its second copy. It takes 20,000 rows at a time, to stay within a statement's time.
"""

import asyncio

from alembic import op
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.observability.logging import get_logger

EVERY_SECONDS = 3600.0


def create_forgetting(schema: str) -> None:
    """Make `forget_long_kept` beside the tables `idempotency_keys` and `outbox`; called from a migration."""
    for table, column in (("idempotency_keys", "created_at"), ("outbox", "published_at")):
        op.execute(f"CREATE INDEX {table}_{column} ON {schema}.{table} ({column})")
        op.execute(f"CREATE POLICY forgetting ON {schema}.{table} TO {schema}_owner USING (true)")
    op.execute(_FORGET.replace("SCHEMA", schema))
    op.execute(f"REVOKE ALL ON FUNCTION {schema}.forget_long_kept FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION {schema}.forget_long_kept TO {schema}_app")


def drop_forgetting(schema: str) -> None:
    """Take it away again."""
    op.execute(f"DROP FUNCTION {schema}.forget_long_kept")
    for table, column in (("idempotency_keys", "created_at"), ("outbox", "published_at")):
        op.execute(f"DROP POLICY forgetting ON {schema}.{table}")
        op.execute(f"DROP INDEX {schema}.{table}_{column}")


_FORGET = """
CREATE FUNCTION SCHEMA.forget_long_kept() RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    DELETE FROM SCHEMA.idempotency_keys WHERE ctid IN (
        SELECT ctid FROM SCHEMA.idempotency_keys
        WHERE created_at < now() - interval '30 days' LIMIT 20000
    );
    DELETE FROM SCHEMA.outbox WHERE ctid IN (
        SELECT ctid FROM SCHEMA.outbox
        WHERE published_at < now() - interval '90 days' LIMIT 20000
    )
$$
"""


class Forgetting:
    """Forgets every hour, for as long as a worker runs; several workers may do it."""

    def __init__(self, engine: AsyncEngine, schema: str) -> None:
        self._engine = engine
        self._forget = getattr(func, schema).forget_long_kept

    async def run(self) -> None:
        """Forget for ever; trouble with the database is waited out."""
        while True:
            try:
                await self.forget()
            except (SQLAlchemyError, ConnectionError, TimeoutError) as error:
                get_logger().warning("nothing forgotten", error_type=type(error).__name__)
            await asyncio.sleep(EVERY_SECONDS)

    async def forget(self) -> None:
        """Delete what is older than it is kept."""
        async with self._engine.begin() as connection:
            await connection.execute(select(self._forget()))
