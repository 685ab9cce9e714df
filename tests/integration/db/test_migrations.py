"""Migrations only add: while a new version is rolled out, the one that still runs finds what it needs."""

import asyncio
from pathlib import Path
from typing import NamedTuple

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from deploy.local.database import SERVICES
from shared.db.engine import create_engine
from shared.process.checks import schema_check
from tests.support.platform import ROOT, Database

COLUMNS = """
    SELECT table_name, column_name, data_type, is_nullable = 'YES' OR column_default IS NOT NULL
           OR is_identity = 'YES' OR is_generated = 'ALWAYS'
    FROM information_schema.columns WHERE table_schema = $1
"""


class Column(NamedTuple):
    """A column; `optional` says whether a row may be written without it."""

    table: str
    name: str
    kind: str
    optional: bool


def migrations(service: str) -> Path:
    return ROOT / "services" / service / "migrations"


def revisions(service: str) -> list[str]:
    """The chain, the oldest first."""
    chain = ScriptDirectory(str(migrations(service))).walk_revisions()
    return [it.revision for it in chain][::-1]


async def columns(database: Database, service: str) -> frozenset[Column]:
    async with database.connect() as connection:
        return frozenset(Column(*row) for row in await connection.fetch(COLUMNS, service))


@pytest.mark.parametrize("service", SERVICES)
async def test_each_migration_only_adds(bare_database: Database, service: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(migrations(service)))
    config.attributes["url"] = bare_database.urls[service].owner
    before: frozenset[Column] = frozenset()
    for revision in revisions(service):
        await asyncio.to_thread(command.upgrade, config, revision)
        after = await columns(bare_database, service)
        assert before <= after, f"{revision} takes away or changes {sorted(before - after)}"
        tables = {it.table for it in before}
        demanded = [it for it in after - before if it.table in tables and not it.optional]
        assert demanded == [], f"{revision} demands what the running version does not write"
        before = after


@pytest.mark.parametrize("service", SERVICES)
async def test_a_process_is_ready_at_its_revision_and_at_later_ones(
    database: Database, bare_database: Database, service: str
) -> None:
    first, head = revisions(service)[0], revisions(service)[-1]
    assert await _state(bare_database, service) == f"the schema is at no revision, not {head}"
    assert await _state(database, service) is None
    for revision, state in ((first, f"the schema is at {first}, not {head}"), ("later", None)):
        async with database.connect() as connection:
            table = f"{service}.alembic_version"
            await connection.execute(f"UPDATE {table} SET version_num = $1", revision)  # noqa: S608 - ours
        assert await _state(database, service) == state


async def _state(database: Database, service: str) -> str | None:
    engine = create_engine(database.urls[service].app, application_name="test-schema", pool_size=1)
    try:
        return await schema_check(engine, service, migrations(service))()
    finally:
        await engine.dispose()
