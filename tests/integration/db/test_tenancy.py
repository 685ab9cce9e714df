"""The database keeps tenants and services apart, whatever the application forgets."""

import asyncpg
import pytest

from tests.support.platform import Database

WITHOUT_TENANTS = {
    *("alembic_version", "contents", "content_pieces", "dead_letters", "legal_bases", "loads", "releases"),
    *("register_loads", "register_entries"),
}
"""Tables that hold no tenant's data: revisions, law, unreadable messages, published figures, registers."""


async def _connect(url: str) -> asyncpg.Connection:
    return await asyncpg.connect(url.replace("+asyncpg", ""))


async def test_every_table_with_a_tenant_has_a_forced_policy(database: Database) -> None:
    connection = await _connect(database.admin)
    rows = await connection.fetch(
        """
        SELECT n.nspname, c.relname, c.relrowsecurity, c.relforcerowsecurity,
               EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid) AS has_policy,
               EXISTS (
                   SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant'
               ) AS has_tenant
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p') AND n.nspname IN ('credentials', 'indicators', 'conventions')
        """
    )
    await connection.close()
    assert rows
    for row in rows:
        if row["has_tenant"]:
            assert row["relrowsecurity"], row["relname"]
            assert row["relforcerowsecurity"], row["relname"]
            assert row["has_policy"], row["relname"]
        elif row["nspname"] != "conventions":
            assert row["relname"] in WITHOUT_TENANTS, f"{row['relname']} has no tenant: is that right?"


async def test_no_role_of_a_service_is_more_than_it_needs_to_be(database: Database) -> None:
    connection = await _connect(database.admin)
    rows = await connection.fetch(
        r"SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles "
        r"WHERE rolname ~ '^(conventions|credentials|indicators)_'"
    )
    await connection.close()
    assert len(rows) == 9
    for row in rows:
        assert not any(row[right] for right in ("rolsuper", "rolbypassrls", "rolcreaterole", "rolcreatedb"))


@pytest.mark.parametrize("reader", ["conventions", "indicators"])
async def test_a_service_cannot_read_the_tables_of_another(database: Database, reader: str) -> None:
    connection = await _connect(database.urls[reader].app)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connection.fetch("SELECT * FROM credentials.legal_bases")
    await connection.close()


async def test_one_tenant_never_sees_or_writes_the_rows_of_another(database: Database) -> None:
    connection = await _connect(database.urls["indicators"].app)
    insert = (
        "INSERT INTO indicators.evaluations VALUES ($1, gen_random_uuid(), 'recognise', 'ALB', 'NOR', "
        "'degree', '{}', '2026-11', now())"
    )
    async with connection.transaction():
        await connection.execute("SELECT set_config('symbolon.tenant', 'norway', true)")
        await connection.execute(insert, "norway")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with connection.transaction():
                await connection.execute(insert, "estonia")
    async with connection.transaction():
        await connection.execute("SELECT set_config('symbolon.tenant', 'estonia', true)")
        assert await connection.fetchval("SELECT count(*) FROM indicators.evaluations") == 0
        assert await connection.execute("DELETE FROM indicators.evaluations") == "DELETE 0"
    await connection.close()


async def test_an_evaluation_once_made_cannot_be_changed_even_by_the_owner(database: Database) -> None:
    connection = await _connect(database.admin)
    await connection.execute(
        "INSERT INTO credentials.evaluations VALUES (gen_random_uuid(), 'norway', 'needs', '2010-03-01', "
        "'sha256:0', 'sha256:0', '{}', now())"
    )
    for change in (
        "UPDATE credentials.evaluations SET outcome = 'refuse'",
        "DELETE FROM credentials.evaluations",
    ):
        with pytest.raises(asyncpg.RaiseError, match="append-only"):
            await connection.execute(change)
    await connection.close()
