from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from services.indicators.load_container import LoadContainer
from tests.support.loading import loader
from tests.support.loading_platform import Platform, loading_platform
from tests.support.platform import Database


@pytest.fixture(name="parts")
async def _parts(database: Database, tmp_path: Path) -> AsyncIterator[LoadContainer]:
    async with loader(database, tmp_path) as parts:
        yield parts


@pytest.fixture(name="platform")
async def _platform(database: Database, tmp_path: Path) -> AsyncIterator[Platform]:
    async with loading_platform(database, tmp_path) as platform:
        yield platform
