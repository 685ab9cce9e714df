"""The script that a cluster's database begins with makes what the services' migrations expect."""

import asyncio
from pathlib import Path

import asyncpg

from deploy.local.database import DATABASE, SERVICES, role_names, service_urls
from deploy.local.servers.postgres import Postgres
from shared.db.migrations import upgrade
from tests.support.servers import Controlled, plain

ROOT = Path(__file__).parents[3]
SCRIPT = ROOT / "deploy/k8s/components/cloudnative-pg/schemas.sql"


async def test_every_service_migrates_what_the_script_made(own_postgres: Controlled[Postgres]) -> None:
    admin = own_postgres.address.url()
    passwords = {role: f"of-{role}" for role in role_names()}
    connection = await asyncpg.connect(plain(admin))
    await connection.execute(f"CREATE DATABASE {DATABASE}")
    await connection.close()
    inside = await asyncpg.connect(plain(own_postgres.address.url(database=DATABASE)))
    for _ in range(2):
        await inside.execute(SCRIPT.read_text())
    for role, password in passwords.items():
        await inside.execute(f"ALTER ROLE {role} PASSWORD '{password}'")
    urls = service_urls(admin, passwords, database=DATABASE)
    for service in SERVICES:
        await asyncio.to_thread(upgrade, ROOT / "services" / service / "migrations", urls[service].owner)
    made = await inside.fetch(
        "SELECT nspname, pg_get_userbyid(nspowner) AS owner FROM pg_namespace WHERE nspname = ANY($1)",
        SERVICES,
    )
    assert {(it["nspname"], it["owner"]) for it in made} == {(it, f"{it}_owner") for it in SERVICES}
    assert not await inside.fetchval("SELECT has_database_privilege('public', current_database(), 'CONNECT')")
    may = "SELECT has_schema_privilege($1, $2, 'USAGE')"
    for service in SERVICES:
        for other in SERVICES:
            assert await inside.fetchval(may, f"{service}_app", other) == (service == other)
    await inside.close()
