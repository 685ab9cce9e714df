"""What is done to a running platform. Each fault ends when the platform evaluates again."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from tests.support.machine import Running
from tests.support.waiting import until

VICTIMS = ("gateway", "conventions", "credentials", "indicators", "nats", "postgres")


async def kill(platform: Running, victim: str) -> float:
    """End a program as a crash would; give the seconds until it is there again and an evaluation succeeds."""
    loop = asyncio.get_running_loop()
    began, killed = loop.time(), platform.kill(victim)

    async def back() -> bool:
        return platform.process(victim) not in {None, killed} and (await platform.evaluate())[0] == 201

    await until(back, seconds=90)
    return loop.time() - began


async def hang(platform: Running, victim: str, seconds: float) -> float:
    """Stop a program and its children for a while; give the seconds until all is well after it."""
    async with hung(platform, victim):
        await asyncio.sleep(seconds)
    loop = asyncio.get_running_loop()
    began = loop.time()

    async def well() -> bool:
        return (await platform.evaluate())[0] == 201

    await until(well, seconds=90)
    return loop.time() - began


@asynccontextmanager
async def hung(platform: Running, victim: str) -> AsyncIterator[None]:
    """Keep a program and its children stopped for the length of the block."""
    number = platform.process(victim)
    assert number is not None, f"{victim} is not running"
    stopped = [number, *_children(number)]
    try:
        for it in stopped:
            os.kill(it, signal.SIGSTOP)
        yield
    finally:
        for it in stopped:
            with suppress(ProcessLookupError):
                os.kill(it, signal.SIGCONT)


def _children(process: int) -> list[int]:
    return [
        int(it)
        for task in Path(f"/proc/{process}/task").iterdir()
        for it in (task / "children").read_text().split()
    ]
