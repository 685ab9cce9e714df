"""A person reads what could not be applied, applies it again or puts it aside, from the command line."""

from collections.abc import AsyncIterator

import pytest

from services.indicators.adapters.tables import dead_letters
from services.indicators.entrypoints.events.subscriptions import EVALUATIONS
from shared.contracts.cloudevents import encode
from shared.db.engine import create_engine
from shared.messaging.deadletters import DeadLetters
from tests.support.commands import Ran, run_command
from tests.support.events import completed
from tests.support.platform import Database


@pytest.fixture
async def letters(database: Database) -> AsyncIterator[DeadLetters]:
    engine = create_engine(database.urls["indicators"].app, application_name="test-letters")
    yield DeadLetters(engine, dead_letters)
    await engine.dispose()


async def test_a_letter_is_read_applied_or_discarded(database: Database, letters: DeadLetters) -> None:
    async def dead(*arguments: str) -> Ran:
        environment = {
            "SYMBOLON_DATABASE_URL": database.urls["indicators"].app,
            "SYMBOLON_NATS_URL": "nats://127.0.0.1:9",
        }
        return await run_command("indicators", ["dead-letters", *arguments], environment)

    assert (await dead("list")).out == "nothing waits\n"
    event = encode(completed())
    for sequence, (headers, body) in enumerate([(event.headers, event.body), ({}, b"not an event")], 1):
        await letters.park(
            consumer=EVALUATIONS.durable,
            stream_sequence=sequence,
            subject=event.subject,
            headers=dict(headers),
            body=body,
            deliveries=5,
            reason="OperationalError after 5 deliveries",
        )
    good, bad = (it.id for it in await letters.waiting())
    listed = await dead("list")
    assert f"{good}\t" in listed.out
    assert "5 deliveries\tOperationalError after 5 deliveries" in listed.out
    assert "not an event" in (await dead("show", str(bad))).out
    applied = await dead("replay", str(good))
    assert (applied.code, applied.out) == (0, f"{good} applied\n"), applied.err
    refused = await dead("replay", str(bad))
    assert (refused.code, refused.out) == (1, "")
    assert refused.err.startswith("it stays: ")
    assert (await dead("discard", str(bad), "sent by hand")).out == f"{bad} discarded\n"
    assert (await dead("list")).out == "nothing waits\n"
    again = await dead("replay", str(good))
    assert again.code == 1
    assert "unknown_dead_letter" in again.err


async def test_a_wrong_call_or_setting_is_said_in_a_line() -> None:
    missing = await run_command("indicators", ["dead-letters", "list"], {})
    assert (missing.code, missing.err) == (2, "indicators: SYMBOLON_DATABASE_URL is not set\n")
    malformed = await run_command("indicators", ["api"], {"SYMBOLON_PORT": "eighty"})
    assert (malformed.code, malformed.err) == (2, "indicators: missing or malformed: SYMBOLON_PORT\n")
    unknown = await run_command("indicators", ["serve"], {})
    assert unknown.code == 2
    assert "No such command" in unknown.err
