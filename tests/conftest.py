"""Fixtures of real servers, started once a session and only when a test asks for them."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from deploy.local.nats import Nats
from deploy.local.postgres import Postgres
from deploy.local.provision import SERVICES
from shared.db.migrations import upgrade
from tests.support.platform import Database, cloned, make_template
from tests.support.servers import running_nats, running_postgres

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
async def postgres(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Postgres]:
    async with running_postgres(tmp_path_factory.mktemp("postgres")) as server:
        yield server


@pytest.fixture(scope="session")
async def nats_server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Nats]:
    async with running_nats(tmp_path_factory.mktemp("nats")) as server:
        yield server


@pytest.fixture(scope="session")
async def migrated_template(postgres: Postgres) -> str:
    """A database at the head of every service's migrations."""
    urls = await make_template(postgres, "template_migrated")
    for service in SERVICES:
        await asyncio.to_thread(upgrade, ROOT / "services" / service / "migrations", urls[service].owner)
    return "template_migrated"


@pytest.fixture
async def database(postgres: Postgres, migrated_template: str) -> AsyncIterator[Database]:
    """A fresh database with all schemas migrated and empty."""
    async with cloned(postgres, migrated_template) as fresh:
        yield fresh
