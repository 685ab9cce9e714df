"""Decisions are decided again from their hashes, in a new process, after two later releases."""

import json
import os
from collections.abc import AsyncIterator
from pathlib import Path
from random import Random

import pytest

from services.conventions.adapters.reference_files import read_reference_data
from services.conventions.adapters.rule_files import rule_texts
from services.credentials.adapters.releases.feed import ReleaseFeed
from services.credentials.adapters.releases.shelf import ReleaseShelf
from services.credentials.adapters.releases.store import ReleaseStore
from services.credentials.adapters.tables import outbox
from services.credentials.adapters.work import CredentialsWork, CredentialsWorks
from services.credentials.application.evaluate import Evaluate
from services.credentials.domain.evaluation.evaluation import Evaluation
from services.credentials.domain.evaluation.facts import Application
from services.credentials.domain.evaluation.ports import LegalAdvice
from shared.db.engine import create_engine
from shared.db.unit_of_work import UnitsOfWork
from shared.http.client import JsonClient
from shared.kernel.clock import SystemClock
from shared.kernel.errors import Unavailable
from shared.messaging.outbox import Outbox
from tests.support.applications import applications
from tests.support.commands import run_command
from tests.support.law import Publishing, publishing_on
from tests.support.platform import Database
from tests.support.serving import served

CASES = int(os.environ.get("SYMBOLON_RERUN_CASES", "100"))
"""`make rerun` asks for a thousand."""


class NoAdvice:
    """Conventions is away: the rules decide alone, which they must be able to."""

    async def basis_for(self, _: Application) -> LegalAdvice:
        raise Unavailable("conventions does not answer")


class Kept:
    """Answers nobody; the evaluation itself is what is kept."""

    async def earlier(self, _: CredentialsWork) -> Evaluation | None:
        return None

    async def keep(self, _: CredentialsWork, evaluation: Evaluation) -> Evaluation:
        return evaluation


@pytest.fixture
async def law(database: Database) -> AsyncIterator[Publishing]:
    async with publishing_on(database) as publishing:
        yield publishing


def shipped(version: int) -> list[tuple[str, str]]:
    """The project's rules; from version 2 on one of them says something else."""
    texts = [(it.path, it.text) for it in rule_texts(read_reference_data())]
    path = "lrc_1997/outcome/vi_1.yaml"
    if version > 1:
        text = dict(texts)[path]
        changed = text.replace("version: 1\n", f"version: {version}\n", 1).replace(
            "favour: 100", "favour: 100 "
        )
        assert changed != text
        texts.append((f"revision-{version}", changed))
    return texts


async def decide_all(engine_url: str, trusted: Publishing, applications: list[Application]) -> None:
    engine = create_engine(engine_url, application_name="test-deciding")
    shelf = ReleaseShelf(ReleaseStore(engine), trusted.keys.trusted)
    evaluate: Evaluate[CredentialsWork] = Evaluate(
        law=NoAdvice(),
        releases=shelf,
        open_work=CredentialsWorks(UnitsOfWork(engine, Outbox(outbox)), SystemClock()),
        clock=SystemClock(),
        after_commit=lambda: None,
    )
    for application in applications:
        await evaluate("norway", application, Kept())
    await engine.dispose()


async def test_decisions_are_repeated_to_the_byte_after_two_later_releases(
    law: Publishing, database: Database, tmp_path: Path
) -> None:
    url = database.urls["credentials"].app
    engine = create_engine(url, application_name="test-feed")
    async with served(law.app()) as address:
        client = JsonClient(address, name="conventions")
        feed = ReleaseFeed(client, ReleaseStore(engine), law.keys.trusted)
        first = await law.ship(shipped(1))
        await feed.refresh()
        await decide_all(url, law, applications(Random(7), CASES))
        for version in (2, 3):
            assert await law.ship(shipped(version)) is not None
        await feed.refresh()
        await client.close()
    await engine.dispose()
    trusted = tmp_path / "trusted.json"
    trusted.write_bytes(law.keys.file)
    environment = {
        "SYMBOLON_DATABASE_URL": url,
        "SYMBOLON_RELEASE_TRUSTED_KEYS_FILE": str(trusted),
        "SYMBOLON_CONVENTIONS_URL": "http://127.0.0.1:9",
    }
    done = await run_command("credentials", ["rerun", "norway"], environment)
    assert done.code == 0, done.out + done.err
    found = json.loads(done.out.splitlines()[-1])
    assert first is not None
    assert found == {"cases": CASES, "repeated": CASES, "releases": [first.hash], "different": []}
    async with database.connect() as connection:
        outcomes = await connection.fetch("SELECT DISTINCT outcome FROM credentials.evaluations")
        hashes = await connection.fetchval("SELECT count(DISTINCT trace_hash) FROM credentials.evaluations")
        sent = await connection.fetch("SELECT body FROM credentials.outbox")
    assert len(outcomes) >= 3
    assert hashes > CASES / 2
    assert {json.loads(it["body"])["release"] for it in sent} == {first.hash}
