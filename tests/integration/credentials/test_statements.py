"""Statements in PostgreSQL: issued once, signed with the tenant's key, withdrawn by the case's history."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from services.conventions.adapters.rule_files import read_release
from services.credentials.adapters.statements.keys import KeyStillSigns, NoIssuingKey, Vault
from services.credentials.adapters.statements.tables import statement_keys, statements
from services.credentials.adapters.tables import outbox
from services.credentials.adapters.work import CredentialsWorks
from services.credentials.application.statements import (
    AlreadyIssued,
    IssueStatement,
    NotKept,
    Order,
    SignedByRevokedKey,
    UnknownStatement,
)
from services.credentials.container import statement_vault
from services.credentials.domain.casework.case import AppealResult, Decided, Decision, Opened
from services.credentials.domain.evaluation.facts import Purpose
from services.credentials.domain.statements import status_list
from services.credentials.domain.statements.standing import DecisionSetAside, UnknownDecision
from services.credentials.domain.statements.stated import Authority, LegalForce, Stated
from services.credentials.entrypoints.statement_key_commands import statement_keys as commands
from services.credentials.settings import Settings
from shared.db.engine import create_engine
from shared.db.unit_of_work import UnitsOfWork
from shared.kernel.clock import FixedClock
from shared.kernel.errors import Invalid, Unavailable
from shared.messaging.outbox import Outbox
from shared.process.settings import MissingSetting
from tests.support.decided import store
from tests.support.platform import Database
from tests.unit.credentials.evaluation.cases import BEFORE_NORWAY, difference
from tests.unit.credentials.statements.decided import PROFILE, THOROUGH

AT = datetime(2026, 11, 24, 12, tzinfo=UTC)
GRANTED = Stated(LegalForce.DECISION, Authority("HK-dir"), Purpose.FURTHER_STUDY)


@dataclass
class Office:
    """One installation, and what its officers do."""

    works: CredentialsWorks
    vault: Vault
    issue: IssueStatement

    async def key(self, tenant: str = "norway") -> str:
        async with self.works(tenant) as work:
            key = self.vault.new(tenant, now=datetime.now(UTC))
            await work.issuing_keys.rotate(key)
            await work.commit()
        return key.name

    async def decide(
        self, outcome: Decision = Decision.FULL, evaluation: UUID | None = None, tenant: str = "norway"
    ) -> Order:
        """Open a case and decide it; give what an officer would then ask for."""
        case, decision = uuid4(), uuid4()
        async with self.works(tenant) as work:
            await work.cases.append(tenant, case, 1, Opened(PROFILE, AT))
            await work.cases.append(tenant, case, 2, Decided(decision, outcome, evaluation, AT))
            await work.commit()
        return Order(case, decision, GRANTED if outcome is Decision.FULL else THOROUGH, f"sha256:{case}")

    async def end_appeal(self, order: Order, result: AppealResult) -> None:
        async with self.works("norway") as work:
            case = await work.cases.get(order.application_id)
            lodged = case.appeal(uuid4(), AT)
            await work.cases.append("norway", case.id, 3, lodged)
            await work.cases.append("norway", case.id, 4, case.after(lodged).end_appeal(result, AT))
            await work.commit()

    async def withdrawn(self, tenant: str = "norway", number: int = 1) -> list[int]:
        async with self.works(tenant) as work:
            return list(await work.statements.withdrawn(number))


@pytest.fixture(name="office")
async def _office(database: Database) -> AsyncIterator[Office]:
    engine = create_engine(database.urls["credentials"].app, application_name="test-statements")
    works = CredentialsWorks(UnitsOfWork(engine, Outbox(outbox)), FixedClock(AT))
    vault = Vault(bytes(range(32)))
    issue = IssueStatement(
        open_work=works, vault=vault, clock=FixedClock(AT), public_url="https://recognition.example"
    )
    yield Office(works, vault, issue)
    await engine.dispose()


async def test_the_same_asked_again_gives_the_same_bytes_and_one_statement(office: Office) -> None:
    await office.key()
    order = await office.decide()
    first, again = await office.issue("norway", order), await office.issue("norway", order)
    assert (first.new, again.new, again.signed) == (True, False, first.signed)
    assert (await office.issue.kept("norway", order.application_id, order.decision_id)).signed == first.signed


async def test_many_at_the_same_moment_issue_one_statement_and_all_get_its_bytes(office: Office) -> None:
    await office.key()
    order = await office.decide()
    issued = await asyncio.gather(*(office.issue("norway", order) for _ in range(8)))
    assert len({it.signed for it in issued}) == 1
    assert [it.new for it in issued].count(True) == 1


async def test_statements_issued_at_the_same_moment_have_places_of_their_own(office: Office) -> None:
    await office.key()
    orders = [await office.decide() for _ in range(8)]
    issued = await asyncio.gather(*(office.issue("norway", it) for it in orders))
    assert len({it.kept.place for it in issued}) == 8


async def test_a_place_that_somebody_took_meanwhile_is_not_given_twice(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two places only: both draw, one loses, and draws again."""
    monkeypatch.setattr("services.credentials.adapters.statements.store.ENTRIES", 2)
    await office.key()
    orders = [await office.decide() for _ in range(2)]
    issued = await asyncio.gather(*(office.issue("norway", it) for it in orders))
    assert {it.kept.place.index for it in issued} == {0, 1}


async def test_a_list_that_is_half_full_is_followed_by_the_next(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.credentials.adapters.statements.store.ALLOTTED_AT_MOST", 2)
    await office.key()
    lists = [(await office.issue("norway", await office.decide())).kept.place.list for _ in range(5)]
    assert lists == [1, 1, 2, 2, 3]


async def test_the_name_of_the_holder_is_nowhere_in_the_database(office: Office, database: Database) -> None:
    await office.key()
    order = replace(await office.decide(), holder="Ada Unmistakable")
    first, again = await office.issue("norway", order), await office.issue("norway", order)
    assert first.signed == again.signed
    with pytest.raises(NotKept):
        await office.issue.kept("norway", order.application_id, order.decision_id)
    async with database.connect() as connection:
        tables = await connection.fetch(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'credentials'"
        )
        for (table,) in tables:
            rows = await connection.fetch(f"SELECT t::text FROM credentials.{table} t")  # noqa: S608
            assert not any("Unmistakable" in row[0] for row in rows), table


async def test_another_name_or_other_words_are_another_statement_and_are_refused(office: Office) -> None:
    await office.key()
    order = replace(await office.decide(), holder="Ada Example")
    await office.issue("norway", order)
    for other in (
        replace(order, holder="Eve Example"),
        replace(order, holder=None),
        replace(order, request="sha256:other"),
    ):
        with pytest.raises(AlreadyIssued):
            await office.issue("norway", other)


async def test_a_statement_that_is_replaced_is_withdrawn(office: Office) -> None:
    await office.key()
    order = await office.decide()
    first = await office.issue("norway", order)
    corrected = replace(order, request="sha256:corrected", replaces=first.kept.id)
    second = await office.issue("norway", corrected)
    assert await office.issue("norway", corrected) == replace(second, new=False)
    assert await office.withdrawn() == [first.kept.place.index]
    with pytest.raises(AlreadyIssued):
        await office.issue("norway", replace(corrected, request="sha256:third"))


async def test_nothing_is_replaced_that_was_never_issued(office: Office) -> None:
    await office.key()
    with pytest.raises(UnknownStatement):
        await office.issue("norway", replace(await office.decide(), replaces=uuid4()))


@pytest.mark.parametrize(
    ("result", "stands"),
    [
        (AppealResult.UPHELD, True),
        (AppealResult.WITHDRAWN, True),
        (AppealResult.OVERTURNED, False),
        (AppealResult.REMITTED, False),
    ],
)
async def test_an_appeal_that_sets_the_decision_aside_withdraws_its_statement_and_no_other(
    office: Office, result: AppealResult, stands: bool
) -> None:
    await office.key()
    order, other = await office.decide(), await office.decide()
    issued = await office.issue("norway", order)
    await office.issue("norway", other)
    await office.end_appeal(order, result)
    assert await office.withdrawn() == ([] if stands else [issued.kept.place.index])
    assert (await office.issue("norway", order)).signed == issued.signed


async def test_a_decision_that_was_set_aside_is_stated_no_more_and_the_next_one_is(office: Office) -> None:
    await office.key()
    order = await office.decide()
    first = await office.issue("norway", order)
    await office.end_appeal(order, AppealResult.OVERTURNED)
    with pytest.raises(DecisionSetAside):
        await office.issue("norway", replace(order, request="sha256:other", replaces=first.kept.id))
    decision = uuid4()
    async with office.works("norway") as work:
        event = Decided(decision, Decision.FULL, None, AT)
        await work.cases.append("norway", order.application_id, 5, event)
        await work.commit()
    second = await office.issue("norway", replace(order, decision_id=decision, request="sha256:second"))
    assert await office.withdrawn() == [first.kept.place.index]
    assert second.kept.place != first.kept.place


async def test_a_refusal_is_stated_on_the_kept_evaluation_that_carries_it(
    office: Office, database: Database
) -> None:
    release, evaluation = read_release(), uuid4()
    await office.key()
    refused = replace(
        BEFORE_NORWAY, assessment=replace(BEFORE_NORWAY.assessment, differences=(difference(),))
    )
    engine = create_engine(database.urls["credentials"].app, application_name="test-evaluations")
    await store(engine, "norway", release, [(evaluation, refused)], date(2010, 3, 1))
    await engine.dispose()
    issued = await office.issue("norway", await office.decide(Decision.REFUSAL, evaluation))
    told: Any = issued.kept.content["credentialSubject"]
    assert ("VI.1", "lrc_1997") in {(it["article"], it["instrument"]) for it in told["reasons"]}
    assert told["replay"]["facts"] == refused.facts_hash
    assert told["replay"]["release"] == release.hash


async def test_a_key_that_retired_still_gives_the_bytes_that_it_signed(office: Office) -> None:
    first_key = await office.key()
    order = replace(await office.decide(), holder="Ada Example")
    first = await office.issue("norway", order)
    second_key = await office.key()
    assert (await office.issue("norway", order)).signed == first.signed
    assert (await office.issue("norway", await office.decide())).kept.key == second_key != first_key


async def test_one_key_signs_and_only_a_retired_one_is_revoked(office: Office) -> None:
    first, second = await office.key(), await office.key()
    async with office.works("norway") as work:
        assert (await work.issuing_keys.active()).name == second
        with pytest.raises(KeyStillSigns):
            await work.issuing_keys.revoke(second, now=AT)
        await work.issuing_keys.revoke(first, now=AT)
        assert [it.revoked_at for it in await work.issuing_keys.all()] == [AT, None]


async def test_what_a_revoked_key_signed_is_given_out_no_more_and_can_be_replaced(office: Office) -> None:
    key = await office.key()
    order = await office.decide()
    first = await office.issue("norway", order)
    await office.key()
    async with office.works("norway") as work:
        await work.issuing_keys.revoke(key, now=AT)
        await work.commit()
    with pytest.raises(SignedByRevokedKey, match=str(first.kept.id)):
        await office.issue("norway", order)
    with pytest.raises(SignedByRevokedKey):
        await office.issue.kept("norway", order.application_id, order.decision_id)
    again = replace(order, request="sha256:again", replaces=first.kept.id)
    assert (await office.issue("norway", again)).new


async def test_without_a_key_or_without_the_operators_secret_nothing_is_issued(office: Office) -> None:
    order = await office.decide()
    with pytest.raises(NoIssuingKey):
        await office.issue("norway", order)
    await office.key()
    for vault in (Vault(None), Vault(bytes(32))):
        without = IssueStatement(open_work=office.works, vault=vault, clock=FixedClock(AT), public_url="x")
        with pytest.raises(Unavailable):
            await without("norway", order)


async def test_a_private_key_is_of_no_use_in_the_row_of_another_tenant(office: Office) -> None:
    await office.key()
    async with office.works("norway") as work:
        stolen = await work.issuing_keys.active()
    with pytest.raises(Unavailable):
        office.vault.open(replace(stolen, tenant="sweden"))


async def test_tenants_share_neither_keys_nor_statements_nor_lists(office: Office) -> None:
    await office.key()
    order = await office.decide()
    issued = await office.issue("norway", order)
    await office.end_appeal(order, AppealResult.OVERTURNED)
    assert await office.withdrawn("sweden", issued.kept.place.list) == []
    async with office.works("sweden") as work:
        with pytest.raises(NoIssuingKey):
            await work.issuing_keys.active()
        for table in (statement_keys, statements):
            assert (await work.session.execute(select(table))).all() == []
    with pytest.raises(UnknownStatement):
        await office.issue.kept("sweden", order.application_id, order.decision_id)


async def test_a_decision_of_another_case_is_not_found_by_its_id(office: Office) -> None:
    await office.key()
    order, other = await office.decide(), await office.decide()
    await office.issue("norway", order)
    with pytest.raises(UnknownDecision):
        await office.issue("norway", replace(order, application_id=other.application_id))


async def test_a_statement_once_issued_cannot_be_changed_even_by_the_owner(
    office: Office, database: Database
) -> None:
    await office.key()
    await office.issue("norway", await office.decide())
    async with database.connect() as connection:
        for change in ("UPDATE credentials.statements SET digest = ''", "DELETE FROM credentials.statements"):
            with pytest.raises(asyncpg.RaiseError, match="append-only"):
                await connection.execute(change)


def test_the_operator_makes_rotates_lists_and_revokes_keys(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secret").write_text("0f" * 32 + "\n")
    monkeypatch.setenv("SYMBOLON_DATABASE_URL", database.urls["credentials"].app)
    monkeypatch.setenv("SYMBOLON_STATEMENT_SECRET_FILE", str(tmp_path / "secret"))
    monkeypatch.setenv("SYMBOLON_PUBLIC_URL", "https://recognition.example")

    def run(*arguments: str) -> list[str]:
        ran = CliRunner().invoke(commands, arguments, catch_exceptions=False)
        assert ran.exit_code == 0, ran.output
        return ran.output.splitlines()

    first = run("new", "norway")[0].split()[0]
    assert run("new", "norway", "--first") == []
    second = run("new", "norway")[0].split()[0]
    assert [(it.split()[0], it.split()[3]) for it in run("list", "norway")] == [
        (first, "retired"),
        (second, "signs"),
    ]
    run("revoke", "norway", first)
    assert "revoked" in run("list", "norway")[0]
    with pytest.raises(KeyStillSigns):
        run("revoke", "norway", second)
    with pytest.raises(Invalid):
        run("new", "no/way")


def test_statements_are_not_issued_under_an_address_that_nobody_chose(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SYMBOLON_PUBLIC_URL", raising=False)
    (tmp_path / "secret").write_text("0f" * 32)
    with pytest.raises(MissingSetting, match="SYMBOLON_PUBLIC_URL"):
        statement_vault(Settings(statement_secret_file=tmp_path / "secret"))
    with pytest.raises(ValueError, match="hexadecimal"):
        Vault.read(b"0f0f")


def test_half_of_a_list_stays_free() -> None:
    assert status_list.ALLOTTED_AT_MOST * 2 == status_list.ENTRIES == 131_072
