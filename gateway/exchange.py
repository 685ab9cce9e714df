"""The answer on its way back: status and headers at once, the body as it comes."""

import asyncio
from dataclasses import dataclass

from starlette.types import Receive, Send

from gateway.headers import to_client
from shared.http.upstream import UpstreamAnswer, UpstreamBroken
from shared.observability.logging import get_logger


@dataclass(frozen=True, slots=True)
class Exchange:
    """An upstream's answer to a request of `method`."""

    answer: UpstreamAnswer
    method: str


async def relay_answer(exchange: Exchange, receive: Receive, send: Send, *, body_was_streamed: bool) -> None:
    """Stream the answer to the client; stop, and close the upstream's connection, when the client leaves."""
    answer = exchange.answer
    try:
        await send(
            {
                "type": "http.response.start",
                "status": answer.status,
                "headers": list(to_client(answer.headers)),
            }
        )
        if answer.length is not None and answer.length <= answer.SMALL:
            await send({"type": "http.response.body", "body": await answer.read()})
            return
        await _stream(answer, receive, send, watch=not body_was_streamed)
    except UpstreamBroken:
        # The status is gone already: the only honest signal left is to break the connection off.
        get_logger().warning("upstream broke off", status=answer.status)
        raise
    finally:
        await answer.close()


async def _stream(answer: UpstreamAnswer, receive: Receive, send: Send, *, watch: bool) -> None:
    leaving = asyncio.create_task(_gone(receive)) if watch else None
    try:
        async for piece in answer.pieces():
            if leaving is not None and leaving.done():
                return
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})
    finally:
        if leaving is not None:
            leaving.cancel()


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
