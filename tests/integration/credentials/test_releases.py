"""Releases reach the service that decides: fetched by hash, verified, kept; nothing bad is ever used."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.conventions.adapters.lifecycle.tables import outbox
from services.credentials.adapters.releases.feed import ReleaseFeed
from services.credentials.adapters.releases.shelf import ReleaseShelf, UnknownRelease
from services.credentials.adapters.releases.store import NotAccepted, ReleaseStore
from services.credentials.adapters.releases.tables import dead_letters
from services.credentials.entrypoints.events.handlers import take_release
from services.credentials.entrypoints.events.subscriptions import RELEASES
from shared.db.engine import create_engine
from shared.http.client import JsonClient
from shared.kernel.errors import Unavailable
from shared.messaging.connection import Bus
from shared.messaging.consumer import Consumer
from shared.messaging.deadletters import DeadLetters
from shared.messaging.outbox import OutboxReader
from shared.messaging.relay import Relay
from shared.messaging.topology import Stream
from shared.process.background import running
from shared.security.release_signatures import TrustedKeys
from tests.support.law import Publishing, publishing_on
from tests.support.platform import Database
from tests.support.rules import DOCUMENTS, RULE, Keys, revised
from tests.support.serving import served
from tests.support.waiting import until

DAY = date(2024, 5, 1)


def version(number: int) -> list[tuple[str, str]]:
    """What the project ships when its rule has come to version `number`."""
    return [*DOCUMENTS[:2], ("lisbon.yaml", revised(RULE, number))]


@pytest.fixture
async def law(database: Database) -> AsyncIterator[Publishing]:
    async with publishing_on(database) as publishing:
        yield publishing


@dataclass
class Deciding:
    """The side of credentials. `shelf` is what a process holds; `started_again` is the next process."""

    engine: AsyncEngine
    trusted: TrustedKeys

    @property
    def store(self) -> ReleaseStore:
        return ReleaseStore(self.engine)

    def started_again(self) -> ReleaseShelf:
        return ReleaseShelf(self.store, self.trusted)

    @asynccontextmanager
    async def fed_by(self, app: ASGIApp) -> AsyncIterator[ReleaseFeed]:
        async with served(app) as url, self.asking(url) as feed:
            yield feed

    @asynccontextmanager
    async def asking(self, url: str) -> AsyncIterator[ReleaseFeed]:
        client = JsonClient(url, name="conventions")
        yield ReleaseFeed(client, self.store, self.trusted)
        await client.close()


@pytest.fixture
async def deciding(database: Database, law: Publishing) -> AsyncIterator[Deciding]:
    engine = create_engine(database.urls["credentials"].app, application_name="test-credentials")
    yield Deciding(engine, law.keys.trusted)
    await engine.dispose()


async def test_a_release_arrives_and_is_in_force(law: Publishing, deciding: Deciding) -> None:
    release = await law.ship(DOCUMENTS)
    async with deciding.fed_by(law.app()) as feed:
        assert await feed.refresh() is True
        assert await feed.refresh() is False
    assert release is not None
    assert (await deciding.started_again().current()).hash == release.hash


async def test_before_the_first_release_nothing_can_be_decided(law: Publishing, deciding: Deciding) -> None:
    async with deciding.fed_by(law.app()) as feed:
        assert await feed.refresh() is False
    with pytest.raises(Unavailable):
        await deciding.started_again().current()


async def test_with_conventions_away_a_new_process_starts_and_decides(
    law: Publishing, deciding: Deciding
) -> None:
    await law.ship(DOCUMENTS)
    async with deciding.fed_by(law.app()) as feed:
        await feed.refresh()
    async with deciding.asking("http://127.0.0.1:9") as feed:
        with pytest.raises(Unavailable):
            await feed.refresh()
    rules = await deciding.started_again().current()
    assert rules.compile(DAY, DAY).decide({}, "recognition.outcome").outcome == "needs"


async def test_releases_missed_meanwhile_all_arrive_and_the_old_ones_stay(
    law: Publishing, deciding: Deciding
) -> None:
    first = await law.ship(version(1))
    async with deciding.fed_by(law.app()) as feed:
        await feed.refresh()
        later = [await law.ship(version(number)) for number in (2, 3, 4)]
        await feed.refresh()
    shelf = deciding.started_again()
    for number, release in enumerate([first, *later], 1):
        assert release is not None
        assert len((await shelf.get(release.hash)).rules) == number
    assert [number for _, number in await deciding.store.names()] == [4, 3, 2, 1]


async def test_a_running_process_takes_the_new_release_up(
    law: Publishing, deciding: Deciding, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.credentials.adapters.releases.shelf.CHECK_SECONDS", 0.0)
    await law.ship(version(1))
    shelf = deciding.started_again()
    async with deciding.fed_by(law.app()) as feed:
        await feed.refresh()
        before = await shelf.current()
        second = await law.ship(version(2))
        await feed.refresh()
    assert second is not None
    assert (before.hash, (await shelf.current()).hash) == (second.previous, second.hash)


class Altering:
    """An application between the two that changes answers on the way."""

    def __init__(self, app: ASGIApp, change: Callable[[str, bytes], bytes]) -> None:
        self._app = app
        self._change = change

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        start: Message = {}

        async def altered(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
                return
            body = self._change(scope["path"], message.get("body", b""))
            kept = [(name, value) for name, value in start["headers"] if name != b"content-length"]
            await send({**start, "headers": [*kept, (b"content-length", str(len(body)).encode())]})
            await send({**message, "body": body})

        await self._app(scope, receive, altered)


def _bundle(path: str, body: bytes) -> bytes:
    return body.replace(b'"grave"', b'"GRAVE"') if path.endswith("/bundle") else body


def _one_signature(path: str, body: bytes) -> bytes:
    if path.endswith("/bundle"):
        return body
    document = json.loads(body)
    return json.dumps({**document, "signatures": document["signatures"][1:]}).encode()


def _number(path: str, body: bytes) -> bytes:
    return body if path.endswith("/bundle") else body.replace(b'"number":2', b'"number":9')


def _shorter_chain(path: str, body: bytes) -> bytes:
    if path.endswith("/bundle"):
        return body
    document = json.loads(body)
    return json.dumps({**document, "previous": None}).encode()


def _garbage(path: str, _: bytes) -> bytes:
    return b"\x00" if path.endswith("/bundle") else b'{"release": "sha256:00"}'


@pytest.mark.parametrize("change", [_bundle, _one_signature, _number, _shorter_chain, _garbage])
async def test_what_was_tampered_with_is_refused_and_the_last_good_one_stays(
    law: Publishing, deciding: Deciding, change: Callable[[str, bytes], bytes]
) -> None:
    first = await law.ship(version(1))
    async with deciding.fed_by(law.app()) as feed:
        await feed.refresh()
    await law.ship(version(2))
    async with deciding.fed_by(Altering(law.app(), change)) as feed:
        with pytest.raises(NotAccepted):
            await feed.refresh()
    assert first is not None
    assert (await deciding.started_again().current()).hash == first.hash
    async with deciding.fed_by(law.app()) as feed:
        assert await feed.refresh() is True  # the same release, untouched, is accepted afterwards


async def test_a_release_signed_with_other_keys_is_refused(law: Publishing, deciding: Deciding) -> None:
    law.keys = Keys.new()
    await law.ship(DOCUMENTS)
    async with deciding.fed_by(law.app()) as feed:
        with pytest.raises(NotAccepted, match="not trusted"):
            await feed.refresh()
    assert await deciding.store.newest() is None


async def test_an_older_release_never_comes_back_as_the_newest(
    law: Publishing, deciding: Deciding, database: Database
) -> None:
    await law.ship(version(1))
    await law.ship(version(2))
    async with deciding.fed_by(law.app()) as feed:
        await feed.refresh()
        async with database.connect() as connection:  # conventions was restored from an old backup
            await connection.execute("SET session_replication_role = replica")
            await connection.execute("DELETE FROM conventions.rule_releases WHERE number = 2")
        with pytest.raises(NotAccepted, match="not newer"):
            await feed.refresh()


async def test_a_stored_release_that_was_changed_is_not_used(
    law: Publishing, deciding: Deciding, database: Database
) -> None:
    first, second = await law.ship(version(1)), await law.ship(version(2))
    assert first is not None
    assert second is not None
    async with deciding.fed_by(law.app()) as feed:
        await feed.refresh()
    async with database.connect() as connection:
        await connection.execute("SET session_replication_role = replica")
        await connection.execute(
            "UPDATE credentials.releases SET bundle = set_byte(bundle, 200, 88) WHERE number = 2"
        )
    shelf = deciding.started_again()
    assert (await shelf.current()).hash == first.hash
    with pytest.raises(NotAccepted):
        await shelf.get(second.hash)


async def test_a_hash_that_was_never_accepted_is_unknown(deciding: Deciding) -> None:
    with pytest.raises(UnknownRelease):
        await deciding.started_again().get("sha256:" + "0" * 64)


async def test_the_announcement_travels_over_the_wire_and_brings_the_release(
    law: Publishing, deciding: Deciding, database: Database, nats_url: str
) -> None:
    relay_engine = create_engine(
        database.urls["conventions"].relay, application_name="test-relay", pool_size=2
    )
    async with Bus(nats_url, name="test") as bus, deciding.fed_by(law.app()) as feed:
        relay = Relay(relay_engine, OutboxReader(outbox), bus, Stream("conventions"))
        letters = DeadLetters(deciding.engine, dead_letters)
        consumer = Consumer(bus, RELEASES, take_release(feed), letters)
        async with running(relay.run, consumer.run):
            release = await law.ship(DOCUMENTS)

            async def arrived() -> bool:
                newest = await deciding.store.newest()
                return newest is not None and release is not None and newest[0] == release.hash

            await until(arrived, seconds=20)
        assert await letters.waiting() == [], "the announcement was applied, not parked"
    await relay_engine.dispose()
