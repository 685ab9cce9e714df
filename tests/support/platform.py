"""A provisioned database for each test, cloned from a template that is migrated once."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import nats

from deploy.local.database import SERVICES, ServiceUrls, role_names, service_urls
from deploy.local.provision import provision
from deploy.local.servers.postgres import Postgres
from shared.db.migrations import upgrade
from tests.support.servers import plain

ROOT = Path(__file__).parents[2]
PASSWORDS = {role: secrets.token_hex(8) for role in role_names()}
BARE_TEMPLATE = "template_bare"
MIGRATED_TEMPLATE = "template_migrated"


@dataclass(frozen=True, slots=True)
class Database:
    """One database of the test server, gone after the test.

    `admin` is the superuser's address in it; `urls["credentials"].app`, `.owner` and `.relay` are the
    addresses of a service's roles (``postgresql+asyncpg://...``).
    """

    admin: str
    urls: Mapping[str, ServiceUrls]

    @asynccontextmanager
    async def connect(self, url: str | None = None) -> AsyncIterator[asyncpg.Connection]:
        """A bare asyncpg connection, as the superuser unless `url` says otherwise."""
        connection = await asyncpg.connect(plain(url or self.admin))
        try:
            yield connection
        finally:
            await connection.close()


@asynccontextmanager
async def cloned(server: Postgres, template: str) -> AsyncIterator[Database]:
    """A copy of `template` for the length of the block; open connections do not keep it alive."""
    name = "test_" + secrets.token_hex(6)
    connection = await asyncpg.connect(plain(server.url()))
    try:
        await connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        try:
            yield Database(server.url(database=name), service_urls(server.url(), PASSWORDS, database=name))
        finally:
            await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        await connection.close()


async def make_bare_template(server: Postgres) -> str:
    """Make the database with roles and empty schemas; give its name."""
    await provision(server.url(), PASSWORDS, database=BARE_TEMPLATE)
    return BARE_TEMPLATE


async def make_migrated_template(server: Postgres) -> str:
    """Make the database at the head of every service's migrations; give its name."""
    await provision(server.url(), PASSWORDS, database=MIGRATED_TEMPLATE)
    urls = service_urls(server.url(), PASSWORDS, database=MIGRATED_TEMPLATE)
    for service in SERVICES:
        migrations = ROOT / "services" / service / "migrations"
        if migrations.is_dir():
            await asyncio.to_thread(upgrade, migrations, urls[service].owner)
    return MIGRATED_TEMPLATE


async def forget_streams(url: str) -> None:
    """Delete every stream, with its messages and its consumers."""
    client = await nats.connect(url)
    try:
        streams = client.jetstream()
        for stream in await streams.streams_info():
            assert stream.config.name is not None
            await streams.delete_stream(stream.config.name)
    finally:
        await client.close()
