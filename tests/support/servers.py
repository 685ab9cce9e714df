"""Throw-away servers for tests: a real PostgreSQL and a real nats-server, gone with the test run.

Plain code without fixtures; `tests/conftest.py` makes the fixtures. A server dies with the process that
started it, even by SIGKILL, and its port is free, so any number of test runs may go on side by side.
"""

import asyncio
import secrets
import signal
import socket
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Generic, TypeVar

import asyncpg

from deploy.local.servers.nats import Nats
from deploy.local.servers.postgres import Postgres
from deploy.local.supervision.spawn import spawn

Address = TypeVar("Address")
PATIENCE_SECONDS = 20.0


def free_port() -> int:
    """A port of 127.0.0.1 on which nothing listens at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Controlled(Generic[Address]):
    """A server whose process a test may kill, stop and start again on the same port with the same data.

    `address` is the `Postgres` or `Nats`, which knows its URL.
    """

    def __init__(
        self,
        address: Address,
        command: Sequence[str],
        *,
        answers: Callable[[], Awaitable[bool]],
        polite: signal.Signals,
        before_exec: Callable[[], None] | None = None,
    ) -> None:
        self.address = address
        self._command = command
        self._answers = answers
        self._polite = polite
        self._before_exec = before_exec
        self._process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    async def start(self) -> None:
        """Start the server and wait until it answers."""
        assert self._process is None
        with tempfile.TemporaryFile() as output:
            self._process = process = await spawn(
                self._command, output=output.fileno(), before_exec=self._before_exec
            )
            async with asyncio.timeout(PATIENCE_SECONDS):
                while not await self._answers():
                    if process.returncode is not None:
                        output.seek(0)
                        raise RuntimeError(f"the server ended: {output.read().decode()}")
                    await asyncio.sleep(0.02)

    async def stop(self) -> None:
        """Ask the server to end, and wait for it."""
        await self._end(self._polite)

    async def kill(self) -> None:
        """End the server with SIGKILL, as a crash would."""
        await self._end(signal.SIGKILL)

    async def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        if self._process.returncode is None:
            self._process.send_signal(how)
        await self._process.wait()
        self._process = None


async def controlled_postgres(folder: Path) -> Controlled[Postgres]:
    """A PostgreSQL with its data in `folder`, initialised and not yet started."""
    server = Postgres(folder / "postgres", free_port(), secrets.token_hex(16))
    await server.initialise()

    async def answers() -> bool:
        try:
            connection = await asyncpg.connect(plain(server.url()))
        except (OSError, asyncpg.CannotConnectNowError):
            return False
        await connection.close()
        return True

    # The only difference from the real thing: a crash of the machine may lose a test's data.
    return Controlled(
        server,
        [*server.command(), "--fsync=off"],
        answers=answers,
        polite=signal.SIGINT,
        before_exec=server.before_exec,
    )


def controlled_nats(folder: Path) -> Controlled[Nats]:
    """A nats-server with JetStream and its store in `folder`, not yet started."""
    server = Nats(folder / "nats", free_port(), secrets.token_hex(16))
    server.configure()

    async def answers() -> bool:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", server.port)
        except OSError:
            return False
        writer.close()
        await writer.wait_closed()
        return True

    return Controlled(server, server.command(), answers=answers, polite=signal.SIGTERM)


@asynccontextmanager
async def running_postgres(folder: Path) -> AsyncIterator[Postgres]:
    """A PostgreSQL for the length of the block."""
    async with started(await controlled_postgres(folder)) as server:
        yield server.address


@asynccontextmanager
async def running_nats(folder: Path) -> AsyncIterator[Nats]:
    """A nats-server for the length of the block."""
    async with started(controlled_nats(folder)) as server:
        yield server.address


@asynccontextmanager
async def started(server: Controlled[Address]) -> AsyncIterator[Controlled[Address]]:
    """Run `server` for the length of the block, whatever the test does to it meanwhile."""
    try:
        await server.start()
        yield server
    finally:
        await server.stop()


def plain(url: str) -> str:
    """The address as asyncpg itself takes it, without the name of the driver."""
    return url.replace("postgresql+asyncpg://", "postgresql://", 1)
