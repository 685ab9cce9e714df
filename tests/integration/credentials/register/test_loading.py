"""Registers in a real PostgreSQL: loaded twice, loaded anew, read back, and never changed in place."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import asyncpg
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.credentials.adapters.register.entries import PostgresRegister
from services.credentials.adapters.register.reference import REGISTER, read_reference, reference_release
from services.credentials.adapters.register.shelf import RegisterShelf
from services.credentials.application.load_register import load_register
from services.credentials.domain.register.facts import Decision
from services.credentials.domain.register.institution import Record
from services.credentials.domain.register.loading import OlderRelease
from services.credentials.domain.register.register import Register
from services.credentials.domain.register.sources.outcome import Finding, Read, Release
from services.credentials.domain.register.status import Verdict
from shared.db.engine import create_engine
from shared.kernel.clock import FixedClock
from tests.support.platform import Database
from tests.unit.credentials.register.cases import ACCREDITED, TIRANA_RECORD, TIRANA_ROR

CLOCK = FixedClock(datetime(2026, 11, 24, 12, tzinfo=UTC))
JANUARY = Release("january", "https://example.org/january", date(2026, 1, 1))
JUNE = Release("june", "https://example.org/june", date(2026, 6, 1))


@pytest.fixture
async def engine(database: Database) -> AsyncIterator[AsyncEngine]:
    made = create_engine(database.urls["credentials"].app, application_name="test", pool_size=3)
    yield made
    await made.dispose()


def known(release: Release, *entries: Any) -> list[Read]:
    return [
        replace(it, provenance=replace(it.provenance, known_from=release.known_from))
        if not isinstance(it, Finding)
        else it
        for it in entries
    ]


async def loaded(store: PostgresRegister) -> Register:
    stored = await store.fetch()
    return Register(*stored.unpack(), stored.revision)


async def test_a_second_load_changes_nothing(engine: AsyncEngine) -> None:
    store = PostgresRegister(engine, CLOCK)
    first = await load_register(store, "national", JANUARY, known(JANUARY, TIRANA_RECORD, ACCREDITED))
    revision = await store.newest()
    second = await load_register(store, "national", JUNE, known(JUNE, TIRANA_RECORD, ACCREDITED))
    assert (first.added, first.changes) == (2, 2)
    assert (second.unchanged, second.changes) == (2, 0)
    assert await store.newest() == revision


async def test_what_was_known_before_a_change_stays_answerable(engine: AsyncEngine) -> None:
    store = PostgresRegister(engine, CLOCK)
    withdrawn = replace(ACCREDITED, decision=Decision.WITHDRAWN)
    await load_register(store, "national", JANUARY, known(JANUARY, TIRANA_RECORD, ACCREDITED))
    report = await load_register(store, "national", JUNE, known(JUNE, TIRANA_RECORD, withdrawn))
    assert (report.changed, report.unchanged) == (1, 1)
    register = await loaded(store)
    on = date(2019, 6, 30)
    before = register.status(str(TIRANA_ROR), on=on, known=date(2026, 5, 31))
    after = register.status(str(TIRANA_ROR), on=on, known=date(2026, 6, 1))
    assert (before.verdict, after.verdict) == (Verdict.RECOGNISED, Verdict.NOT_RECOGNISED)
    assert register.status(str(TIRANA_ROR), on=on, known=date(2025, 1, 1)).voices == ()


async def test_a_complete_source_takes_back_what_it_no_longer_holds(engine: AsyncEngine) -> None:
    store = PostgresRegister(engine, CLOCK)
    await load_register(store, "national", JANUARY, known(JANUARY, TIRANA_RECORD, ACCREDITED), complete=True)
    report = await load_register(store, "national", JUNE, known(JUNE, TIRANA_RECORD), complete=True)
    assert report.retracted == 1
    register = await loaded(store)
    answer = register.status(str(TIRANA_ROR), on=date(2019, 6, 30), known=date(2026, 7, 1))
    assert answer.verdict is Verdict.UNKNOWN
    back = await load_register(store, "national", JUNE, known(JUNE, TIRANA_RECORD, ACCREDITED), complete=True)
    assert back.added == 1


async def test_an_older_release_is_refused_after_a_newer(engine: AsyncEngine) -> None:
    store = PostgresRegister(engine, CLOCK)
    await load_register(store, "national", JUNE, known(JUNE, TIRANA_RECORD))
    with pytest.raises(OlderRelease):
        await load_register(store, "national", JANUARY, known(JANUARY, ACCREDITED))


async def test_a_load_that_breaks_off_leaves_nothing(engine: AsyncEngine) -> None:
    store = PostgresRegister(engine, CLOCK)

    def broken() -> Any:
        yield from known(JANUARY, *(replace(TIRANA_RECORD, key=str(number)) for number in range(600)))
        raise ValueError("the file ends in the middle")

    with pytest.raises(ValueError, match="in the middle"):
        await load_register(store, "national", JANUARY, broken())
    assert (await store.fetch()).unpack() == ([], [])
    assert await store.newest() == "none"


async def test_the_report_counts_what_was_refused_and_is_kept(engine: AsyncEngine) -> None:
    store = PostgresRegister(engine, CLOCK)
    entries = known(
        JANUARY, TIRANA_RECORD, Finding("line 2", "no_name", "the record has no name"), TIRANA_RECORD
    )
    report = await load_register(store, "national", JANUARY, entries)
    assert (report.added, report.refused, report.repeated, report.entries) == (1, 1, 1, 3)
    kept = (await store.loads())[0]
    assert kept["refused"] == 1
    assert kept["findings"][0]["place"] == "line 2"


async def test_entries_can_only_be_added(engine: AsyncEngine, database: Database) -> None:
    await load_register(PostgresRegister(engine, CLOCK), "national", JANUARY, known(JANUARY, TIRANA_RECORD))
    async with database.connect() as connection:
        for statement in (
            "UPDATE credentials.register_entries SET key = 'x'",
            "DELETE FROM credentials.register_entries",
            "DELETE FROM credentials.register_loads",
        ):
            with pytest.raises(asyncpg.RaiseError, match="append-only"):
                await connection.execute(statement)


async def test_records_and_facts_come_back_as_they_went_in(engine: AsyncEngine) -> None:
    store = PostgresRegister(engine, CLOCK)
    release = reference_release()
    entries = list(read_reference(release))
    await load_register(store, REGISTER, release, entries, complete=True)
    records, facts = (await store.fetch()).unpack()
    assert records == [it for it in entries if isinstance(it, Record)]
    assert facts == [it for it in entries if not isinstance(it, Record)]


async def test_the_shelf_serves_the_old_state_until_the_new_one_is_built(
    engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.credentials.adapters.register.shelf.CHECK_SECONDS", 0.0)
    store = PostgresRegister(engine, CLOCK)
    shelf = RegisterShelf(store)
    assert (await shelf.register()).revision == "none"
    await load_register(store, "national", JANUARY, known(JANUARY, TIRANA_RECORD))
    await shelf.register()
    assert shelf._renewal is not None
    await shelf._renewal
    assert (await shelf.register()).get(str(TIRANA_ROR)).name == "University of Tirana"
    await shelf.close()
