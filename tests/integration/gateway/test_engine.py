"""The proxy's engine against upstreams of every kind, and against the reference implementation."""

import asyncio
import itertools
from collections.abc import AsyncIterator

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.http.engine.connection import HIGH_WATER, Connection
from shared.http.engine.errors import (
    ClientLeft,
    ClientStalled,
    UpstreamBroken,
    UpstreamBusy,
    UpstreamTimeout,
    UpstreamUnreachable,
)
from shared.http.engine.pool import Answer, Origin, Pool
from tests.integration.gateway.hostile import answering, upstream


async def whole(answer: Answer) -> bytes:
    try:
        at_once = answer.at_once()
        return at_once if at_once is not None else b"".join([piece async for piece in answer.pieces()])
    finally:
        answer.close()


def pool(port: int, *, timeout: float = 2.0, limit: int = 8) -> Pool:
    return Pool(Origin("127.0.0.1", port), timeout=timeout, limit=limit)


@pytest.mark.parametrize(
    ("sent", "body"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", b"hello"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", b"hello"),
        (b"HTTP/1.1 200 OK\r\n\r\nuntil the end", b"until the end"),
        (b"HTTP/1.1 204 No Content\r\n\r\n", b""),
        (b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", b"ok"),
        (b"HTTP/1.1 304 Not Modified\r\nContent-Length: 500\r\n\r\n", b""),
    ],
    ids=["length", "chunked", "until close", "204", "interim", "304 with length"],
)
async def test_every_framing_of_an_answer(sent: bytes, body: bytes) -> None:
    async with upstream(answering(sent)) as port:
        assert await whole(await pool(port).send("GET", b"/", [], None)) == body


async def test_the_answer_to_head_has_a_length_and_no_body() -> None:
    async with upstream(answering(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n", pause=0.5)) as port:
        answer = await pool(port).send("HEAD", b"/", [], None)
        assert (b"content-length", b"500") in answer.headers
        assert await whole(answer) == b""


@pytest.mark.parametrize(
    "sent",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
    ids=["short body", "short chunk", "bad chunk"],
)
async def test_an_answer_that_breaks_off_is_told_as_broken(sent: bytes) -> None:
    async with upstream(answering(sent, pause=0.05)) as port:
        with pytest.raises((UpstreamBroken, UpstreamUnreachable)):
            await whole(await pool(port).send("GET", b"/", [], None))


@pytest.mark.parametrize(
    "sent",
    [b"", b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 2", b"HTTP/1.1 200 OK\r\n" + b"X: " + b"y" * 100_000 + b"\r\n"],
    ids=["nothing", "another protocol", "half a status", "endless headers"],
)
async def test_what_is_no_answer_counts_as_unreachable(sent: bytes) -> None:
    async with upstream(answering(sent)) as port:
        with pytest.raises(UpstreamUnreachable):
            await pool(port).send("POST", b"/", [(b"content-length", b"2")], b"{}")


async def test_nobody_listening_is_unreachable() -> None:
    async with upstream(answering()) as port:
        pass
    with pytest.raises(UpstreamUnreachable):
        await pool(port).send("GET", b"/", [], None)


async def test_a_late_upstream_is_timed_out_and_its_connection_not_used_again() -> None:
    async with upstream(answering(b"", pause=5)) as port:
        connections = pool(port, timeout=0.1)
        with pytest.raises(UpstreamTimeout):
            await connections.send("GET", b"/", [], None)
        assert connections._idle == []
        assert connections._in_use == 0


async def test_more_requests_than_connections_fail_at_once() -> None:
    async with upstream(answering(b"", pause=5)) as port:
        connections = pool(port, timeout=1, limit=1)
        first = asyncio.create_task(connections.send("GET", b"/", [], None))
        await asyncio.sleep(0.05)
        with pytest.raises(UpstreamBusy, match="in use"):
            await connections.send("GET", b"/", [], None)
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)
        assert connections._in_use == 0


async def _dies_after_first(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
    await writer.drain()
    await reader.readuntil(b"\r\n\r\n")  # the next request arrives, and is never answered


@pytest.mark.parametrize(
    ("method", "headers", "again"),
    [
        ("GET", [], True),
        ("POST", [(b"idempotency-key", b"k")], True),
        ("POST", [], False),
    ],
    ids=["GET", "POST with a key", "POST without"],
)
async def test_only_what_is_safe_to_repeat_goes_out_again_when_a_kept_connection_died(
    method: str, headers: list[tuple[bytes, bytes]], again: bool
) -> None:
    async with upstream(_dies_after_first) as port:
        connections = pool(port)
        assert await whole(await connections.send("GET", b"/", [], None)) == b"ok"
        if again:
            assert await whole(await connections.send(method, b"/", headers, b"")) == b"ok"
        else:
            with pytest.raises(UpstreamUnreachable):
                await connections.send(method, b"/", headers, b"")


async def test_a_large_body_is_not_gathered_in_memory() -> None:
    size, sent = 32 * 1024 * 1024, 0

    async def endless(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % size)
        for _ in range(size // 65_536):
            writer.write(b"x" * 65_536)
            await writer.drain()
            sent += 65_536

    async with upstream(endless) as port:
        answer = await pool(port).send("GET", b"/", [], None)
        pieces = answer.pieces()
        await anext(pieces)
        await asyncio.sleep(0.3)  # nobody reads: the upstream must be made to wait
        assert sent < size / 2
        received = sum([len(piece) async for piece in pieces])
        assert received > size / 2
        answer.close()


async def test_a_streamed_request_reaches_the_upstream_in_pieces() -> None:
    arrived: list[bytes] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        while (size := int((await reader.readline()).strip(), 16)) > 0:
            arrived.append(await reader.readexactly(size))
            await reader.readline()
        await reader.readline()
        writer.write(b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()

    async def body() -> AsyncIterator[bytes]:
        for number in range(3):
            yield b"piece %d" % number
            await asyncio.sleep(0.01)

    async with upstream(talk) as port:
        answer = await pool(port).send("POST", b"/", [], body())
        assert answer.status == 201
        answer.close()
    assert arrived == [b"piece 0", b"piece 1", b"piece 2"]


async def _refuses_early(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer before the body is here, and keep the connection, as a server does that refuses a size."""
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n")
    await writer.drain()
    await reader.read(-1)  # what comes now is the rest of that body, whatever it looks like


async def test_a_connection_that_still_waits_for_a_body_is_not_used_again() -> None:
    async def body() -> AsyncIterator[bytes]:
        yield b"first"
        await asyncio.sleep(0.1)  # the refusal arrives meanwhile
        yield b"second"

    async with upstream(_refuses_early) as port:
        connections = pool(port)
        answer = await connections.send("POST", b"/", [(b"content-length", b"11")], body())
        await asyncio.sleep(0.2)
        answer.close()
        assert answer.status == 413
        assert connections._idle == []


async def test_a_client_that_leaves_while_sending_ends_the_exchange_at_once() -> None:
    async def body() -> AsyncIterator[bytes]:
        yield b"half"
        raise ClientLeft

    async with upstream(answering(b"", pause=5)) as port:
        connections = pool(port, timeout=60)
        with pytest.raises(ClientLeft):
            async with asyncio.timeout(5):
                await connections.send("POST", b"/", [], body())
        assert connections._in_use == 0


async def test_a_body_that_stops_coming_is_not_the_upstream_s_fault() -> None:
    async def body() -> AsyncIterator[bytes]:
        yield b"half"
        await asyncio.sleep(30)

    async with upstream(answering(b"", pause=5)) as port:
        connections = pool(port, timeout=0.2)
        with pytest.raises(ClientStalled):
            await connections.send("POST", b"/", [], body())
        assert connections._in_use == 0


async def test_an_upstream_that_does_not_answer_a_whole_body_is_late() -> None:
    async def body() -> AsyncIterator[bytes]:
        yield b"all of it"

    async with upstream(answering(b"", pause=5)) as port:
        with pytest.raises(UpstreamTimeout):
            await pool(port, timeout=0.2).send("POST", b"/", [], body())


async def test_an_upload_that_goes_on_is_not_late() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"0\r\n\r\n")
        writer.write(b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()

    async def body() -> AsyncIterator[bytes]:
        for _ in range(8):
            yield b"piece"
            await asyncio.sleep(0.1)

    async with upstream(talk) as port:
        answer = await pool(port, timeout=0.4).send("POST", b"/", [], body())
        answer.close()
        assert answer.status == 201


async def test_a_connection_is_read_again_after_an_answer_that_filled_its_buffer_at_once() -> None:
    """uvloop reads many times in one turn: a large answer may be whole before anybody looks at it."""
    body = b"x" * (HIGH_WATER + 1)
    async with upstream(answering(b"", pause=5)) as port:
        made = await asyncio.get_running_loop().create_connection(Connection, "127.0.0.1", port)
        transport, connection = made
        connection.begin("GET")
        connection.data_received(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body))
        for start in range(0, len(body), 65_536):
            connection.data_received(body[start : start + 65_536])
        assert not transport.is_reading()
        assert connection.take_if_complete() == body
        assert transport.is_reading()
        assert connection.reusable
        connection.close()


def _frame(body: bytes, framing: str) -> bytes:
    if framing == "length":
        return b"HTTP/1.1 200 OK\r\nX-A: 1\r\nX-A: 2\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    chunks = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in (body[:7], body[7:]) if part)
    return (
        b"HTTP/1.1 200 OK\r\nX-A: 1\r\nX-A: 2\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks + b"0\r\n\r\n"
    )


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=st.binary(max_size=200),
    framing=st.sampled_from(["length", "chunked"]),
    cuts=st.lists(st.integers(0, 250), max_size=6),
)
def test_however_an_answer_is_cut_it_reads_as_the_reference_reads_it(
    body: bytes, framing: str, cuts: list[int]
) -> None:
    sent = _frame(body, framing)
    places = sorted({0, len(sent), *(cut for cut in cuts if cut < len(sent))})
    chunks = [sent[start:end] for start, end in itertools.pairwise(places)]

    async def compare() -> None:
        async with upstream(answering(*chunks)) as port:
            answer = await pool(port).send("GET", b"/", [], None)
            ours = answer.status, answer.headers, await whole(answer)
            async with httpx.AsyncClient(trust_env=False) as client:
                theirs = await client.get(f"http://127.0.0.1:{port}/")
            expected = [(name.lower(), value) for name, value in theirs.headers.raw]
            assert ours == (theirs.status_code, expected, theirs.content)

    asyncio.run(compare())
