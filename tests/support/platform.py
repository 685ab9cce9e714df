"""A provisioned database for each test, cloned from a template that is migrated once."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import asyncpg

from deploy.local.postgres import Postgres
from deploy.local.provision import ServiceUrls, provision, role_names, service_urls

PASSWORDS = {role: secrets.token_hex(8) for role in role_names()}


@dataclass(frozen=True, slots=True)
class Database:
    """One database of the test server; `admin` is the superuser's address in it."""

    admin: str
    urls: dict[str, ServiceUrls]


@asynccontextmanager
async def cloned(server: Postgres, template: str) -> AsyncIterator[Database]:
    name = "test_" + secrets.token_hex(6)
    connection = await asyncpg.connect(server.url().replace("+asyncpg", ""))
    try:
        await connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        yield Database(server.url(database=name), service_urls(server.url(), PASSWORDS, database=name))
        await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        await connection.close()


async def make_template(server: Postgres, name: str) -> dict[str, ServiceUrls]:
    await provision(server.url(), PASSWORDS, database=name)
    return service_urls(server.url(), PASSWORDS, database=name)
