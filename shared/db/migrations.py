"""Runs a service's own chain of migrations under its owner role.

A service's `migrations/env.py` is one call of `run_environment`; its `migrate` command is one of `upgrade`.
"""

import asyncio
from pathlib import Path

from alembic import command, context
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Connection, MetaData, String, Table, select, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

MIGRATION_LOCK_TIMEOUT = "4s"


def _config(migrations: Path, url: str = "") -> Config:
    config = Config()
    config.set_main_option("script_location", str(migrations))
    config.attributes["url"] = url
    return config


def head_revision(migrations: Path) -> str:
    """Name the revision that the code in `migrations` expects the schema to be at."""
    head = ScriptDirectory.from_config(_config(migrations)).get_current_head()
    if head is None:
        raise LookupError(f"{migrations} holds no migration")
    return head


def revisions(migrations: Path) -> frozenset[str]:
    """Name every revision that the code in `migrations` knows."""
    script = ScriptDirectory.from_config(_config(migrations))
    return frozenset(it.revision for it in script.walk_revisions())


def upgrade(migrations: Path, owner_url: str) -> None:
    """Bring the schema to the head revision. Safe to run twice, and at once from two places."""
    command.upgrade(_config(migrations, owner_url), "head")


async def current_revision(engine: AsyncEngine, schema: str) -> str | None:
    """Read the revision that the schema is at; None where no migration has run."""
    table = f"{schema}.alembic_version"
    async with engine.connect() as connection:
        if await connection.scalar(text("SELECT to_regclass(:table)"), {"table": table}) is None:
            return None
        versions = Table("alembic_version", MetaData(schema=schema), Column("version_num", String))
        revision: str | None = await connection.scalar(select(versions.c.version_num))
        return revision


def run_environment(schema: str, metadata: MetaData) -> None:
    """Run alembic's present command; the whole body of a service's `env.py`."""
    asyncio.run(_run(schema, metadata))


async def _run(schema: str, metadata: MetaData) -> None:
    engine = create_async_engine(context.config.attributes["url"])
    try:
        async with engine.connect() as connection:
            await connection.run_sync(_migrate, schema, metadata)
            await connection.commit()
    finally:
        await engine.dispose()


def _migrate(connection: Connection, schema: str, metadata: MetaData) -> None:
    # One migration at a time, everywhere; the lock ends with the transaction.
    connection.execute(text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": f"migrate {schema}"})
    connection.execute(text(f"SET LOCAL lock_timeout = '{MIGRATION_LOCK_TIMEOUT}'"))
    context.configure(
        connection=connection, target_metadata=metadata, version_table_schema=schema, include_schemas=True
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.execute(text(f"GRANT SELECT ON {schema}.alembic_version TO {schema}_app"))
