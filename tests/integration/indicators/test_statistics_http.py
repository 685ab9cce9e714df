"""The statistics over HTTP: who may see what, and what a released table looks like."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.integration.indicators.authority import PUBLISHER, STATISTICIAN, authority
from tests.support.case_events import many
from tests.support.platform import Database


@pytest.fixture(name="client")
async def _client(database: Database) -> AsyncIterator[httpx.AsyncClient]:
    async with authority(database) as norway:
        await norway.project(many(120))
        yield norway.client


async def test_true_counts_are_for_the_statistician(client: httpx.AsyncClient) -> None:
    refused = await client.get("/v1/statistics/cases")
    assert (refused.status_code, refused.json()["code"]) == (403, "scope_required")
    asked = {"group_by": ["origin", "legal_status"]}
    answer = await client.get("/v1/statistics/cases", params=asked, headers=STATISTICIAN)
    groups = answer.json()["groups"]
    assert sum(it["opened"] for it in groups) == 120
    assert all(it["opened"] == it["closed"] + it["still_open"] for it in groups)
    assert {it["key"]["legal_status"] for it in groups} == {"refugee", "none", "_U"}
    whole = (await client.get("/v1/statistics/cases", headers=STATISTICIAN)).json()["groups"][0]
    assert 20 < whole["time_to_decision"]["median_days"] < 60
    rate = whole["recognition_rate"]
    assert rate["lower"] < rate["value"] < rate["upper"]


async def test_a_table_is_released_by_who_may_and_read_by_everybody_of_the_tenant(
    client: httpx.AsyncClient,
) -> None:
    body = {"cube": "QR_STATUS", "year": 2026}
    refused = await client.post("/v1/statistics/releases", json=body)
    assert refused.status_code == 403
    made = await client.post("/v1/statistics/releases", json=body, headers=PUBLISHER)
    assert made.status_code == 201
    assert made.json()["audit"]["recovered"] == 0
    again = await client.post("/v1/statistics/releases", json=body, headers=PUBLISHER)
    assert (again.status_code, again.json()["id"]) == (200, made.json()["id"])
    table = await client.get(made.headers["Location"])
    cells = table.json()["cells"]
    assert len(cells) == 7 * 6
    hidden = [it for it in cells if it["value"] is None]
    assert hidden
    assert {(it["conf_status"], it["suppression_reason"]) for it in hidden} == {("C", "disclosure_control")}
    text = await client.get(made.headers["Location"], params={"format": "csv"})
    assert text.text.splitlines()[0] == (
        "LEGAL_STATUS,OUTCOME,TIME_PERIOD,OBS_VALUE,CONF_STATUS,SUPPRESSION_REASON"
    )
    assert len(text.text.splitlines()) == len(cells) + 1
    held = await client.get(made.headers["Location"], headers={"If-None-Match": table.headers["ETag"]})
    assert held.status_code == 304
    listed = (await client.get("/v1/statistics/releases")).json()["releases"]
    assert [it["id"] for it in listed] == [made.json()["id"]]
    elsewhere = await client.get(made.headers["Location"], headers={"tenant": "sweden"})
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (404, "unknown_release")


async def test_only_declared_tables_can_be_released(client: httpx.AsyncClient) -> None:
    answer = await client.post(
        "/v1/statistics/releases", json={"cube": "QR_NAMES", "year": 2026}, headers=PUBLISHER
    )
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_cube")
    cubes = (await client.get("/v1/statistics/cubes")).json()
    assert "QR_ORIGIN" in {it["id"] for it in cubes["cubes"]}
    assert cubes["perturbation"]["2"] == {"-2": 16, "-1": 64, "0": 96, "1": 64, "2": 16}


async def test_the_bridge_says_what_is_missing(client: httpx.AsyncClient) -> None:
    body = {"cube": "QR_ORIGIN", "year": 2026}
    made = await client.post("/v1/statistics/releases", json=body, headers=PUBLISHER)
    asked = {"release": made.json()["id"], "host": "NOR", "stock_year": 2022}
    answer = await client.get("/v1/statistics/bridge", params={**asked, "stock_year": 2021})
    assert (answer.status_code, answer.json()["code"]) == (404, "no_stock")
    answer = await client.get("/v1/statistics/bridge", params=asked)
    origins = {it["origin"]: it for it in answer.json()["origins"]}
    assert origins["TUN"]["stock"] == 14
    assert (origins["SYR"]["stock"], origins["SYR"]["demand"]["absence"]) == (None, "input_missing")


async def test_pictures_of_a_released_table_show_no_hidden_count(client: httpx.AsyncClient) -> None:
    body = {"cube": "QR_ORIGIN", "year": 2026}
    made = await client.post("/v1/statistics/releases", json=body, headers=PUBLISHER)
    asked = {"release": made.json()["id"]}
    drawn = await client.get("/v1/pictures/sankey", params=asked)
    assert (drawn.status_code, drawn.headers["Content-Type"]) == (200, "image/svg+xml")
    assert "Hidden counts, not drawn:" in drawn.text
    latest = await client.get("/v1/pictures/sankey")
    assert latest.text == drawn.text
    held = await client.get(
        "/v1/pictures/sankey", params=asked, headers={"If-None-Match": drawn.headers["ETag"]}
    )
    assert held.status_code == 304
    table = (await client.get("/v1/statistics/releases/" + made.json()["id"])).json()
    shown = {tuple(it["key"]): it["value"] for it in table["cells"] if it["value"]}
    lines = (await client.get("/v1/pictures/sankey", params={**asked, "format": "csv"})).text.splitlines()
    assert lines[0] == "Origin,Origin: name,Outcome,Outcome: name,Cases,Source"
    for line in lines[1:]:
        origin, _, outcome, _, value, _ = line.split(",", 5)
        assert shown[origin, outcome] == int(value)
    png = await client.get("/v1/pictures/funnel", params={**asked, "format": "png"})
    assert png.content.startswith(b"\x89PNG") or png.json()["code"] == "nothing_to_show"
    other = await client.post(
        "/v1/statistics/releases", json={"cube": "QR_STATUS", "year": 2026}, headers=PUBLISHER
    )
    wrong = await client.get("/v1/pictures/sankey", params={"release": other.json()["id"]})
    assert (wrong.status_code, wrong.json()["code"]) == (409, "not_this_table")


async def test_before_anything_is_released_a_picture_says_what_to_do(client: httpx.AsyncClient) -> None:
    for kind in ("sankey", "funnel"):
        answer = await client.get(f"/v1/pictures/{kind}")
        assert (answer.status_code, answer.json()["code"]) == (404, "nothing_released")
        for told in ("QR_ORIGIN", "POST /v1/statistics/releases", "/v1/statistics/calendar"):
            assert told in answer.json()["detail"]


async def test_pictures_speak_the_language_of_the_reader(client: httpx.AsyncClient) -> None:
    path = "/v1/pictures/dispersion"
    asked: dict[str, Any] = {"origin": ["TUN", "CHN"], "format": "html"}
    french = await client.get(path, params=asked, headers={"Accept-Language": "de, fr-CA;q=0.8, en;q=0.1"})
    assert french.headers["Content-Language"] == "fr"
    assert french.headers["Vary"] == "Accept-Language"
    assert '<html lang="fr" dir="ltr">' in french.text
    assert "Tunisie (TUN)" in french.text
    arabic = await client.get(path, params={**asked, "lang": "ar"}, headers={"Accept-Language": "fr"})
    assert '<html lang="ar" dir="rtl">' in arabic.text
    assert "تونس (TUN)" in arabic.text
    english = await client.get(path, params=asked, headers={"If-None-Match": french.headers["ETag"]})
    assert (english.status_code, english.headers["Content-Language"]) == (200, "en")
    assert (await client.get(path, params={**asked, "lang": "xx"})).status_code == 422


async def test_the_curve_of_true_counts_is_for_the_statistician(client: httpx.AsyncClient) -> None:
    refused = await client.get("/v1/pictures/survival")
    assert refused.status_code == 403
    asked = {"group_by": "sex", "deadline_days": "120", "format": "html"}
    page = await client.get("/v1/pictures/survival", params=asked, headers=STATISTICIAN)
    assert page.status_code == 200
    assert "not for publication" in page.text
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")


async def test_dispersion_is_drawn_from_the_figures_that_ship(client: httpx.AsyncClient) -> None:
    drawn = await client.get("/v1/pictures/dispersion", params={"origin": ["TUN", "CHN"], "format": "vega"})
    assert drawn.headers["Content-Type"] == "application/vnd.vegalite.v6+json"
    assert "guaranteed" in drawn.text
    nothing = await client.get("/v1/pictures/flow-map", params={"host": "NOR", "year": 2024})
    assert (nothing.status_code, nothing.json()["code"]) == (404, "nothing_to_show")
    assert "POST /v1/loads" in nothing.json()["detail"]
    flows = await client.get("/v1/pictures/flow-map", params={"origin": "TUN", "year": 2022})
    assert flows.status_code == 200
    for told in (
        "ESTAT-2025",
        "Eurostat",
        "29 of 29, which is 100%",
        "does not hold are not drawn",
        "France",
    ):
        assert told in flows.text
