"""The answer on its way back: status and headers at once, the body as it comes."""

import asyncio

from starlette.types import Receive, Send

from gateway.headers import to_client
from shared.http.engine.errors import UpstreamBroken
from shared.http.engine.pool import Answer
from shared.observability.logging import get_logger


async def relay_answer(
    answer: Answer, receive: Receive, send: Send, *, watch_client: bool, any_origin: bool
) -> None:
    """Stream the answer to the client; when the client leaves, stop and close the upstream's connection.

    Raises UpstreamBroken where the upstream breaks off in the middle: the status is gone by then, and a
    connection that breaks in turn is the only honest signal left.
    """
    try:
        headers = to_client(answer.headers, any_origin=any_origin)
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        whole = answer.at_once()
        if whole is not None:
            await send({"type": "http.response.body", "body": whole})
        else:
            await _stream(answer, receive, send, watch_client=watch_client)
    except UpstreamBroken:
        get_logger().warning("upstream broke off", status=answer.status)
        raise
    finally:
        answer.close()


async def _stream(answer: Answer, receive: Receive, send: Send, *, watch_client: bool) -> None:
    leaving = asyncio.create_task(_gone(receive)) if watch_client else None
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
