"""Work that runs beside requests for as long as the process lives: relays and consumers."""

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from shared.observability.logging import get_logger


@asynccontextmanager
async def running(*jobs: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
    """Run `jobs` until the block ends. A job that ends by itself takes the process down with it.

    A relay that died quietly would be worse than a restart: whoever runs the process restarts it.
    """
    tasks = [asyncio.create_task(_watched(job)) for job in jobs]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _watched(job: Callable[[], Awaitable[None]]) -> None:
    try:
        await job()
    except asyncio.CancelledError:
        raise
    except Exception:  # noqa: BLE001 - whatever it was is logged, and the process restarts
        get_logger().exception("background work failed; the process stops")
    signal.raise_signal(signal.SIGTERM)
