"""Fixtures of real servers, started once a session and only when a test asks for them.

Each xdist worker starts its own servers on free ports. Tests that kill a server ask for one of their own
(`own_postgres`, `own_nats`). The imports stand inside, so that unit tests pay nothing for them.
"""

import signal
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from deploy.local.servers.nats import Nats
    from deploy.local.servers.postgres import Postgres
    from tests.support.platform import Database
    from tests.support.servers import Controlled


# A run in the background ignores SIGINT, one under nohup SIGHUP, and so would every program of the tests.
for number, ordinary in ((signal.SIGINT, signal.default_int_handler), (signal.SIGHUP, signal.SIG_DFL)):
    if signal.getsignal(number) is signal.SIG_IGN:
        signal.signal(number, ordinary)

# How long an example takes depends on the machine: timings are measured in benchmarks, never asserted.
# A change fails for what it changed: the same examples come every time, and `make fuzz` looks for new ones.
settings.register_profile("same", deadline=None, derandomize=True, database=None)
settings.register_profile("new", deadline=None, print_blob=True)
settings.load_profile("same")


@pytest.fixture(scope="session")
async def postgres(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator["Postgres"]:
    """The session's PostgreSQL; `postgres.url()` is the superuser's address. Never stop it."""
    from tests.support.servers import running_postgres

    async with running_postgres(tmp_path_factory.mktemp("postgres")) as server:
        yield server


@pytest.fixture(scope="session")
async def bare_template(postgres: "Postgres") -> str:
    """The name of a database with every role and empty schemas."""
    from tests.support.platform import make_bare_template

    return await make_bare_template(postgres)


@pytest.fixture(scope="session")
async def migrated_template(postgres: "Postgres") -> str:
    """The name of a database at the head of every service's migrations."""
    from tests.support.platform import make_migrated_template

    return await make_migrated_template(postgres)


@pytest.fixture
async def database(postgres: "Postgres", migrated_template: str) -> AsyncIterator["Database"]:
    """A fresh database with all schemas migrated and empty: `database.urls["credentials"].app`."""
    from tests.support.platform import cloned

    async with cloned(postgres, migrated_template) as fresh:
        yield fresh


@pytest.fixture
async def bare_database(postgres: "Postgres", bare_template: str) -> AsyncIterator["Database"]:
    """A fresh database with roles and empty schemas, for tests of migrations and of `shared/`."""
    from tests.support.platform import cloned

    async with cloned(postgres, bare_template) as fresh:
        yield fresh


@pytest.fixture
async def own_postgres(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator["Controlled[Postgres]"]:
    """A PostgreSQL of the test's own, to kill and start again."""
    from tests.support.servers import controlled_postgres, started

    async with started(await controlled_postgres(tmp_path_factory.mktemp("postgres"))) as server:
        yield server


@pytest.fixture(scope="session")
async def nats_server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator["Nats"]:
    """The session's nats-server with JetStream. Tests take `nats_url`, which leaves it empty."""
    from tests.support.servers import running_nats

    async with running_nats(tmp_path_factory.mktemp("nats")) as server:
        yield server


@pytest.fixture
async def nats_url(nats_server: "Nats") -> AsyncIterator[str]:
    """The address of a JetStream server without any stream; what the test makes is deleted after it."""
    from tests.support.platform import forget_streams

    yield nats_server.url
    await forget_streams(nats_server.url)


@pytest.fixture
async def own_nats(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator["Controlled[Nats]"]:
    """A nats-server of the test's own, to kill and start again."""
    from tests.support.servers import controlled_nats, started

    async with started(controlled_nats(tmp_path_factory.mktemp("nats"))) as server:
        yield server
