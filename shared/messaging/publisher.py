"""Publishes events in order: many as one atomic batch, which the stream takes whole or not at all."""

import json
import secrets
from collections.abc import Sequence

from nats.aio.client import Client

from shared.contracts.cloudevents import EncodedEvent

BATCH_SIZE = 500
PUBLISH_TIMEOUT_SECONDS = 5.0
DUPLICATE_IN_BATCH = 10201  # JetStream's error code (nats-server 2.15)


class NotPublished(Exception):
    """The stream did not take the events; nothing is known to be stored."""


async def publish(client: Client, events: Sequence[EncodedEvent]) -> None:
    """Publish `events` in their order. Raises NotPublished, or what the client raises.

    A batch that holds an event which the stream has already is refused whole; then the events go one by
    one, and the stream's "duplicate" counts as success.
    """
    if len(events) > 1:
        error = await _as_batch(client, events)
        if error is None:
            return
        if error != DUPLICATE_IN_BATCH:
            raise NotPublished(f"the batch was refused with code {error}")
    for event in events:
        await _alone(client, event)


async def _as_batch(client: Client, events: Sequence[EncodedEvent]) -> int | None:
    batch = secrets.token_hex(16)
    *first, last = [
        (event, {**event.headers, "Nats-Batch-Id": batch, "Nats-Batch-Sequence": str(number)})
        for number, event in enumerate(events, 1)
    ]
    for event, headers in first:
        await client.publish(event.subject, event.body, headers=headers)
    event, headers = last
    headers["Nats-Batch-Commit"] = "1"
    answer = await client.request(event.subject, event.body, timeout=PUBLISH_TIMEOUT_SECONDS, headers=headers)
    return _error_code(answer.data)


async def _alone(client: Client, event: EncodedEvent) -> None:
    answer = await client.request(
        event.subject, event.body, timeout=PUBLISH_TIMEOUT_SECONDS, headers=dict(event.headers)
    )
    error = _error_code(answer.data)
    if error is not None:
        raise NotPublished(f"the event was refused with code {error}")


def _error_code(answer: bytes) -> int | None:
    error = json.loads(answer).get("error")
    return None if error is None else int(error.get("err_code", error["code"]))
