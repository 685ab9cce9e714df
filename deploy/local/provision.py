"""Makes the database, the schemas and the roles of ADR 4, on any PostgreSQL, as often as you like."""

from collections.abc import Mapping
from dataclasses import dataclass

import asyncpg
from sqlalchemy import URL, make_url

SERVICES = ("conventions", "credentials", "indicators")
DATABASE = "symbolon"


@dataclass(frozen=True, slots=True)
class ServiceUrls:
    """The addresses under which one service's roles reach their schema."""

    owner: str
    app: str
    relay: str


def role_names() -> list[str]:
    """List every role; each needs a password."""
    return [f"{service}_{part}" for service in SERVICES for part in ("owner", "app", "relay")]


def service_urls(
    admin_url: str, passwords: Mapping[str, str], *, database: str = DATABASE
) -> dict[str, ServiceUrls]:
    """Give each service's addresses on the server of `admin_url`."""
    server = make_url(admin_url).set(drivername="postgresql+asyncpg", database=database)

    def url(role: str) -> str:
        return server.set(username=role, password=passwords[role]).render_as_string(hide_password=False)

    return {
        service: ServiceUrls(url(f"{service}_owner"), url(f"{service}_app"), url(f"{service}_relay"))
        for service in SERVICES
    }


async def provision(admin_url: str, passwords: Mapping[str, str], *, database: str = DATABASE) -> None:
    """Bring database, roles, passwords and schemas to the state that the services expect."""
    admin = make_url(admin_url)
    connection = await _connect(admin)
    try:
        await _roles(connection, passwords)
        if not await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", database):
            await connection.execute(f'CREATE DATABASE "{database}" ENCODING UTF8 TEMPLATE template0')
    finally:
        await connection.close()
    connection = await _connect(admin.set(database=database))
    try:
        await _schemas(connection, database)
    finally:
        await connection.close()


async def _connect(url: URL) -> asyncpg.Connection:
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    return await asyncpg.connect(plain, timeout=10)


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
