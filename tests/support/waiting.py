"""Waiting for something to become true, with a deadline that fails the test."""

import asyncio
import time
from collections.abc import Awaitable, Callable


async def until(condition: Callable[[], Awaitable[bool]], *, seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not await condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"did not become true within {seconds} s")
        await asyncio.sleep(0.05)
