"""One thread for work that would hold the event loop up."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Found = TypeVar("Found")


class OwnThread:
    """Runs functions one after the other beside the event loop.

    One thread and not a pool: the work is Python's and takes turns in any case, and each further thread would
    keep a heap of its own at the size of the largest chunk (measured: 80 MB more with asyncio's own pool).
    """

    def __init__(self, name: str) -> None:
        self._executor = ThreadPoolExecutor(1, thread_name_prefix=name)

    async def run(self, work: Callable[[], Found]) -> Found:
        """Run `work`, and wait for it without holding anybody up."""
        return await asyncio.get_running_loop().run_in_executor(self._executor, work)
