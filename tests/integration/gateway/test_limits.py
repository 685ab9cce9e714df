"""What one client may take of a server: so much of a head, so much time, and a connection that there is."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from httpx import ASGITransport, AsyncClient
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from gateway.breaker import FAILURES_TO_OPEN
from shared.http import protocol
from shared.security.scopes import Scope as KeyScope
from tests.integration.gateway.hostile import upstream
from tests.integration.gateway.keyed import gateway
from tests.support.serving import served

HEAD = b"GET / HTTP/1.1\r\nHost: x\r\n"
LONG = b"a" * 5_000_000


async def lengthy(scope: Scope, receive: Receive, send: Send) -> None:
    await Response(LONG if scope["path"] == "/long" else b"fine")(scope, receive, send)


@pytest.fixture
async def port() -> AsyncIterator[int]:
    async with served(lengthy) as address:
        yield int(address.rpartition(":")[2])


async def say(port: int, *pieces: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for piece in pieces:
            writer.write(piece)
            await asyncio.sleep(0.01)
        return await asyncio.wait_for(reader.read(), 10)
    except ConnectionResetError:
        return b""
    finally:
        writer.transport.abort()


def told(answer: bytes) -> tuple[int, str]:
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"application/problem+json" in head
    return int(head.split()[1]), json.loads(body)["code"]


@pytest.mark.parametrize(
    "pieces",
    [
        (HEAD + b"X-Big: " + b"a" * 70_000 + b"\r\n\r\n",),
        (HEAD + b"X-Big: ", *[b"a" * 10_000] * 7),
        (HEAD + b"X: 1\r\n" * 2_000 + b"\r\n",),
        (HEAD.replace(b"/", b"/?" + b"a" * 65_500, 1) + b"X: 1\r\n\r\n",),
    ],
    ids=["one header", "a header without end", "many headers", "the address"],
)
async def test_a_head_has_a_limit(port: int, pieces: tuple[bytes, ...]) -> None:
    assert told(await say(port, *pieces)) == (431, "head_too_large")


async def test_the_limit_is_of_a_head_and_not_of_a_connection(port: int) -> None:
    body = b"Content-Length: 200000\r\n\r\n" + b"a" * 200_000
    request = HEAD + b"X-Big: " + b"a" * 40_000 + b"\r\n"
    last = HEAD + b"Connection: close\r\n\r\n"
    assert (await say(port, request + body, request + b"\r\n", last)).count(b"fine") == 3


async def test_a_head_that_does_not_end_is_told_so(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "HEAD_SECONDS", 0.2)
    assert told(await say(port, HEAD)) == (408, "client_stalled")
    assert told((await say(port, HEAD + b"\r\n", HEAD)).partition(b"fine")[2]) == (408, "client_stalled")


async def test_a_client_that_reads_no_more_is_let_go(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "UNREAD_SECONDS", 0.2)
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1)
    writer.write(HEAD.replace(b"/", b"/long", 1) + b"\r\n")
    await asyncio.sleep(1.0)
    with pytest.raises((ConnectionResetError, asyncio.IncompleteReadError)):
        await reader.readexactly(len(LONG))
    writer.transport.abort()


async def _slow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    await asyncio.sleep(0.5)
    writer.write(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")


async def test_more_at_once_than_connections_are_put_off_and_the_service_is_not_blamed(
    tmp_path: Path,
) -> None:
    async with upstream(_slow) as behind:
        app, key = gateway(tmp_path, [KeyScope.LAW_READ], f"http://127.0.0.1:{behind}", connections=4)
        transport = ASGITransport(app)
        async with AsyncClient(
            transport=transport, base_url="http://x", headers={"X-API-Key": key}
        ) as client:
            crowd = [client.get("/v1/instruments") for _ in range(4 + FAILURES_TO_OPEN)]
            answers = await asyncio.gather(*crowd)
            assert sorted(it.status_code for it in answers) == [204] * 4 + [503] * FAILURES_TO_OPEN
            assert {it.headers["Retry-After"] for it in answers if it.status_code == 503} == {"1"}
            assert (await client.get("/v1/instruments")).status_code == 204
