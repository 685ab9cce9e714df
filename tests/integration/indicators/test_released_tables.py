"""Released tables are kept in memory: PostgreSQL is asked again after a moment, and only for what is new."""

from services.indicators.adapters.casework.observations import ReleasedTables
from services.indicators.domain.observations.source import Query
from tests.integration.indicators.authority import authority
from tests.support.case_events import many
from tests.support.platform import Database


async def test_a_new_release_is_seen_after_a_moment_and_by_its_tenant_alone(database: Database) -> None:
    seconds = 0.0
    async with authority(database) as office:
        tables = ReleasedTables(office.works, office.clock, fresh_for=1.0, monotonic=lambda: seconds)
        ours, theirs = tables.of("norway"), tables.of("sweden")
        await office.project(many(120))
        before = await ours.content()
        assert (await office.release("QR_STATUS")).status_code == 201
        assert await ours.content() == before
        assert len(await ours.select(Query("QR_DEC"))) == 0
        seconds = 1.5
        found = await ours.select(Query("QR_DEC"))
        assert set(found["INDICATOR"].to_pylist()) == {"QR_STATUS"}
        assert await ours.content() != before
        assert len(await theirs.select(Query("QR_DEC"))) == 0
        assert await theirs.content() != await ours.content()
