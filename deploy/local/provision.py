"""Makes the database, the schemas and the roles of ADR 4, on any PostgreSQL, as often as you like."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import asyncpg

from deploy.local.database import DATABASE, SERVICES, driver_url, role_names, shown
from deploy.local.trouble import Trouble

_CONNECT_SECONDS = 10
_LOCK = 7_319_428_551  # one provisioning at a time on a server


async def provision(admin_url: str, passwords: Mapping[str, str], *, database: str = DATABASE) -> None:
    """Bring database, roles, passwords and schemas to the state that the services expect.

    `admin_url` names a user who may create roles and databases. The roles' passwords are set to
    `passwords` each time. Raises Trouble when the server does not answer or refuses.
    """
    try:
        async with _connected(driver_url(admin_url)) as connection:
            await connection.execute("SELECT pg_advisory_lock($1)", _LOCK)
            await _roles(connection, passwords)
            if not await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", database):
                await connection.execute(f'CREATE DATABASE "{database}" ENCODING UTF8 TEMPLATE template0')
            async with _connected(driver_url(admin_url, database=database)) as inside:
                await _schemas(inside, database)
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise Trouble(
            f"the PostgreSQL at {shown(admin_url)} cannot be used: {error or 'no answer'}"
        ) from error


@asynccontextmanager
async def _connected(url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(url, timeout=_CONNECT_SECONDS)
    try:
        yield connection
    finally:
        await connection.close()


async def _roles(connection: asyncpg.Connection, passwords: Mapping[str, str]) -> None:
    for role in role_names():
        if not await connection.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", role):
            await connection.execute(
                f"CREATE ROLE {role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS"
            )
        # DDL takes no parameters; the server quotes the password for us.
        statement = await connection.fetchval(
            "SELECT format('ALTER ROLE %I PASSWORD %L', $1::text, $2::text)", role, passwords[role]
        )
        await connection.execute(statement)


async def _schemas(connection: asyncpg.Connection, database: str) -> None:
    await connection.execute(f'REVOKE ALL ON DATABASE "{database}" FROM PUBLIC')
    await connection.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    for service in SERVICES:
        owner, app, relay = (f"{service}_{part}" for part in ("owner", "app", "relay"))
        await connection.execute(f'GRANT CONNECT ON DATABASE "{database}" TO {owner}, {app}, {relay}')
        # A managed server's administrator is no superuser and must be a member to give things away.
        await connection.execute(f"GRANT {owner} TO CURRENT_USER")
        await connection.execute(f"CREATE SCHEMA IF NOT EXISTS {service} AUTHORIZATION {owner}")
        await connection.execute(f"GRANT USAGE ON SCHEMA {service} TO {app}, {relay}")
