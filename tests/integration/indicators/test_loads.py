"""Loads on a real PostgreSQL: whole or not at all, once, signed, and seen by every reader."""

import json
from pathlib import Path

import pytest

from services.indicators.adapters.observations.contents import ContentLost, Contents
from services.indicators.adapters.observations.current import Merging
from services.indicators.adapters.observations.store import StoredObservations
from services.indicators.adapters.signing import is_genuine
from services.indicators.adapters.sources.catalogue import REFERENCE, REFERENCE_FILE
from services.indicators.application.load import Loaded, Order
from services.indicators.domain.loading.record import ReleaseIsLoaded
from services.indicators.domain.observations.found import Found
from services.indicators.domain.observations.source import Query
from services.indicators.load_container import LoadContainer
from tests.support.loading import unheard
from tests.support.platform import Database

HEADER = "indicatorId,geoUnit,year,value,qualifier,magnitude\n"
GOOD = HEADER + "26637,NAM,2020,4321,,\n26637,FRA,2020,263458.625,UIS_EST,\n26637,TUN,2020,,,SUPP\n"
EVERYTHING = Query("MIG_MOB", include_history=True)


def an_export(folder: Path, text: str, *, release: str = "UIS-2026-02") -> Order:
    file = folder / f"{release}.csv"
    file.write_text(text)
    return Order("uis-export", release, (file,))


async def observed(parts: LoadContainer, folder: Path, query: Query = EVERYTHING) -> list[dict[str, object]]:
    source = StoredObservations(parts.engine, Contents(parts.engine, folder))
    rows: list[dict[str, object]] = (await source.select(query)).to_pylist()
    return rows


async def load(parts: LoadContainer, order: Order) -> Loaded:
    return await parts.load(order, unheard)


async def test_what_is_loaded_is_read_back_with_all_that_was_said_about_it(
    parts: LoadContainer, tmp_path: Path
) -> None:
    loaded = await load(parts, an_export(tmp_path, GOOD))
    assert (loaded.load.accepted, loaded.load.observations) == (True, 3)
    rows = {str(it["REF_AREA"]): it for it in await observed(parts, tmp_path / "elsewhere")}
    assert (rows["NAM"]["OBS_VALUE"], rows["NAM"]["VINTAGE"]) == (4321, "UIS-2026-02")
    assert (rows["FRA"]["QUALIFIER"], rows["FRA"]["OBS_STATUS"]) == ("UIS_EST", "E")
    assert (rows["TUN"]["MAGNITUDE"], rows["TUN"]["OBS_VALUE"], rows["TUN"]["OBS_STATUS"]) == (
        "SUPP",
        None,
        "M",
    )
    assert {it["UPDATED"] for it in rows.values()} == {loaded.load.known_at}


async def test_the_same_files_are_loaded_once(parts: LoadContainer, tmp_path: Path) -> None:
    first = await load(parts, an_export(tmp_path, GOOD))
    again = await load(parts, an_export(tmp_path, GOOD))
    assert (again.load.id, again.report) == (first.load.id, None)
    assert len(await observed(parts, tmp_path)) == 3


async def test_a_release_does_not_change_under_its_name(parts: LoadContainer, tmp_path: Path) -> None:
    await load(parts, an_export(tmp_path, GOOD))
    with pytest.raises(ReleaseIsLoaded):
        await load(parts, an_export(tmp_path, GOOD.replace("4321", "4322")))


async def test_a_refused_file_leaves_a_report_and_no_figure(parts: LoadContainer, tmp_path: Path) -> None:
    loaded = await load(parts, an_export(tmp_path, GOOD + "26637,ATLANTIS,2020,5,,\n"))
    assert not loaded.load.accepted
    assert await observed(parts, tmp_path) == []
    report = json.loads((await parts.loads.report(loaded.load.id)).document())["report"]
    (finding,) = (it for it in report["findings"] if it["code"] == "unknown_area")
    assert finding["where"]["line"] == 5
    put_right = await load(parts, an_export(tmp_path, GOOD))
    assert put_right.load.accepted


async def test_the_report_is_signed_and_no_byte_of_it_can_change(
    parts: LoadContainer, tmp_path: Path
) -> None:
    loaded = await load(parts, an_export(tmp_path, GOOD))
    signed = await parts.loads.report(loaded.load.id)
    assert is_genuine(signed.report, signed.signature)
    assert not is_genuine(signed.report.replace(b"4321", b"4322") + b" ", signed.signature)
    report = json.loads(signed.report)
    assert report["load"]["files"][0]["name"] == "UIS-2026-02.csv"
    assert report["load"]["observations"] == 3


async def test_two_releases_are_kept_apart_and_the_later_known_one_counts(
    parts: LoadContainer, tmp_path: Path
) -> None:
    older = await load(parts, an_export(tmp_path, GOOD, release="UIS-2025-09"))
    newer = await load(parts, an_export(tmp_path, GOOD.replace("4321", "4400"), release="UIS-2026-02"))
    namibia = {"REF_AREA": frozenset({"NAM"})}

    async def values(**more: object) -> list[object]:
        query = Query("MIG_MOB", namibia, **more)  # type: ignore[arg-type]
        return [it["OBS_VALUE"] for it in await observed(parts, tmp_path, query)]

    assert await values() == [4400]
    assert await values(include_history=True) == [4321, 4400]
    assert await values(as_of=older.load.known_at) == [4321]
    assert await values(updated_after=older.load.known_at) == [4400]
    assert await values(updated_after=newer.load.known_at) == []
    assert await values(vintages=frozenset({"UIS-2025-09"})) == [4321]


async def test_what_ships_with_the_platform_is_loaded_like_any_release(
    parts: LoadContainer, tmp_path: Path
) -> None:
    loaded = await load(parts, Order(REFERENCE.id, "reference", (REFERENCE_FILE,)))
    assert loaded.load.observations == len(await observed(parts, tmp_path)) + len(
        await observed(parts, tmp_path, Query("MIG_ATT", include_history=True))
    ) + len(await observed(parts, tmp_path, Query("MIG_EMR", include_history=True)))


async def test_a_damaged_mapped_file_is_fetched_again(parts: LoadContainer, tmp_path: Path) -> None:
    await load(parts, an_export(tmp_path, GOOD))
    folder = tmp_path / "cache"
    assert len(await observed(parts, folder)) == 3
    (file,) = folder.iterdir()
    file.write_bytes(b"\0" * file.stat().st_size)
    assert len(await observed(parts, folder)) == 3


async def test_a_disk_that_cannot_be_written_costs_memory_not_the_answer(
    parts: LoadContainer, tmp_path: Path
) -> None:
    await load(parts, an_export(tmp_path, GOOD))
    in_the_way = tmp_path / "a-file"
    in_the_way.write_text("no folder")
    assert len(await observed(parts, in_the_way / "mapped")) == 3


async def test_a_content_that_the_database_lost_is_an_error_never_an_empty_answer(
    parts: LoadContainer, database: Database, tmp_path: Path
) -> None:
    await load(parts, an_export(tmp_path, GOOD))
    async with database.connect() as connection:
        await connection.execute("ALTER TABLE indicators.content_pieces DISABLE TRIGGER append_only")
        await connection.execute("DELETE FROM indicators.content_pieces")
    with pytest.raises(ContentLost):
        await observed(parts, tmp_path / "empty")


async def test_a_figure_of_a_year_that_has_not_begun_is_refused(parts: LoadContainer, tmp_path: Path) -> None:
    loaded = await load(parts, an_export(tmp_path, GOOD.replace("TUN,2020,,,SUPP", "TUN,2099,12,,")))
    assert loaded.report is not None
    assert not loaded.load.accepted
    assert [(it.code, it.where.year) for it in loaded.report.findings] == [("year_ahead", 2099)]


async def test_merged_loads_answer_as_the_loads_apart_and_see_the_next_load(
    parts: LoadContainer, tmp_path: Path
) -> None:
    mapped = tmp_path / "mapped"
    apart = StoredObservations(parts.engine, Contents(parts.engine, mapped), fresh_for=0)
    source = StoredObservations(
        parts.engine, Contents(parts.engine, mapped), merging=Merging(mapped), fresh_for=0
    )
    for release, value in (("UIS-2025-09", "4321"), ("UIS-2026-02", "4400"), ("UIS-2026-09", "4500")):
        await load(parts, an_export(tmp_path, GOOD.replace("4321", value), release=release))
        for _ in ("the first begins to merge", "the second reads what is merged"):
            for query in (Query("MIG_MOB"), EVERYTHING):
                found, expected = await source.select(query), await apart.select(query)
                assert found.to_pylist() == expected.to_pylist()
    assert isinstance(await source.find(Query("MIG_MOB")), Found)
    assert not isinstance(await apart.find(Query("MIG_MOB")), Found)
