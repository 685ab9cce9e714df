"""A load in a process of its own: what comes of it is what would have come of it here."""

import asyncio
from pathlib import Path

import pytest

from services.indicators.application.load import Loaded, Order
from services.indicators.domain.integrity.finding import by_code
from services.indicators.entrypoints.jobs.apart import ProcessLost, apart
from services.indicators.load_container import LoadContainer
from shared.kernel.errors import DomainError
from tests.support.loading import load_settings, unheard
from tests.support.platform import Database

HEADER = "indicatorId,geoUnit,year,value,qualifier,magnitude\n"
GOOD = f"{HEADER}26637,NAM,2020,4321,,\nMSEP.5T8,NAM,2020,10.83650016784668,,\n"


def an_order(folder: Path, text: str, release: str = "UIS-2026-02") -> Order:
    file = folder / "data.csv"
    file.write_text(text)
    return Order("uis-export", release, (file,))


async def test_what_came_of_a_load_comes_back(
    parts: LoadContainer, database: Database, tmp_path: Path
) -> None:
    load = apart(load_settings(database, tmp_path))
    loaded = await load(an_order(tmp_path, GOOD), unheard)
    assert loaded.report is not None
    assert (loaded.load.accepted, loaded.load.observations) == (True, 2)
    assert by_code(loaded.report.findings) == {"float32_noise": 1}
    # A lost worker's load may have been done: the next one finds it so.
    assert await load(an_order(tmp_path, GOOD), unheard) == Loaded(loaded.load, None)
    with pytest.raises(DomainError) as other:
        await load(an_order(tmp_path, GOOD.replace("4321", "4322")), unheard)
    assert other.value.code == "release_is_loaded"
    assert "a release of its own name" in other.value.detail
    assert [it.id for it in await parts.loads.all()] == [loaded.load.id]


async def test_a_load_that_nobody_waits_for_ends_and_leaves_nothing(
    parts: LoadContainer, database: Database, tmp_path: Path
) -> None:
    rows = "".join(f"26637,TUN,{year},{year},,\n" for year in range(1900, 2020)) * 4_000
    reading = asyncio.Event()
    order = an_order(tmp_path, HEADER + rows)
    work = asyncio.ensure_future(apart(load_settings(database, tmp_path))(order, lambda _: reading.set()))
    await asyncio.wait({work, asyncio.ensure_future(reading.wait())}, return_when=asyncio.FIRST_COMPLETED)
    assert work.cancel()
    await asyncio.gather(work, return_exceptions=True)
    assert work.cancelled()
    assert await parts.loads.all() == ()


async def test_a_process_that_met_an_error_gives_no_result(database: Database, tmp_path: Path) -> None:
    gone = Order("uis-export", "UIS-1", (tmp_path / "gone.csv",))
    with pytest.raises(ProcessLost):
        await apart(load_settings(database, tmp_path))(gone, unheard)
