"""What is kept for a time goes after it, for every tenant; what is still needed stays."""

import asyncpg
import pytest

from shared.db.engine import create_engine
from shared.db.forgetting import Forgetting
from tests.support.platform import Database

KEY = (
    "INSERT INTO {}.idempotency_keys (tenant, key, endpoint, fingerprint, created_at) "
    "VALUES ($1, $2, 'POST /', 'x', now() - make_interval(days => $3))"
)
EVENT = (
    "INSERT INTO {}.outbox (event_id, tenant, aggregate_id, sequence, subject, headers, body, occurred_at, "
    "published_at) VALUES (gen_random_uuid(), $1, gen_random_uuid(), 1, $2, '{{}}', '', "
    "now() - interval '1 year', now() - make_interval(days => $3))"
)


@pytest.mark.parametrize("schema", ["conventions", "credentials"])
async def test_old_answers_and_sent_events_go_and_nothing_else(database: Database, schema: str) -> None:
    async with database.connect() as connection:
        for tenant in ("norway", "france"):
            await connection.execute(KEY.format(schema), tenant, "old", 31)
            await connection.execute(KEY.format(schema), tenant, "young", 29)
            await connection.execute(EVENT.format(schema), tenant, "sent long ago", 91)
            await connection.execute(EVENT.format(schema), tenant, "sent", 89)
            await connection.execute(EVENT.format(schema), tenant, "never sent", None)
        engine = create_engine(database.urls[schema].app, application_name="test-forgetting", pool_size=1)
        await Forgetting(engine, schema).forget()
        await engine.dispose()
        kept = await connection.fetch(f"SELECT key FROM {schema}.idempotency_keys")  # noqa: S608 - ours
        events = await connection.fetch(f"SELECT subject FROM {schema}.outbox")  # noqa: S608 - ours
    assert sorted(it["key"] for it in kept) == ["young", "young"]
    assert sorted(it["subject"] for it in events) == ["never sent", "never sent", "sent", "sent"]


@pytest.mark.parametrize("table", ["idempotency_keys", "outbox"])
async def test_the_application_itself_can_delete_nothing(database: Database, table: str) -> None:
    async with database.connect(database.urls["credentials"].app) as connection:
        await connection.execute("SELECT set_config('symbolon.tenant', 'norway', false)")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(f"DELETE FROM credentials.{table}")  # noqa: S608 - ours
