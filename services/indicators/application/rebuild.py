"""Use case: make the projection again from the archived events."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from services.indicators.domain.recognition.evaluated import Evaluated
from services.indicators.domain.recognition.ports import Archive, Projection


class Work(Protocol):
    """One transaction of one tenant."""

    @property
    def projection(self) -> Projection:
        """What is counted."""
        ...

    @property
    def archive(self) -> Archive[Evaluated]:
        """What was received."""
        ...

    async def commit(self) -> None:
        """Make everything durable."""
        ...


async def rebuild(open_work: Callable[[str], AbstractAsyncContextManager[Work]], tenant: str) -> int:
    """Clear the tenant's projection and fill it from the archive in one transaction; give the number.

    Readers see the old projection until the new one is complete.
    """
    async with open_work(tenant) as work:
        await work.projection.clear()
        count = 0
        async for evaluated in work.archive.events():
            await work.projection.add(evaluated)
            count += 1
        await work.commit()
    return count
