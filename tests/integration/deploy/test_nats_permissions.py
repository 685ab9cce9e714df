"""Every service does its work under the user that the chart's values give it, and nothing beyond."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import nats
import pytest
import yaml
from nats.aio.client import Client

from deploy.local.servers.nats import Nats
from services.credentials.entrypoints.events.subscriptions import RELEASES
from services.indicators.entrypoints.events.subscriptions import CASES, EVALUATIONS
from shared.contracts.cloudevents import encode
from shared.messaging.connection import Bus
from shared.messaging.publisher import publish
from shared.messaging.topology import Stream, Subscription, declare_consumer, declare_stream, is_there
from tests.support.events import completed
from tests.support.servers import Controlled, controlled_nats, started
from tests.support.waiting import until

VALUES = Path(__file__).parents[3] / "deploy/k8s/components/nats/values.yaml"
READERS = {"credentials": [RELEASES], "indicators": [EVALUATIONS, CASES]}


def give_accounts(server: Nats) -> None:
    """Put the accounts of the chart's values into the server's file; every password is the user's name."""
    accounts: dict[str, Any] = yaml.safe_load(VALUES.read_text())["config"]["merge"]["accounts"]
    for user in accounts["SYMBOLON"]["users"]:
        assert user["password"] == f"<< ${user['user'].upper()}_PASSWORD >>"
        user["password"] = user["user"]
    accounts["SYMBOLON"]["jetstream"] = "enabled"
    file = server.directory / "nats.conf"
    kept = [it for it in file.read_text().splitlines() if not it.startswith("authorization")]
    file.write_text("\n".join([*kept, f"accounts: {json.dumps(accounts)}"]))


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Controlled[Nats]]:
    server = controlled_nats(tmp_path)
    give_accounts(server.address)
    async with started(server):
        yield server


def url(server: Controlled[Nats], user: str) -> str:
    return f"nats://{user}:{user}@127.0.0.1:{server.address.port}"


@asynccontextmanager
async def connected(server: Controlled[Nats], user: str) -> AsyncIterator[tuple[Client, list[str]]]:
    """A client of the user, and what the server refuses it."""
    refusals: list[str] = []

    async def refused(error: Exception) -> None:
        refusals.append(str(error).lower())

    client = await nats.connect(url(server, user), error_cb=refused)
    try:
        yield client, refusals
    finally:
        await client.close()


async def told(refusals: list[str]) -> None:
    await until(lambda: asyncio.sleep(0, bool(refusals)))
    assert "permissions violation" in refusals[0]


async def stands(bus: Bus) -> None:
    await until(lambda: asyncio.sleep(0, bus.connected))


async def test_relays_publish_and_workers_read_under_their_own_users(server: Controlled[Nats]) -> None:
    events = [completed(), completed()]
    for service in ("conventions", "credentials"):
        async with Bus(url(server, service), name=f"{service}-relay") as bus:
            await stands(bus)
            assert not await is_there(bus.jetstream, Stream(service))
            await declare_stream(bus.jetstream, Stream(service), replicas=1)
            await declare_stream(bus.jetstream, Stream(service, max_age_days=20), replicas=1)
            if service == "credentials":
                await publish(bus.client, [encode(it) for it in events])
                await publish(bus.client, [encode(completed())])
    for service, subscriptions in READERS.items():
        async with Bus(url(server, service), name=f"{service}-worker") as bus:
            await stands(bus)
            for subscription in subscriptions:
                await _read(bus, subscription, 3 if subscription is EVALUATIONS else 0)


async def _read(bus: Bus, subscription: Subscription, expected: int) -> None:
    js, stream = bus.jetstream, subscription.stream.name
    await declare_consumer(js, subscription)
    await declare_consumer(js, subscription)
    assert (await js.consumer_info(stream, subscription.durable)).num_pending == expected
    pull = await js.pull_subscribe_bind(consumer=subscription.durable, stream=stream)
    for _ in range(expected):
        (message,) = await pull.fetch(1, timeout=2)
        await message.in_progress()
        await message.ack_sync()
    assert (await js.consumer_info(stream, subscription.durable)).num_ack_pending == 0


@pytest.mark.parametrize(
    ("user", "subject"),
    [
        ("indicators", "symbolon.credentials.evaluation.completed.v1"),
        ("conventions", "symbolon.credentials.evaluation.completed.v1"),
        ("credentials", "symbolon.conventions.release.published.v1"),
        ("indicators", "$JS.API.STREAM.DELETE.SYMBOLON_CREDENTIALS"),
        ("credentials", "$JS.API.STREAM.DELETE.SYMBOLON_CREDENTIALS"),
        ("credentials", "$JS.API.STREAM.PURGE.SYMBOLON_CREDENTIALS"),
        ("credentials", "$JS.API.STREAM.UPDATE.SYMBOLON_CONVENTIONS"),
        ("credentials", f"$JS.API.CONSUMER.DELETE.SYMBOLON_CONVENTIONS.{RELEASES.durable}"),
        ("indicators", f"$JS.API.CONSUMER.MSG.NEXT.SYMBOLON_CONVENTIONS.{RELEASES.durable}"),
        ("conventions", "$JS.API.STREAM.MSG.GET.SYMBOLON_CREDENTIALS"),
    ],
)
async def test_no_user_may_do_more(server: Controlled[Nats], user: str, subject: str) -> None:
    async with connected(server, user) as (client, refusals):
        await client.publish(subject, b"{}")
        await told(refusals)


@pytest.mark.parametrize("subject", ["symbolon.>", "_INBOX.>", "_INBOX.credentials.>", "$JS.>", ">"])
async def test_nobody_listens_to_others(server: Controlled[Nats], subject: str) -> None:
    async with connected(server, "indicators") as (client, refusals):
        await client.subscribe(subject)
        await told(refusals)
