from collections.abc import AsyncIterator

import pytest

from tests.support.machine import Running, machine


@pytest.fixture(scope="session")
async def platform(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    """One platform for all end-to-end tests of a session."""
    async with machine(tmp_path_factory.mktemp("symbolon") / "home") as running:
        yield running
