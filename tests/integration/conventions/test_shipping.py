"""The project's rules become signed releases in a real database, once each, in one chain."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from services.conventions.domain.lifecycle.release import VersionTaken
from services.conventions.domain.lifecycle.steps import GateNotPassed
from shared.rules.bundle import read_bundle
from shared.security.release_signatures import Signature
from tests.support.law import Publishing, publishing_on
from tests.support.platform import Database
from tests.support.rules import DOCUMENTS, RULE, revised


@pytest.fixture
async def publishing(database: Database) -> AsyncIterator[Publishing]:
    async with publishing_on(database) as found:
        yield found


async def test_the_first_load_publishes_and_the_second_finds_it_done(publishing: Publishing) -> None:
    first = await publishing.ship(DOCUMENTS)
    assert first is not None
    assert (first.number, first.previous) == (1, None)
    assert await publishing.ship(DOCUMENTS) is None
    assert await publishing.archive.current() == first


async def test_a_release_is_signed_by_both_and_its_bundle_is_it(publishing: Publishing) -> None:
    await publishing.ship(DOCUMENTS)
    found = await publishing.archive.current()
    publishing.keys.trusted.verify(found.hash, found.number, [Signature.of(it) for it in found.signatures])
    rules = read_bundle(await publishing.archive.bundle(found.hash), found.hash)
    assert [it.rule.id for it in rules.rules] == ["lrc.vi.1"]


async def test_a_new_version_makes_the_next_release_which_keeps_the_old_one(publishing: Publishing) -> None:
    first = await publishing.ship(DOCUMENTS)
    second = await publishing.ship([*DOCUMENTS[:2], ("lisbon.yaml", revised(RULE, 2))])
    assert first is not None
    assert second is not None
    assert (second.number, second.previous) == (2, first.hash)
    rules = read_bundle(await publishing.archive.bundle(second.hash), second.hash)
    assert [it.rule.version for it in rules.rules] == [1, 2]
    published = {it.document.version: it.published for it in await publishing.archive.entries(second.hash)}
    assert published[2] == second.published_at.date()


async def test_supersession_is_a_row_of_its_own_and_the_old_document_stays(
    publishing: Publishing, database: Database
) -> None:
    await publishing.ship(DOCUMENTS)
    await publishing.ship([*DOCUMENTS[:2], ("lisbon.yaml", revised(RULE, 2))])
    async with database.connect() as connection:
        rows = await connection.fetch(
            """
            SELECT old.version AS old, new.version AS new FROM conventions.rule_supersessions
            JOIN conventions.rule_documents old ON old.hash = superseded
            JOIN conventions.rule_documents new ON new.hash = superseding
            """
        )
        assert [tuple(row) for row in rows] == [(1, 2)]
        states = await connection.fetch(
            """
            SELECT version, array_agg(state ORDER BY sequence) AS states FROM conventions.rule_steps
            JOIN conventions.rule_documents ON hash = document WHERE kind = 'rule' GROUP BY version
            """
        )
    assert {row["version"]: row["states"] for row in states} == {
        1: ["draft", "in_review", "approved", "published", "superseded"],
        2: ["draft", "in_review", "approved", "published"],
    }


async def test_a_text_that_changed_without_its_version_is_refused(publishing: Publishing) -> None:
    await publishing.ship(DOCUMENTS)
    changed = DOCUMENTS[1][1].replace("2007-10-01", "2007-11-01")
    with pytest.raises(VersionTaken, match=r"lrc\.parties"):
        await publishing.ship([DOCUMENTS[0], ("parties.yaml", changed), DOCUMENTS[2]])


async def test_a_rule_whose_own_test_fails_is_not_published(
    publishing: Publishing, database: Database
) -> None:
    wrong = RULE.replace('expect: "true"', 'expect: "false"', 1)
    with pytest.raises(GateNotPassed, match="no difference"):
        await publishing.ship([*DOCUMENTS[:2], ("lisbon.yaml", wrong)])
    async with database.connect() as connection:
        assert await connection.fetchval("SELECT count(*) FROM conventions.rule_documents") == 0


async def test_publication_is_announced_by_the_hash_in_the_same_commit(
    publishing: Publishing, database: Database
) -> None:
    release = await publishing.ship(DOCUMENTS)
    assert release is not None
    async with database.connect() as connection:
        (row,) = await connection.fetch("SELECT subject, sequence, body FROM conventions.outbox")
    assert (row["subject"], row["sequence"]) == ("symbolon.conventions.release.published.v1", 1)
    assert release.hash.encode() in row["body"]
    assert b"award" not in row["body"]


TABLES = (
    "rule_documents",
    "rule_gate_reports",
    "rule_steps",
    "rule_releases",
    "rule_release_documents",
    "rule_supersessions",
)


async def test_nothing_in_the_life_of_rules_is_ever_changed(
    publishing: Publishing, database: Database
) -> None:
    await publishing.ship(DOCUMENTS)
    await publishing.ship([*DOCUMENTS[:2], ("lisbon.yaml", revised(RULE, 2))])
    for role in (database.urls["conventions"].app, database.admin):
        async with database.connect(role) as connection:
            for table in TABLES:
                with pytest.raises((asyncpg.InsufficientPrivilegeError, asyncpg.RaiseError)):
                    await connection.execute(f"DELETE FROM conventions.{table}")  # noqa: S608 - our own list
