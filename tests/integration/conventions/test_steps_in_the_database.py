"""The database refuses what the program refuses, whoever writes to it."""

from collections.abc import AsyncIterator
from uuid import uuid4

import asyncpg
import pytest

from tests.support.platform import Database

INSERT = """
    INSERT INTO conventions.rule_steps
        (draft, sequence, state, document, authored, actor, note, report, recorded_at)
    VALUES ($1, $2, $3, $4, $5, $6, '', $7, now())
"""


class Table:
    """Writes steps as the application's role does, without the application."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self.connection = connection
        self.draft = uuid4()
        self.sequence = 0

    async def step(
        self,
        state: str,
        document: str = "one",
        actor: str = "ada",
        report: str | None = None,
        *,
        authored: bool = False,
    ) -> None:
        number = self.sequence + 1
        await self.connection.execute(INSERT, self.draft, number, state, document, authored, actor, report)
        self.sequence = number

    async def in_review(self) -> None:
        await self.step("draft", authored=True)
        await self.step("in_review")


@pytest.fixture
async def table(database: Database) -> AsyncIterator[Table]:
    async with database.connect(database.urls["conventions"].app) as connection:
        for name in ("one", "two"):
            await connection.execute(
                "INSERT INTO conventions.rule_documents (hash, kind, name, version, text) "
                "VALUES ($1, 'rule', 'r', 1, '')",
                name,
            )
        for name, passed in (("good", True), ("bad", False)):
            await connection.execute(
                "INSERT INTO conventions.rule_gate_reports (hash, candidate, documents, passed, report) "
                "VALUES ($1, 'c', ARRAY['one'], $2, '{}')",
                name,
                passed,
            )
        yield Table(connection)


async def test_an_author_does_not_approve(table: Table) -> None:
    await table.in_review()
    with pytest.raises(asyncpg.CheckViolationError, match="an author does not approve"):
        await table.step("approved", report="good")
    await table.step("approved", actor="bo", report="good")


@pytest.mark.parametrize("report", ["bad", None])
async def test_nothing_is_approved_without_a_passed_report(table: Table, report: str | None) -> None:
    await table.in_review()
    with pytest.raises(asyncpg.CheckViolationError):
        await table.step("approved", actor="bo", report=report)


async def test_nothing_is_approved_on_the_report_of_another_text(table: Table) -> None:
    await table.step("draft", document="two", authored=True)
    await table.step("in_review", document="two")
    with pytest.raises(asyncpg.CheckViolationError, match="did not pass the gate"):
        await table.step("approved", document="two", actor="bo", report="good")


async def test_after_an_edit_its_author_is_out_and_the_first_author_may_approve(table: Table) -> None:
    await table.in_review()
    await table.step("approved", actor="bo", report="good")
    await table.step("in_review", document="two", actor="bo", authored=True)
    await table.step("in_review", document="one", actor="cy", authored=True)
    for actor in ("bo", "cy"):
        with pytest.raises(asyncpg.CheckViolationError, match="an author does not approve"):
            await table.step("approved", actor=actor, report="good")
    await table.step("approved", actor="ada", report="good")


@pytest.mark.parametrize("state", ["approved", "published", "superseded"])
async def test_no_step_is_left_out(table: Table, state: str) -> None:
    await table.step("draft", authored=True)
    with pytest.raises(asyncpg.CheckViolationError):
        await table.step(state, actor="bo", report="good" if state == "approved" else None)


async def test_a_text_does_not_change_unless_somebody_changes_it(table: Table) -> None:
    await table.in_review()
    with pytest.raises(asyncpg.CheckViolationError, match="by an edit"):
        await table.step("approved", document="two", actor="bo", report="good")
    with pytest.raises(asyncpg.CheckViolationError, match="by an edit"):
        await table.step("in_review", actor="bo", authored=True)


async def test_a_life_begins_as_a_draft(table: Table) -> None:
    with pytest.raises(asyncpg.CheckViolationError, match="begins as a draft"):
        await table.step("published")


async def test_two_steps_cannot_both_be_the_next(table: Table) -> None:
    await table.in_review()
    table.sequence -= 1
    with pytest.raises(asyncpg.UniqueViolationError):
        await table.step("withdrawn")


async def test_the_chain_of_releases_does_not_fork(table: Table) -> None:
    insert = (
        "INSERT INTO conventions.rule_releases "
        "(hash, number, previous, report, signatures, bundle, published_by, published_at) "
        "VALUES ($1, $2, $3, 'good', '[]', '', 'x', now())"
    )
    await table.connection.execute(insert, "first", 1, None)
    await table.connection.execute(insert, "second", 2, "first")
    for name, number, previous in (
        ("fork", 3, "first"),
        ("other", 1, None),
        ("gap", 4, "nowhere"),
        ("again", 3, None),
    ):
        with pytest.raises(asyncpg.IntegrityConstraintViolationError):
            await table.connection.execute(insert, name, number, previous)
