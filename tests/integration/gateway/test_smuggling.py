"""One request in, one request out: no framing, header or late byte makes two of one, or one of two."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from shared.http.engine.errors import UpstreamUnreachable
from shared.http.engine.pool import Origin, Pool
from shared.security.scopes import Scope as KeyScope
from tests.integration.gateway.hostile import upstream
from tests.integration.gateway.keyed import gateway
from tests.support.serving import served

INNER = "GET /v1/instruments/smuggled HTTP/1.1\r\nHost: x\r\n\r\n"
CHUNKED = f"{len(INNER):x}\r\n{INNER}\r\n0\r\n\r\n"
LENGTH = f"Content-Length: {len(INNER)}\r\n"
TE = "Transfer-Encoding: chunked\r\n"


@dataclass
class Service:
    """A service that keeps what reached it."""

    seen: list[tuple[str, str, bytes]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        self.seen.append((request.method, request.url.path, await request.body()))
        self.headers.append(dict(request.headers))
        await Response(b"one answer")(scope, receive, send)


@dataclass
class Door:
    """The gateway on a port, before the service."""

    port: int
    key: str
    service: Service

    async def say(self, raw: str | bytes) -> bytes:
        """Send bytes as they are, then a plain request that ends the connection; give all that comes back."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(raw.encode("latin-1") if isinstance(raw, str) else raw)
            await writer.drain()
            return await asyncio.wait_for(reader.read(), 10)
        finally:
            writer.transport.abort()

    def post(self, headers: str, body: str) -> str:
        head = "POST /v1/instruments HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-API-Key: "
        return f"{head}{self.key}\r\n{headers}\r\n{body}"


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    service = Service()
    async with served(service) as behind:
        app, key = gateway(tmp_path, [KeyScope.LAW_READ], behind)
        async with served(app) as address:
            yield Door(int(address.rpartition(":")[2]), key, service)


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        (LENGTH, INNER),
        (TE, CHUNKED),
        (TE, CHUNKED.replace("\r\n", ";name=value\r\n", 1)),
        (TE, CHUNKED[:-2] + "X-API-Key: other\r\nX-Symbolon-Token: forged\r\n\r\n"),
        (LENGTH + "Connection: content-length\r\n", INNER),
        (TE + "Connection: transfer-encoding\r\n", CHUNKED),
    ],
    ids=["length", "chunked", "chunk extension", "trailers", "length is listed", "coding is listed"],
)
async def test_a_body_that_looks_like_a_request_stays_a_body(door: Door, headers: str, body: str) -> None:
    assert (await door.say(door.post(headers, body))).count(b"one answer") == 1
    assert door.service.seen == [("POST", "/v1/instruments", INNER.encode())]
    assert all(it["x-symbolon-token"] != "forged" for it in door.service.headers)


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        (LENGTH + TE, CHUNKED),
        (TE + "Content-Length: 4\r\n", CHUNKED),
        (LENGTH + LENGTH, INNER),
        (LENGTH + "Content-Length: 3\r\n", INNER),
        (LENGTH.replace(": ", ": +"), INNER),
        ("Content-Length: 52, 52\r\n", INNER),
        ("Content-Length: -1\r\n", INNER),
        ("Content-Length: 99999999999999999999999\r\n", INNER),
        (TE + TE, CHUNKED),
        ("Transfer-Encoding: gzip, chunked\r\n", CHUNKED),
        ("Transfer-Encoding: chunked, identity\r\n", CHUNKED),
        ("Transfer-Encoding: xchunked\r\n", CHUNKED),
        ("Transfer-Encoding : chunked\r\n", CHUNKED),
        ("Transfer-Encoding:\r\n chunked\r\n", CHUNKED),
        (LENGTH + "X-Folded: a\r\n b\r\n", INNER),
        (LENGTH + "X-Nul: a\0b\r\n", INNER),
        (LENGTH + "Host: other\r\n", INNER),
        (TE, CHUNKED.replace("\r\n", "\n")),
    ],
)
async def test_what_can_be_read_in_two_ways_is_refused(door: Door, headers: str, body: str) -> None:
    answer = await door.say(door.post(headers, body))
    assert answer.split()[1] == b"400"
    assert b"application/problem+json" in answer
    assert b"one answer" not in answer
    assert all(it == ("POST", "/v1/instruments", b"") for it in door.service.seen)


async def test_a_coding_in_http_1_0_and_a_request_without_host_are_refused(door: Door) -> None:
    old = door.post(TE, CHUNKED).replace("HTTP/1.1", "HTTP/1.0", 1)
    homeless = door.post(LENGTH, INNER).replace("Host: x\r\n", "", 1)
    for raw in (old, homeless):
        assert (await door.say(raw)).split()[1] == b"400"
    assert door.service.seen == []


async def test_pipelined_requests_are_answered_one_by_one_in_their_order(door: Door) -> None:
    kept = door.post(TE, CHUNKED).replace("Connection: close\r\n", "", 1)
    answers = await door.say(kept + kept + door.post(LENGTH, INNER))
    assert answers.count(b"one answer") == 3
    assert door.service.seen == [("POST", "/v1/instruments", INNER.encode())] * 3


async def test_nobody_speaks_for_another_by_a_header(door: Door) -> None:
    claims = "X-Symbolon-Token: forged\r\nX-Symbolon-Tenant: france\r\nX-Forwarded-For: 6.6.6.6\r\n"
    claims += "Forwarded: for=6\r\n"
    await door.say(
        door.post(claims + "Proxy-Authorization: x\r\nTE: trailers\r\nX-Kept: yes\r\n" + LENGTH, INNER)
    )
    (told,) = door.service.headers
    assert told["x-symbolon-token"] != "forged"
    assert told["x-kept"] == "yes"
    unwanted = {"x-api-key", "x-symbolon-tenant", "x-forwarded-for", "forwarded", "proxy-authorization", "te"}
    assert not unwanted & told.keys()


@pytest.mark.parametrize("late", [True, False], ids=["later", "at once"])
async def test_an_answer_that_nobody_asked_for_reaches_nobody(late: bool) -> None:
    mine, stray = (b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n" + it for it in (b"mine", b"evil"))

    async def answers_twice(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.readuntil(b"\r\n\r\n"):
            writer.write(mine if late else mine + stray)
            await writer.drain()
            if late:
                await asyncio.sleep(0.05)
                writer.write(stray)

    async with upstream(answers_twice) as port:
        pool = Pool(Origin("127.0.0.1", port), timeout=2.0)
        for _ in range(3):
            try:
                answer = await pool.send("GET", b"/", [], None)
            except UpstreamUnreachable:
                continue
            assert answer.at_once() in {b"mine", None}
            answer.close()
            await asyncio.sleep(0.1)
