"""Throw-away servers for tests: a real PostgreSQL and a real nats-server, gone with the test run."""

import asyncio
import secrets
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg

from deploy.local.nats import Nats
from deploy.local.postgres import Postgres, as_ordinary_user
from deploy.local.spawn import spawn


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@asynccontextmanager
async def running_postgres(folder: Path) -> AsyncIterator[Postgres]:
    server = Postgres(folder / "postgres", free_port(), secrets.token_hex(16))
    server.initialise()
    # The only difference from the real thing: a crash of the machine may lose a test's data.
    process = await spawn(
        [*server.command(), "--fsync=off"], death_signal=signal.SIGQUIT, before_exec=as_ordinary_user
    )
    drain = asyncio.create_task(_drain(process))
    try:
        await _answers(server.port, process)
        await _accepts(server)
        yield server
    finally:
        process.send_signal(signal.SIGINT)
        await process.wait()
        await drain


@asynccontextmanager
async def running_nats(folder: Path) -> AsyncIterator[Nats]:
    server = Nats(folder / "nats", free_port(), secrets.token_hex(16))
    server.configure()
    process = await spawn(server.command())
    drain = asyncio.create_task(_drain(process))
    try:
        await _answers(server.port, process)
        yield server
    finally:
        process.terminate()
        await process.wait()
        await drain


async def _drain(process: asyncio.subprocess.Process) -> None:
    assert process.stdout is not None
    while await process.stdout.readline():
        pass


async def _answers(port: int, process: asyncio.subprocess.Process) -> None:
    for _ in range(400):
        if process.returncode is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.05)
        else:
            writer.close()
            return
    raise TimeoutError(f"nothing listens on {port}")


async def _accepts(server: Postgres) -> None:
    for _ in range(100):
        try:
            connection = await asyncpg.connect(server.url().replace("+asyncpg", ""))
        except (asyncpg.CannotConnectNowError, OSError):
            await asyncio.sleep(0.05)
        else:
            await connection.close()
            return
    raise TimeoutError("PostgreSQL does not accept connections")
