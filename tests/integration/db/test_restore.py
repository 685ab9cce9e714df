"""A backup restored elsewhere loses nothing: rows, tenants' walls, events that were not sent yet."""

import asyncio
import secrets
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest

from deploy.local.database import service_urls
from deploy.local.provision import provision
from deploy.local.servers.postgres import Postgres, binaries
from services.credentials.adapters.tables import outbox
from services.indicators.adapters.tables import dead_letters, inbox
from services.indicators.adapters.work import IndicatorsWorks
from services.indicators.domain.recognition.evaluated import Dimension
from services.indicators.entrypoints.events.handlers import project_evaluations
from services.indicators.entrypoints.events.subscriptions import EVALUATIONS
from shared.db.engine import create_engine
from shared.db.unit_of_work import UnitsOfWork
from shared.messaging.connection import Bus
from shared.messaging.consumer import Consumer
from shared.messaging.deadletters import DeadLetters
from shared.messaging.inbox import Inbox
from shared.messaging.outbox import Outbox, OutboxReader
from shared.messaging.relay import Relay
from shared.messaging.topology import Stream
from shared.process.background import running
from tests.support.events import completed
from tests.support.platform import PASSWORDS, Database
from tests.support.servers import plain, running_nats
from tests.support.waiting import until

TABLES = """
    SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
    WHERE schemaname IN ('conventions', 'credentials', 'indicators') ORDER BY 1
"""
ROWS = "SELECT count(*), md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM {table} t"


@asynccontextmanager
async def restored(server: Postgres, backup: Path) -> AsyncIterator[Database]:
    """Restore as the runbook says: provision, then `pg_restore --clean`."""
    name = "restored_" + secrets.token_hex(6)
    await provision(server.url(), PASSWORDS, database=name)
    try:
        copy = Database(server.url(database=name), service_urls(server.url(), PASSWORDS, database=name))
        options = ("--clean", "--if-exists", "--exit-on-error")
        await _run("pg_restore", *options, "--dbname", plain(copy.admin), str(backup))
        yield copy
    finally:
        connection = await asyncpg.connect(plain(server.url()))
        await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
        await connection.close()


async def _run(program: str, *arguments: str) -> None:
    command = [str(binaries() / program), *arguments]
    done = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


async def _write(database: Database, tenants: tuple[str, ...]) -> None:
    engine = create_engine(database.urls["credentials"].app, application_name="test-writer")
    for tenant in tenants:
        async with UnitsOfWork(engine, Outbox(outbox))(tenant) as unit:
            unit.record(completed(tenant=tenant))
            await unit.commit()
    await engine.dispose()


async def _content(database: Database) -> dict[str, tuple[int, str | None]]:
    """How many rows each table holds, and their digest."""
    async with database.connect() as connection:
        tables = [row[0] for row in await connection.fetch(TABLES)]
        return {it: tuple(await connection.fetchrow(ROWS.format(table=it))) for it in tables}


async def test_a_restored_backup_is_the_database_that_was(
    database: Database, postgres: Postgres, tmp_path: Path
) -> None:
    await _write(database, ("norway",) * 7 + ("kenya",) * 2)
    backup = tmp_path / "symbolon.dump"
    await _run("pg_dump", "--format=custom", "--file", str(backup), "--dbname", plain(database.admin))
    async with restored(postgres, backup) as copy:
        before, after = await _content(database), await _content(copy)
        assert after == before
        assert after["credentials.outbox"][0] == 9
        await _counts_what_was_not_sent(copy, tmp_path)
        async with copy.connect(copy.urls["credentials"].app) as connection:
            with pytest.raises(asyncpg.PostgresError):
                await connection.fetch("SELECT * FROM credentials.evaluations")


async def _counts_what_was_not_sent(copy: Database, folder: Path) -> None:
    """Nothing had been relayed when the backup was made: the copy sends it all, each event once."""
    relay_engine = create_engine(copy.urls["credentials"].relay, application_name="test-relay", pool_size=3)
    reader = create_engine(copy.urls["indicators"].app, application_name="test-reader")
    async with running_nats(folder / "nats") as server, Bus(server.url, name="test") as bus:
        open_work = IndicatorsWorks(UnitsOfWork(reader), Inbox(inbox, EVALUATIONS.durable))
        relay = Relay(relay_engine, OutboxReader(outbox), bus, Stream("credentials"))
        letters = DeadLetters(reader, dead_letters)
        consumer = Consumer(bus, EVALUATIONS, project_evaluations(open_work), letters)

        async def counted() -> bool:
            found = []
            for tenant in ("norway", "kenya"):
                async with open_work(tenant) as work:
                    found.append((await work.projection.count([Dimension.OUTCOME])).evaluations)
            return found == [7, 2]

        async with running(relay.run, consumer.run):
            await until(counted)
    await relay_engine.dispose()
    await reader.dispose()
