"""The fixtures that every integration test stands on."""

from typing import TYPE_CHECKING

import asyncpg
import nats
import pytest

from deploy.local.servers.nats import Nats
from deploy.local.servers.postgres import Postgres
from tests.support.servers import Controlled, plain

if TYPE_CHECKING:
    from tests.support.platform import Database


@pytest.mark.parametrize("turn", [1, 2])
async def test_each_test_has_an_empty_database(bare_database: "Database", turn: int) -> None:
    async with bare_database.connect() as connection:
        await connection.execute("CREATE TABLE credentials.mark (turn int)")
        assert await connection.fetchval("SELECT count(*) FROM credentials.mark") == 0


async def test_the_application_role_makes_no_tables(bare_database: "Database") -> None:
    async with bare_database.connect(bare_database.urls["credentials"].app) as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("CREATE TABLE credentials.mine (id int)")


@pytest.mark.parametrize("turn", [1, 2])
async def test_each_test_has_a_bus_without_streams(nats_url: str, turn: int) -> None:
    client = await nats.connect(nats_url)
    streams = client.jetstream()
    assert await streams.streams_info() == []
    await streams.add_stream(name="MARK", subjects=["mark.>"])
    await client.close()


async def test_a_killed_postgres_comes_back_with_its_rows(own_postgres: Controlled[Postgres]) -> None:
    url = plain(own_postgres.address.url())
    connection = await asyncpg.connect(url)
    await connection.execute("CREATE TABLE kept AS SELECT 1 AS id")
    await own_postgres.kill()
    await own_postgres.start()
    connection = await asyncpg.connect(url)
    assert await connection.fetchval("SELECT id FROM kept") == 1
    await connection.close()


async def test_a_killed_bus_comes_back_with_its_messages(own_nats: Controlled[Nats]) -> None:
    client = await nats.connect(own_nats.address.url)
    await client.jetstream().add_stream(name="KEPT", subjects=["kept.>"])
    await client.jetstream().publish("kept.one", b"1")
    await client.close()
    await own_nats.kill()
    await own_nats.start()
    client = await nats.connect(own_nats.address.url)
    assert (await client.jetstream().stream_info("KEPT")).state.messages == 1
    await client.close()
