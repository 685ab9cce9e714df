"""Clients that stall or leave in the middle of a body do not open the breaker for the others."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from gateway.breaker import FAILURES_TO_OPEN
from shared.security.scopes import Scope
from tests.integration.gateway.hostile import upstream
from tests.integration.gateway.keyed import gateway
from tests.support.serving import served

HEAD = (
    "POST /v1/equivalences:batch HTTP/1.1\r\nHost: x\r\nX-API-Key: {key}\r\nContent-Length: 1000\r\n\r\nhalf"
)
PLAIN = "GET /v1/equivalences HTTP/1.1\r\nHost: x\r\nX-API-Key: {key}\r\nConnection: close\r\n\r\n"


async def _answers_when_it_has_all(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    head = await reader.readuntil(b"\r\n\r\n")
    if head.startswith(b"POST"):
        await reader.readexactly(1000)
    writer.write(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
    await writer.drain()


@asynccontextmanager
async def behind_the_gateway(folder: Path) -> AsyncIterator[tuple[str, int, str]]:
    """Serve the gateway before an upstream that waits for bodies; give host, port and key."""
    async with upstream(_answers_when_it_has_all) as port:
        app, key = gateway(folder, [Scope.EQUIVALENCES_CHECK], f"http://127.0.0.1:{port}", timeout=0.3)
        async with served(app) as address:
            yield "127.0.0.1", int(address.rpartition(":")[2]), key


async def _ask(host: str, port: int, request: str, *, leave: bool = False) -> bytes:
    reader, writer = await asyncio.open_connection(host, port)
    writer.write(request.encode())
    await writer.drain()
    if leave:
        await asyncio.sleep(0.05)
        writer.transport.abort()
        return b""
    try:
        return await reader.readline()
    finally:
        writer.transport.abort()


async def test_stalled_uploads_are_told_so_and_others_go_on(tmp_path: Path) -> None:
    async with behind_the_gateway(tmp_path) as (host, port, key):
        stalled = [_ask(host, port, HEAD.format(key=key)) for _ in range(FAILURES_TO_OPEN + 2)]
        assert {line.split()[1] for line in await asyncio.gather(*stalled)} == {b"408"}
        assert (await _ask(host, port, PLAIN.format(key=key))).split()[1] == b"204"


async def test_clients_that_leave_while_sending_count_for_nothing(tmp_path: Path) -> None:
    async with behind_the_gateway(tmp_path) as (host, port, key):
        for _ in range(FAILURES_TO_OPEN + 2):
            await _ask(host, port, HEAD.format(key=key), leave=True)
        await asyncio.sleep(0.1)
        assert (await _ask(host, port, PLAIN.format(key=key))).split()[1] == b"204"
