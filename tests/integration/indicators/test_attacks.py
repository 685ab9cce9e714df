"""Attacks on the statistics of an authority over HTTP, by someone who holds any key of the tenant."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.integration.indicators.authority import PUBLISHER, STATISTICIAN, Authority, authority
from tests.support.case_events import decided, many, opened
from tests.support.platform import Database

SDMX = "/sdmx/2.1/data/QR_DEC"
CSV = {"Accept": "application/vnd.sdmx.data+csv;version=1.0.0"}


@pytest.fixture(name="norway")
async def _norway(database: Database) -> AsyncIterator[Authority]:
    async with authority(database) as made:
        await made.project(many(120))
        yield made


TRUE_COUNTS = (
    "/v1/statistics/evaluations?group_by=outcome&group_by=award_country&group_by=month",
    "/v1/statistics/cases?group_by=origin&group_by=legal_status&group_by=sex&group_by=age",
    "/v1/statistics/cases?opened_from=2026-03-01T00:00:00Z&opened_before=2026-03-02T00:00:00Z",
    "/v1/statistics/cases:reconcile",
    "/v1/pictures/survival?group_by=legal_status",
)


@pytest.mark.parametrize("scopes", ["", "statistics:read", "statistics:release"])
async def test_true_counts_are_refused_to_every_other_reader(norway: Authority, scopes: str) -> None:
    for path in TRUE_COUNTS:
        answer = await norway.client.get(path, headers={"scopes": scopes, "If-None-Match": "*"})
        assert (answer.status_code, answer.json()["code"]) == (403, "scope_required")
        assert "/v1/statistics/releases" in answer.json()["detail"]
        assert (await norway.client.get(path, headers=STATISTICIAN)).status_code == 200


async def test_no_cache_between_keeps_true_counts(norway: Authority) -> None:
    for path in ("cases", "cases:reconcile", "evaluations?group_by=outcome"):
        answer = await norway.client.get(f"/v1/statistics/{path}", headers=STATISTICIAN)
        assert answer.headers["Cache-Control"] == "no-store"
    made = await norway.release("QR_ORIGIN")
    asked = {"release": made.json()["id"]}
    for path in (made.headers["Location"], "/v1/statistics/releases", "/v1/pictures/sankey", SDMX):
        answer = await norway.client.get(path, params=asked if "sankey" in path else None)
        assert answer.headers["Cache-Control"] == "private, no-cache"


async def test_what_the_audit_found_tells_the_public_nothing(norway: Authority) -> None:
    """A mean error tells the noise of the only large count; `attacked` tells which hidden counts moved."""
    made = await norway.release("QR_STATUS")
    path = made.headers["Location"]
    table = (await norway.client.get(path)).json()
    hidden = sum(it["value"] is None for it in table["cells"])
    expected = {"hidden": hidden, "recovered": 0, "narrow": 0}
    listed = (await norway.client.get("/v1/statistics/releases")).json()["releases"]
    assert [it["audit"] for it in (made.json(), table, *listed)] == [expected] * 3
    assert (await norway.client.get(path + ":audit", headers=PUBLISHER)).status_code == 403
    told = await norway.client.get(path + ":audit", headers=STATISTICIAN)
    assert told.json()["attacked"] >= hidden


async def test_publishing_day_by_day_is_refused(norway: Authority) -> None:
    """Who knows that one case was decided since yesterday would see where a figure moved."""
    await norway.release("QR_STATUS")
    await norway.project([opened(900), decided(900, "refusal", after=30)])
    norway.clock.forward(days=1)
    refused = await norway.release("QR_STATUS")
    assert (refused.status_code, refused.json()["code"]) == (409, "released_recently")
    assert "2026-12-22" in refused.json()["detail"]
    norway.clock.forward(days=27)
    assert (await norway.release("QR_STATUS")).status_code == 201


async def test_tables_of_a_year_that_share_a_cell_do_not_tell_what_happened_between_them(
    norway: Authority,
) -> None:
    """Four other tables hold the outcomes, too: released day by day, they would show which one moved."""
    await norway.release("QR_STATUS")
    told = []
    for case, cube in enumerate(("QR_ORIGIN", "QR_DOCUMENTS", "QR_SEX_AGE"), start=900):
        await norway.project([opened(case), decided(case, "refusal", after=30)])
        norway.clock.forward(days=1)
        made = (await norway.release(cube)).json()
        assert made["counted_at"] < made["released_at"]
        table = (await norway.client.get(f"/v1/statistics/releases/{made['id']}")).json()
        told.append(_outcomes(table))
    assert told[0] == told[1] == told[2]
    norway.clock.forward(days=26)
    later = (await norway.release("QR_STATUS")).json()
    assert later["counted_at"] == later["released_at"]


def _outcomes(table: Any) -> dict[str, int | None]:
    """Give the cells of a table that are broken down by nothing but the outcome."""
    cells = {tuple(it["key"]): it["value"] for it in table["cells"]}
    return {key[-1]: value for key, value in cells.items() if set(key[:-1]) == {"_T"}}


async def test_a_long_list_of_releases_comes_in_pages_and_none_comes_twice(norway: Authority) -> None:
    made = [(await norway.release(it)).json()["id"] for it in ("QR_STATUS", "QR_ORIGIN", "QR_DOCUMENTS")]
    waiting = (await norway.release("QR_SEX_AGE", public_from="2026-12-01T08:00:00Z")).json()["id"]
    seen, cursor, path = [], None, "/v1/statistics/releases"
    while True:
        page = (
            await norway.client.get(path, params={"limit": 2} | ({"cursor": cursor} if cursor else {}))
        ).json()
        seen += [it["id"] for it in page["releases"]]
        cursor = page["next"]
        if cursor is None:
            break
        kept = cursor
    assert seen == made
    ahead = (await norway.client.get(path, headers=PUBLISHER)).json()["releases"]
    assert [it["id"] for it in ahead] == [*made, waiting]
    foreign = await norway.client.get(path, params={"limit": 2, "cursor": kept}, headers=PUBLISHER)
    assert (foreign.status_code, foreign.json()["code"]) == (400, "foreign_cursor")


async def test_a_refused_release_names_no_count(norway: Authority) -> None:
    await norway.release("QR_STATUS")
    await norway.project([opened(900), decided(900, "refusal", after=30)])
    norway.clock.forward(days=1)
    assert not any(it.isdigit() and int(it) < 2026 for it in _words(await norway.release("QR_STATUS")))


def _words(answer: Any) -> list[str]:
    words: list[str] = answer.json()["detail"].replace("-", " - ").split()
    return [
        it for it in words if it not in {"11", "24", "12", "22"}
    ]  # the days of the counting and of the next one


async def test_before_its_day_a_release_is_not_there_for_anyone_without_the_scope(
    norway: Authority,
) -> None:
    client, nothing = norway.client, {**CSV}
    before = await client.get(SDMX, headers=nothing)
    made = await norway.release("QR_ORIGIN", public_from="2026-12-01T09:00:00+01:00")
    release = made.json()["id"]
    paths = (
        f"/v1/statistics/releases/{release}",
        f"/v1/statistics/releases/{release}?format=csv",
        f"/v1/pictures/sankey?release={release}",
        f"/v1/pictures/funnel?release={release}",
        f"/v1/statistics/bridge?release={release}&host=NOR&stock_year=2022",
    )
    unknown = "00000000-0000-7000-8000-000000000000"
    for path in paths:
        refused = await client.get(path, headers={"If-None-Match": "*"})
        missing = await client.get(path.replace(release, unknown))
        for it in (refused, missing):
            assert (it.status_code, it.json()["code"]) == (404, "unknown_release")
        assert refused.json()["detail"].replace(release, unknown) == missing.json()["detail"]
    assert (await client.get("/v1/statistics/releases")).json()["releases"] == []
    assert (await client.get(SDMX, headers=nothing)).status_code == before.status_code == 204
    # A question about the past is answered as it was known then, a question about all versions likewise.
    for asked in ("?includeHistory=true", "?updatedAfter=2020-01-01T00:00:00Z"):
        assert (await client.get(SDMX + asked, headers=nothing)).status_code == 204
    assert (await client.get(paths[0], headers=STATISTICIAN)).status_code == 200

    norway.clock.forward(days=7)
    for path in paths[:3]:
        assert (await client.get(path)).status_code == 200
    rows = (await client.get(SDMX, headers=nothing)).text.splitlines()
    assert release in rows[1]
    assert "2026-12-01T08:00:00" in (await client.get("/v1/observations?dataflow=QR_DEC")).text


async def test_the_calendar_tells_the_day_and_nothing_else(norway: Authority) -> None:
    made = await norway.release("QR_ORIGIN", public_from="2026-12-01T08:00:00Z")
    expected = {
        "cube": "QR_ORIGIN",
        "name": "Decisions by country of the qualification and outcome",
        "year": 2026,
        "public_from": "2026-12-01T08:00:00Z",
    }
    path = "/v1/statistics/calendar"
    assert (await norway.client.get(path)).json()["entries"] == [{**expected, "release": None}]
    elsewhere = await norway.client.get(path, headers={"tenant": "sweden"})
    assert elsewhere.json()["entries"] == []
    norway.clock.forward(days=7)
    entries = (await norway.client.get(path)).json()["entries"]
    assert entries == [{**expected, "release": made.json()["id"]}]


async def test_an_older_table_never_takes_the_place_of_a_newer_one(norway: Authority) -> None:
    await norway.release("QR_ORIGIN", public_from="2027-02-01T08:00:00Z")
    await norway.project([opened(900), decided(900, "refusal", after=30)])
    norway.clock.forward(days=30)
    refused = await norway.release("QR_ORIGIN")
    assert (refused.status_code, refused.json()["code"]) == (409, "earlier_release_waits")
    later = await norway.release("QR_ORIGIN", public_from="2027-02-01T08:00:00Z")
    assert later.status_code == 201
    norway.clock.forward(days=90)
    rows = (await norway.client.get(SDMX, headers=CSV)).text.splitlines()
    assert all(later.json()["id"] in row for row in rows[1:])


async def test_a_day_that_has_passed_is_refused(norway: Authority) -> None:
    refused = await norway.release("QR_ORIGIN", public_from="2026-11-01T08:00:00Z")
    assert (refused.status_code, refused.json()["code"]) == (422, "day_has_passed")
    assert refused.json()["errors"][0]["pointer"] == "/public_from"


async def test_a_table_of_a_year_to_come_is_refused(norway: Authority) -> None:
    refused = await norway.client.post(
        "/v1/statistics/releases", json={"cube": "QR_ORIGIN", "year": 2027}, headers=PUBLISHER
    )
    assert (refused.status_code, refused.json()["code"]) == (422, "year_has_not_begun")
    assert refused.json()["errors"][0]["pointer"] == "/year"
