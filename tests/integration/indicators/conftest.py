from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from services.indicators.load_container import LoadContainer
from tests.support.loading import loader
from tests.support.platform import Database


@pytest.fixture(name="parts")
async def _parts(database: Database, tmp_path: Path) -> AsyncIterator[LoadContainer]:
    async with loader(database, tmp_path) as parts:
        yield parts
