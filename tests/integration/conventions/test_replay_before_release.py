"""Conventions and credentials side by side: a change is replayed over decided cases before it is released."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from pydantic import SecretStr

from services.credentials.adapters.releases.feed import ReleaseFeed
from services.credentials.adapters.releases.store import ReleaseStore
from services.credentials.container import Container, trusted_keys
from services.credentials.entrypoints.http.replays import replay_routes
from services.credentials.settings import Settings
from shared.http.app import create_app
from shared.http.health import Health
from shared.kernel.clock import SystemClock
from shared.security.principals import Principal
from tests.support.applications import applications
from tests.support.conventions_api import (
    AUTHOR,
    PUBLISHER,
    READER,
    REVIEWER,
    Answer,
    ConventionsApi,
    conventions_api,
)
from tests.support.decided import store
from tests.support.law import publishing_on
from tests.support.lisbon_law import lisbon, lisbon_texts, quality_asked_for_text
from tests.support.platform import Database
from tests.support.servers import free_port
from tests.support.serving import served

CASEWORKER = Principal("norway", "caseworker", frozenset({"cases:read"}))
SWEDISH = Principal("sweden", "author", frozenset({"rules:write", "cases:read"}))
CASES = 200


@dataclass
class Platform:
    """Both services; each question goes to the one that answers it."""

    conventions: ConventionsApi
    credentials_url: str
    credentials: Container
    feed: ReleaseFeed
    draft: str = field(default="")

    async def ask(self, who: Principal, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        api = self.conventions
        if not path.startswith("/v1/replays"):
            return await api.ask(who, method, path, body, **headers)
        there = ConventionsApi(self.credentials_url, api.tokens, api.client, api.worker, api.keys)
        return await there.ask(who, method, path, body, **headers)

    async def replay(self, who: Principal, **body: Any) -> str:
        """Replay; give the job."""
        asked = await self.ask(who, "POST", "/v1/replays", body)
        assert asked.status == 202, asked.body
        await self.credentials.checking.worker.work_once()
        return str(asked.body["id"])

    async def examine(self, who: Principal = AUTHOR, **body: Any) -> dict[str, Any]:
        """Have the draft examined; give the report."""
        job = await self.conventions.job(who, "/v1/candidates", {"drafts": [self.draft], **body})
        assert job["state"] == "done", job
        result: dict[str, Any] = job["result"]
        report = (await self.ask(READER, "GET", f"/v1/reports/{result['report']}")).body
        return {**result, "whole": report}


@asynccontextmanager
async def _credentials(database: Database, folder: Path, url: str, port: int) -> AsyncIterator[Container]:
    container = Container(
        Settings(
            database_url=SecretStr(database.urls["credentials"].app),
            conventions_url=url,
            token_public_key_file=folder / "token.pem",
            release_trusted_keys_file=folder / "trusted.json",
        )
    )
    app = create_app(title="credentials", version="0", routers=[replay_routes(container)], health=Health())
    async with container.running(), served(app, port=port):
        yield container


@pytest.fixture
async def platform(database: Database, tmp_path: Path) -> AsyncIterator[Platform]:
    """Lisbon is in force, two hundred cases are decided, and a draft asks for quality assurance as well."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    async with (
        conventions_api(database, tmp_path, credentials_url=url) as api,
        publishing_on(database) as law,
        _credentials(database, tmp_path, api.url, port) as credentials,
    ):
        law.keys = api.keys
        await law.ship([(it.path, it.text) for it in lisbon_texts()])
        trusted = trusted_keys(
            Settings(
                database_url=SecretStr(database.urls["credentials"].app),
                release_trusted_keys_file=tmp_path / "trusted.json",
            )
        )
        feed = ReleaseFeed(credentials.conventions, ReleaseStore(credentials.engine), trusted)
        await feed.refresh()
        cases = [(uuid4(), it) for it in applications(Random(3), CASES)]
        await store(credentials.engine, "norway", lisbon(), cases, SystemClock().now().date(), traced=False)
        found = Platform(api, url, credentials, feed)
        opened = await api.ask(AUTHOR, "POST", "/v1/drafts", {"text": quality_asked_for_text()})
        found.draft = opened.body["id"]
        step = {"state": "in_review"}
        moved = await api.ask(
            AUTHOR, "POST", f"/v1/drafts/{found.draft}/steps", step, If_Match=str(opened.etag)
        )
        assert moved.status == 201, moved.body
        yield found


async def test_a_change_is_released_after_its_replay_and_compared_case_by_case(platform: Platform) -> None:
    first = await platform.examine()
    assert "replay" in {it["check"] for it in first["whole"]["findings"]}
    waivers = [it["name"] for it in first["whole"]["findings"]]
    job = await platform.replay(AUTHOR, draft=first["candidate"])
    second = await platform.examine(waivers=waivers, replay=job)
    assert second["passed"], second["whole"]["findings"]
    kept = second["whole"]["replay"]
    assert (kept["job"], kept["tenant"], kept["by"]) == (job, "norway", "norway/author")
    assert (kept["report"]["draft"], kept["report"]["cases"]) == (first["candidate"], CASES)

    draft = await platform.ask(REVIEWER, "GET", f"/v1/drafts/{platform.draft}")
    step = {"state": "approved", "report": second["report"]}
    path = f"/v1/drafts/{platform.draft}/steps"
    assert (await platform.ask(REVIEWER, "POST", path, step, If_Match=str(draft.etag))).status == 201
    signature = platform.conventions.keys.reviewer.sign(second["candidate"], second["number"]).as_json()
    body = {"drafts": [platform.draft], "candidate": second["candidate"], "signatures": [signature]}
    assert (await platform.ask(PUBLISHER, "POST", "/v1/releases", body)).status == 201

    question = {"replay": job, "limit": 1}
    compared = await platform.ask(CASEWORKER, "POST", "/v1/rules:diff", question)
    assert compared.status == 200, compared.body
    assert [it["part"] for it in compared.body["documents"][0]["changes"]] == ["where/documented", "given"]
    cases = compared.body["cases"]
    assert cases["report"]["flips"] is None or cases["report"]["flips"] > 0
    (flip,) = cases["flips"]
    assert flip["before"] != flip["after"]
    assert [it["condition"] for it in flip["reasons"]] == [None, "documented"]
    following = await platform.ask(
        CASEWORKER, "POST", "/v1/rules:diff", {**question, "cursor": cases["next"]}
    )
    (other,) = following.body["cases"]["flips"]
    assert other["evaluation"] != flip["evaluation"]


async def test_the_flips_are_for_whoever_may_read_cases(platform: Platform) -> None:
    current = (await platform.ask(READER, "GET", "/v1/releases/current")).body["release"]
    job = await platform.replay(CASEWORKER, draft=current)
    path = f"/v1/replays/jobs/{job}/flips"
    assert (await platform.ask(CASEWORKER, "GET", path)).status == 200
    assert (await platform.ask(AUTHOR, "GET", path)).status == 403
    assert (await platform.ask(SWEDISH, "GET", path)).status == 404


async def test_a_replay_of_anything_else_or_of_somebody_else_does_not_pass(platform: Platform) -> None:
    first = await platform.examine()
    waivers = [it["name"] for it in first["whole"]["findings"]]
    current = (await platform.ask(READER, "GET", "/v1/releases/current")).body["release"]
    other = await platform.replay(AUTHOR, draft=current)
    second = await platform.examine(waivers=waivers, replay=other)
    assert [it["check"] for it in second["whole"]["findings"]] == ["replay"]
    body = {"drafts": [platform.draft], "replay": other}
    foreign = await platform.ask(SWEDISH, "POST", "/v1/candidates", body)
    assert (foreign.status, foreign.body["errors"][0]["code"]) == (422, "unknown_job")


async def test_a_replay_that_goes_on_still_is_no_replay(platform: Platform) -> None:
    first = await platform.examine()
    asked = await platform.ask(AUTHOR, "POST", "/v1/replays", {"draft": first["candidate"]})
    body = {"drafts": [platform.draft], "replay": asked.body["id"]}
    early = await platform.ask(AUTHOR, "POST", "/v1/candidates", body)
    assert (early.status, early.body["code"]) == (409, "replay_not_finished")
